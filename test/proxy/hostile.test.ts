import { type AddressInfo, connect, createServer } from 'node:net'
import t from 'tap'
import { bearer } from '../helpers/person.ts'
import { sendRaw, startProxied } from '../helpers/proxied.ts'
import { startProcess } from '../helpers/service.ts'

t.test('clients that leave while their uploads wait for a connection leave the process up', async (t) => {
  const { service, gms, token } = await startProxied(t, { start: startProcess, answer: () => undefined })
  const { port } = new URL(service.gms)
  const head = `POST /entities?action=search HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nAuthorization: ${bearer(token).authorization}\r\n\r\na`
  // More than the 256 connections of the pool: the rest waits in a queue.
  const sockets = Array.from({ length: 300 }, () => connect(Number(port), '127.0.0.1'))
  for (const socket of sockets) socket.on('error', () => undefined).write(head)
  while (gms.requests.length < 256) await new Promise((resolve) => setTimeout(resolve, 20))
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 300))
  t.equal((await fetch(`${service.front}/health`)).status, 200)
})

t.test('requests that hold every connection do not keep a session from being asked for', async (t) => {
  const { service, gms, token } = await startProxied(t, { answer: () => undefined })
  const { port } = new URL(service.gms)
  const sockets = Array.from({ length: 260 }, () => connect(Number(port), '127.0.0.1'))
  t.teardown(() => sockets.map((socket) => socket.destroy()))
  for (const socket of sockets) {
    socket.on('error', () => undefined).write('GET /config HTTP/1.1\r\nHost: x\r\n\r\n')
  }
  while (gms.requests.length < 256) await new Promise((resolve) => setTimeout(resolve, 20))
  t.same(gms.minted, [])
  fetch(`${service.gms}/x`, { headers: bearer(token) }).catch(() => undefined)
  const deadline = performance.now() + 3000
  while (gms.minted.length === 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  t.same(gms.minted, ['datahub'])
})

t.test('nobody without a token may send GMS a body, on any path', async (t) => {
  const { service, gms } = await startProxied(t)
  for (const path of ['/config', '/health']) {
    t.equal((await fetch(service.gms + path, { method: 'POST', body: 'x' })).status, 401)
    t.equal((await fetch(service.gms + path)).status, 200)
  }
  t.same(
    gms.requests.map(({ method }) => method),
    ['GET', 'GET'],
  )
})

t.test(
  'a reason phrase that Node would refuse to write does not keep the answer from the client',
  async (t) => {
    const gms = createServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 \xd6kay\r\nContent-Length: 2\r\n\r\nok', 'latin1'))
    })
    await new Promise<void>((resolve) => gms.listen(0, '127.0.0.1', resolve))
    t.teardown(() => gms.close())
    const url = `http://127.0.0.1:${(gms.address() as AddressInfo).port}`
    const { service, token } = await startProxied(t, {
      settings: { GMS_URL: url, GMS_CREDENTIALS: 'passthrough' },
    })
    const answer = await fetch(`${service.gms}/x`, { headers: bearer(token) })
    t.equal(answer.status, 200)
    t.equal(await answer.text(), 'ok')
  },
)

t.test('a coding besides chunked is refused, for Node would take it off unread', async (t) => {
  const { service, gms, token } = await startProxied(t)
  const fields = `Host: x\r\nConnection: close\r\nAuthorization: ${bearer(token).authorization}\r\n`
  const body = 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'
  t.match(await sendRaw(service.gms, `POST /x HTTP/1.1\r\n${fields}${body}`), /^HTTP\/1\.1 501 /)
  t.same(gms.requests, [])
})

t.test('a stop waits for a GMS that hangs no longer than it was told to', async (t) => {
  const { service, gms, token } = await startProxied(t, { answer: () => undefined })
  const hanging = fetch(`${service.gms}/x`, { headers: bearer(token) })
  const ended = t.rejects(hanging)
  while (gms.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  const begun = performance.now()
  await service.stop()
  t.ok(performance.now() - begun < 3000, 'after the second that the drain may take')
  await ended
})
