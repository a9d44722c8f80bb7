import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Dispatcher } from 'undici'
import { forward } from '../../../src/adapters/gms/forward.ts'
import type { GmsPool } from '../../../src/adapters/gms/pool.ts'
import type { GmsJudgement, GmsRequestHead } from '../../../src/domain/gms-endpoints/judgement.ts'
import type { Answer } from '../../helpers/recording-gms.ts'
import { guardedWorld, until } from './guarded.ts'

const CHANGE: GmsJudgement = { kind: 'demands', demands: [{ anyOf: [['MANAGE_POLICIES']] }] }

const judge = ({ path }: GmsRequestHead): GmsJudgement =>
  path === '/change' ? CHANGE : { kind: 'demands', demands: [{ anyOf: [['EDIT_ENTITY']] }] }

/** A proxy in which a change is noted when the test says so; others change nothing that is held. */
async function heldWorld(t: Test, answer?: Answer) {
  const notings: (() => void)[] = []
  const world = await guardedWorld(
    t,
    {
      judge,
      noteChange: (demands) =>
        demands[0]?.anyOf[0]?.[0] === 'MANAGE_POLICIES'
          ? new Promise((resolve) => notings.push(resolve))
          : undefined,
    },
    answer,
  )
  return { ...world, notings }
}

/** Sends one request on a connection of its own; what came of it by now is in `answer` and `error`. */
function begin(url: string, method = 'POST') {
  const seen: { answer?: IncomingMessage; body?: string; error?: Error } = {}
  const request = httpRequest(url, { method, agent: false }, async (answer) => {
    seen.answer = answer
    seen.body = await text(answer).catch(() => 'cut off')
  })
  request.on('error', (error) => {
    seen.error = error
  })
  request.end()
  return { seen, request }
}

const withHead =
  (head: Record<string, string | number>, status = 200, body = 'done'): Answer =>
  (request, response) => {
    request.resume().on('end', () => response.writeHead(status, head).end(body))
  }

const LONG = 'x'.repeat(1_000_000)

t.test('nothing of an answer goes out before the change that it tells of holds here', async (t) => {
  const answers: [string, Answer, number, string][] = [
    ['with a length', withHead({ 'content-length': 4 }), 200, 'done'],
    ['in chunks', withHead({}), 200, 'done'],
    ['by a GMS that closes its connection', withHead({ connection: 'close' }), 200, 'done'],
    ['that is long', withHead({}, 200, LONG), 200, LONG],
    ['without a body', withHead({}, 204, ''), 204, ''],
    ['that refuses', withHead({}, 422, 'no'), 422, 'no'],
    [
      'whose end is the end of the connection',
      (_, { socket }) => socket?.end('HTTP/1.1 200 OK\r\n\r\ndone'),
      200,
      'done',
    ],
  ]
  for (const [what, answer, status, body] of answers) {
    const { url, notings } = await heldWorld(t, answer)
    const { seen } = begin(`${url}/change`)
    await until(() => notings.length === 1)
    await sleep(50)
    t.strictSame(seen, {}, what)
    notings[0]?.()
    await until(() => seen.body !== undefined)
    t.equal(seen.answer?.statusCode, status, what)
    t.ok(seen.body === body, what)
    t.equal(notings.length, 1, 'once')
  }
})

t.test('a HEAD is held as well, whose answer has no body to stop at', async (t) => {
  const { url, notings } = await heldWorld(t, withHead({ 'content-length': 4 }))
  const { seen } = begin(`${url}/change`, 'HEAD')
  await until(() => notings.length === 1)
  await sleep(50)
  t.strictSame(seen, {})
  notings[0]?.()
  await until(() => seen.body === '')
})

t.test('others stream through while an answer is held', async (t) => {
  const { url, notings } = await heldWorld(t, withHead({}, 200, LONG))
  const held = begin(`${url}/change`)
  await until(() => notings.length === 1)
  const other = await fetch(`${url}/other`, { method: 'POST', body: '{}' })
  t.ok((await other.text()) === LONG)
  t.strictSame(held.seen, {})
  notings[0]?.()
  await until(() => held.seen.body === LONG)
})

t.test(
  'a client that leaves while its answer is held is let go, and so is its connection to GMS',
  async (t) => {
    const { url, notings, gms } = await heldWorld(t, withHead({}, 200, LONG))
    const left = begin(`${url}/change`)
    await until(() => notings.length === 1)
    const connections = () =>
      new Promise<number>((resolve) => gms.server.getConnections((_, count) => resolve(count)))
    t.equal(await connections(), 1)
    left.request.destroy()
    while ((await connections()) > 0) await sleep(5)
    notings[0]?.()
    t.equal((await fetch(`${url}/other`, { method: 'POST', body: '{}' })).status, 200)
  },
)

t.test('what GMS leaves without an answer may be done, and is noted before that is told', async (t) => {
  const { url, notings } = await heldWorld(t, (_, response) => response.destroy())
  const { seen } = begin(`${url}/change`)
  await until(() => notings.length === 1)
  await sleep(50)
  t.strictSame(seen, {})
  notings[0]?.()
  await until(() => seen.body !== undefined)
  t.equal(seen.answer?.statusCode, 502)
  t.equal((await fetch(`${url}/other`, { method: 'POST', body: '{}' })).status, 502)
  t.equal(notings.length, 1)
})

t.test('what a client does not wait for is noted all the same', async (t) => {
  const { url, notings, gms } = await heldWorld(t, () => undefined)
  const { request } = begin(`${url}/change`)
  await until(() => gms.requests.length === 1)
  request.destroy()
  await until(() => notings.length === 1)
  const other = begin(`${url}/other`)
  await until(() => gms.requests.length === 2)
  other.request.destroy()
  await sleep(50)
  t.equal(notings.length, 1)
})

t.test('half an answer that was held is cut off, and not taken for whole', async (t) => {
  let broken = false
  const { url, notings } = await heldWorld(t, (_, response) => {
    response.writeHead(200, { 'content-length': 10 }).write('half')
    response.on('close', () => {
      broken = true
    })
    setTimeout(() => response.destroy(), 20)
  })
  const { seen } = begin(`${url}/change`)
  await until(() => notings.length === 1 && broken)
  t.strictSame(seen, {})
  notings[0]?.()
  await until(() => seen.error !== undefined || seen.body !== undefined)
  t.ok(seen.error !== undefined || seen.body === 'cut off')
})

t.test('what comes of an answer in spite of the pause is held in its order', async (t) => {
  const { promise: noted, resolve: note } = Promise.withResolvers<void>()
  const { promise: resumed, resolve: resume } = Promise.withResolvers<void>()
  const controller = { rawHeaders: [], pause: () => undefined, resume, abort: () => undefined }
  const pool = {
    dispatch: (_: unknown, handler: Dispatcher.DispatchHandler) => {
      const told = controller as unknown as Dispatcher.DispatchController
      handler.onResponseStart?.(told, 200, {})
      for (const part of ['one ', 'two ', 'three']) handler.onResponseData?.(told, Buffer.from(part))
      handler.onResponseEnd?.(told, {})
    },
  } as unknown as GmsPool['pool']
  const server = createServer((request, response) =>
    forward(
      { pool, basePath: '', noteStreamed: () => undefined },
      { request, response, target: '/', headers: [], held: undefined, hasBody: false },
      {
        onUnauthorized: () => false,
        retake: () => undefined,
        onAbandoned: () => undefined,
        onFailure: () => undefined,
        onAnswer: () => noted,
      },
    ),
  )
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.teardown(() => server.close())
  const { seen } = begin(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await sleep(50)
  t.strictSame(seen, {})
  note()
  await resumed
  await until(() => seen.body === 'one two three')
})
