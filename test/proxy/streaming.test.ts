import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import t from 'tap'
import { bearer } from '../helpers/person.ts'
import { sendRaw, startProxied } from '../helpers/proxied.ts'
import { freePort } from '../helpers/servers/free-port.ts'

// Buffers of kernel and Node between two ends that do not read: a few hundred kB each; 16 MB would not fit.
const MUCH = 16_000_000

const CHUNK = Buffer.alloc(64_000, 'x')

/** Writes until the other side takes no more for 300 ms, or `MUCH` is through. Gives how much went out. */
async function writeUntilStuck(target: ServerResponse | ReturnType<typeof httpRequest>): Promise<number> {
  let written = 0
  while (written < MUCH) {
    written += CHUNK.length
    if (target.write(CHUNK)) continue
    const drained = once(target, 'drain').then(() => true)
    const stuck = new Promise((resolve) => setTimeout(() => resolve(false), 300))
    if (!(await Promise.race([drained, stuck]))) break
  }
  return written
}

function openRequest(gmsDoor: string, token: string, method: string): ReturnType<typeof httpRequest> {
  const request = httpRequest(`${gmsDoor}/entities?action=search`, { method, headers: bearer(token) })
  request.on('error', () => undefined)
  return request
}

t.test('a client that does not read holds GMS back, instead of filling the memory here', async (t) => {
  let stuckAt = 0
  const { service, token } = await startProxied(t, {
    answer: async (_, response) => {
      response.writeHead(200)
      stuckAt = await writeUntilStuck(response)
      response.end()
    },
  })
  const request = openRequest(service.gms, token, 'GET').end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  answer.pause()
  await new Promise((resolve) => setTimeout(resolve, 1000))
  t.ok(stuckAt > 0 && stuckAt < MUCH, `GMS was held after ${stuckAt} bytes`)

  let read = 0
  for await (const chunk of answer) read += (chunk as Buffer).length
  t.equal(read, stuckAt, 'and everything arrives once the client reads')
})

t.test('a GMS that does not read holds the client back', async (t) => {
  let body: IncomingMessage | undefined
  const { service, token } = await startProxied(t, {
    answer: (request) => {
      body = request.pause()
    },
  })
  const request = openRequest(service.gms, token, 'POST')
  const stuckAt = await writeUntilStuck(request)
  t.ok(stuckAt < MUCH, `the client was held after ${stuckAt} bytes`)
  t.ok(body, 'the body streams: GMS has the request while the client still sends')
  request.destroy()
})

t.test('a client that leaves aborts the exchange with GMS', async (t) => {
  let left: Promise<unknown> | undefined
  const { service, token } = await startProxied(t, {
    answer: (_, response) => {
      left = once(response, 'close')
      response.write('first')
    },
  })
  const request = openRequest(service.gms, token, 'GET').end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  await once(answer, 'data')
  request.destroy()
  await t.resolves(left ?? Promise.reject(new Error('GMS saw no request')))
})

t.test('a client that breaks off its upload breaks it off at GMS', async (t) => {
  let upload: IncomingMessage | undefined
  const { service, gms, token } = await startProxied(t, {
    answer: (request) => {
      upload = request.resume()
      upload.on('error', () => undefined)
    },
  })
  const request = openRequest(service.gms, token, 'POST')
  request.write(CHUNK)
  while (gms.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  const closed = new Promise((resolve) => upload?.once('close', resolve))
  request.destroy()
  await closed
  t.equal(upload?.complete, false, 'GMS does not take half a body for a whole one')
})

t.test('a GMS that breaks off its answer cuts the client, who must not take half for whole', async (t) => {
  const { service, token } = await startProxied(t, {
    answer: (_, response) => {
      response.write('half', () => response.destroy())
    },
  })
  const answer = await fetch(`${service.gms}/x`, { headers: bearer(token) })
  t.equal(answer.status, 200)
  await t.rejects(answer.text())
})

t.test(
  'a GMS that is down is 502, one that breaks off before its answer too, a slow one 504: all as problems',
  async (t) => {
    const nobody = `http://127.0.0.1:${await freePort()}`
    const down = await startProxied(t, { settings: { GMS_URL: nobody } })
    const unreachable = await fetch(`${down.service.gms}/x`, { headers: bearer(down.token) })
    t.equal(unreachable.status, 502)
    t.match(await unreachable.json(), { code: 'GMS_UNREACHABLE', status: 502, instance: /^urn:uuid:/ })
    t.equal(unreachable.headers.get('content-type'), 'application/problem+json; charset=utf-8')

    const broken = await startProxied(t, { answer: (request) => request.socket.destroy() })
    for (const method of ['GET', 'POST']) {
      const init = {
        method,
        headers: bearer(broken.token),
        ...(method === 'POST' && { body: 'x'.repeat(100_000) }),
      }
      const answer = await fetch(`${broken.service.gms}/entities?action=search`, init)
      t.equal(answer.status, 502, method)
    }

    const slow = await startProxied(t, {
      answer: () => undefined,
      settings: { GMS_RESPONSE_TIMEOUT_MS: '300' },
    })
    const late = await fetch(`${slow.service.gms}/x`, { headers: bearer(slow.token) })
    t.equal(late.status, 504)
    t.match(await late.json(), { code: 'GMS_TIMEOUT' })
  },
)

t.test(
  'a client that is still sending when GMS breaks off gets its 502, and the connection ends',
  async (t) => {
    const { service, token } = await startProxied(t, { answer: (request) => request.socket.destroy() })
    const { port } = new URL(service.gms)
    const socket = connect(Number(port), '127.0.0.1')
    const head = `POST /entities?action=search HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nAuthorization: ${bearer(token).authorization}\r\n\r\n`
    socket.write(`${head}only the beginning`)
    socket.on('error', () => undefined)
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk
    })
    await once(socket, 'close')
    t.match(received, /^HTTP\/1\.1 502 [\s\S]*connection: close/i)
  },
)

t.test('an answer that comes before the body is whole reaches the client', async (t) => {
  const { service, token } = await startProxied(t, {
    answer: (_, response) => response.writeHead(413, { connection: 'close' }).end('too large'),
  })
  const request = openRequest(service.gms, token, 'POST')
  request.write(CHUNK)
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  t.equal(answer.statusCode, 413)
  request.destroy()
})

t.test('bodies of any type and coding pass unread: none, empty, odd, chunked, announced', async (t) => {
  const { service, token } = await startProxied(t, { answer: (request, response) => request.pipe(response) })
  const credential = `Host: x\r\nConnection: close\r\nAuthorization: ${bearer(token).authorization}\r\n`
  for (const [fields, body] of [
    ['Content-Length: 5\r\n', 'plain'],
    ['Content-Length: 5\r\nContent-Type: application/json\r\n', '{"a":'],
    ['Content-Length: 5\r\nContent-Type: not a type\r\n', 'plain'],
    ['Content-Length: 5\r\nContent-Type: multipart/form-data\r\n', 'plain'],
    ['Content-Length: 5\r\nExpect: 100-continue\r\n', 'plain'],
  ] as const) {
    const answer = await sendRaw(
      service.gms,
      `POST /entities?action=search HTTP/1.1\r\n${credential}${fields}\r\n${body}`,
    )
    t.match(answer, /HTTP\/1\.1 200 /, fields)
    t.ok(answer.includes(body), fields)
  }
  const chunked = await sendRaw(
    service.gms,
    `POST /entities?action=search HTTP/1.1\r\n${credential}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`,
  )
  t.ok(chunked.includes('abcde') || /3\r\nabc/.test(chunked))
  for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS', 'PATCH']) {
    const fields = method === 'GET' ? '' : 'Content-Length: 0\r\n'
    t.match(
      await sendRaw(service.gms, `${method} /x HTTP/1.1\r\n${credential}${fields}\r\n`),
      /^HTTP\/1\.1 200 /,
      method,
    )
  }
})
