import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { RequestBody } from '../../../src/adapters/gms/request-body.ts'

interface Upload {
  client: Socket
  request: IncomingMessage
  response: ServerResponse
  body: RequestBody
}

/** A client that has announced a body of this many bytes and sent `sent` of it. */
async function upload(t: Test, announced: number, sent: Buffer = Buffer.alloc(0)): Promise<Upload> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => undefined)
  t.teardown(() => {
    client.destroy()
    server.closeAllConnections()
    server.close()
  })
  client.write(`POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${announced}\r\n\r\n`)
  client.write(sent)
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  return { client, request, response, body: new RequestBody(request, () => undefined) }
}

t.test('a body comes through whole and in order', async (t) => {
  const bytes = randomBytes(5_000_000)
  const { body } = await upload(t, bytes.length, bytes)
  const received = await buffer(body)
  const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex')
  t.equal(received.length, bytes.length)
  t.equal(sha256(received), sha256(bytes))
})

t.test('a body that came while nobody read is not lost', async (t) => {
  const { body, request } = await upload(t, 5, Buffer.from('hello'))
  await turn()
  await turn()
  t.equal(await text(body), 'hello')
  t.equal(request.complete, true)
})

t.test('whoever reads may destroy it, and an answer still goes out to the client', async (t) => {
  const { client, request, response, body } = await upload(t, 1_000_000, Buffer.alloc(1_000))
  await once(body, 'readable')
  body.destroy(new Error('GMS broke off'))
  await once(body, 'error')
  t.equal(request.destroyed, false)
  t.equal(request.socket.destroyed, false)
  response.writeHead(502, { 'content-length': 5 }).end('sorry')
  t.match(await text(client), /^HTTP\/1\.1 502 [\s\S]*\r\n\r\nsorry$/)
})

t.test('a destroyed body lets go of its request', async (t) => {
  const { request, body } = await upload(t, 1_000, Buffer.alloc(10))
  t.equal(request.listenerCount('data'), 1)
  body.destroy()
  await once(body, 'close')
  for (const event of ['data', 'end']) t.equal(request.listenerCount(event), 0, event)
})

t.test('a client is not read faster than its body is taken', async (t) => {
  const bytes = Buffer.alloc(20_000_000, 'x')
  const { client, request, body } = await upload(t, bytes.length, bytes)
  body.read(0)
  if (!request.isPaused()) await once(request, 'pause')
  // Whatever the system holds for us would come within these turns, if it were read.
  for (let i = 0; i < 50; i++) await turn()
  t.ok(body.readableLength < 500_000, `${body.readableLength} bytes wait here`)
  t.ok(request.socket.bytesRead < 1_000_000, `${request.socket.bytesRead} bytes were read`)
  t.ok(client.writableLength > 0, 'the client has to wait')
  t.equal((await buffer(body)).length, bytes.length)
})

t.test(
  'a client that leaves in the middle of its body fails the body, which is not taken for whole',
  async (t) => {
    const { client, body } = await upload(t, 1_000_000, Buffer.alloc(1_000))
    await once(body, 'readable')
    const read = buffer(body)
    client.destroy()
    await t.rejects(read, { message: 'the client broke off its request' })
    t.equal(body.destroyed, true)
  },
)

t.test('a client that leaves after its whole body was sent fails nothing', async (t) => {
  const { client, body } = await upload(t, 5, Buffer.from('hello'))
  client.end()
  t.equal(await text(body), 'hello')
})

t.test('an empty body ends at once', async (t) => {
  const { body } = await upload(t, 0)
  t.equal(await text(body), '')
})
