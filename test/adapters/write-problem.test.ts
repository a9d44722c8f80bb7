import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { writeProblem } from '../../src/adapters/write-problem.ts'
import { problem } from '../../src/errors/problem.ts'

type Handle = (request: IncomingMessage, response: ServerResponse) => void

// The last request of a client, who goes when it is answered.
const LAST = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
const unauthenticated = problem('UNAUTHENTICATED', { challenge: 'invalid token' })

/** All that a server with this handler writes to a client that sends these bytes and says no more. */
async function exchange(t: Test, handle: Handle, bytes: string): Promise<string> {
  const server = createServer(handle).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.write(bytes)
  return text(client)
}

t.test('an error is written with its status, its headers and its body', async (t) => {
  const answer = await exchange(t, (_, response) => writeProblem(response, unauthenticated), LAST)
  const [head = '', body] = answer.split('\r\n\r\n')
  t.match(head, /^HTTP\/1\.1 401 Unauthorized\r\n/)
  for (const [name, value] of Object.entries(unauthenticated.headers)) t.match(head, `${name}: ${value}\r\n`)
  t.equal(body, unauthenticated.body)
  t.equal(`${Buffer.byteLength(unauthenticated.body)}`, unauthenticated.headers['content-length'])
})

t.test('the connection serves on after a request that was read to its end', async (t) => {
  const answer = await exchange(
    t,
    (request, response) => request.resume().on('end', () => writeProblem(response, unauthenticated)),
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody${LAST}`,
  )
  const [first, second] = answer.split('HTTP/1.1 401 Unauthorized').slice(1)
  t.notMatch(first, /connection: close/i)
  t.ok(second?.endsWith(unauthenticated.body))
})

t.test('the connection ends where the body was not read, which would be taken for a request', async (t) => {
  let requests = 0
  const answer = await exchange(
    t,
    (_, response) => {
      requests++
      writeProblem(response, unauthenticated)
    },
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n${LAST}`,
  )
  t.match(answer, /connection: close/i)
  t.equal(requests, 1)
  t.equal(answer.match(/HTTP\/1\.1/g)?.length, 1)
})

t.test('HEAD gets the headers alone', async (t) => {
  const answer = await exchange(
    t,
    (_, response) => writeProblem(response, unauthenticated),
    LAST.replace('GET', 'HEAD'),
  )
  t.match(answer, /^HTTP\/1\.1 401/)
  t.ok(answer.endsWith('\r\n\r\n'))
})

t.test('an answer that has begun is not written into', async (t) => {
  const answer = await exchange(
    t,
    (_, response) => {
      response.writeHead(200, { 'content-length': 4 }).write('ha')
      writeProblem(response, unauthenticated)
      response.end('lf')
    },
    LAST,
  )
  t.match(answer, /^HTTP\/1\.1 200/)
  t.ok(answer.endsWith('half'))
})

t.test('a client that is gone gets nothing, and that is no error', async (t) => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const answer = await exchange(
    t,
    (_, response) => {
      response.destroy()
      writeProblem(response, unauthenticated)
      resolve(response.headersSent)
    },
    LAST,
  )
  t.equal(await promise, false)
  t.equal(answer, '')
})
