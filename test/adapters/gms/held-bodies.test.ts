import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { makeHeldBodies } from '../../../src/adapters/gms/held-bodies.ts'
import type { GmsJudgement } from '../../../src/domain/gms-endpoints/judgement.ts'
import { sendRaw } from '../../helpers/proxied.ts'
import { guardedWorld, post, until } from './guarded.ts'

const BODY: GmsJudgement = { kind: 'body', read: () => ({ kind: 'open' }) }
const DEMANDS: GmsJudgement = { kind: 'demands', demands: [{ anyOf: [['MANAGE_POLICIES']] }] }

t.test('a body that is too long is refused, announced or not, and nothing of it goes to GMS', async (t) => {
  const { gms, url } = await guardedWorld(t, { judge: () => BODY, bodies: { bodyBytesMax: 1000 } })
  t.equal((await post(url, 'x'.repeat(1000))).status, 200)
  const announced = await post(url, 'x'.repeat(1001))
  t.equal(announced.status, 413)
  t.match(await announced.json(), { code: 'PAYLOAD_TOO_LARGE', detail: /up to 1000 bytes. Send it in parts/ })
  const chunks = `400\r\n${'x'.repeat(1024)}\r\n0\r\n\r\n`
  const chunked = await sendRaw(
    url,
    `POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
  )
  t.match(chunked, /^HTTP\/1\.1 413 /)
  t.equal(gms.requests.length, 1)
})

t.test(
  'bodies that arrive together have a bound together, and leave it when they are answered',
  async (t) => {
    let isAnswering = false
    const waiting: (() => void)[] = []
    const { url } = await guardedWorld(
      t,
      { judge: () => BODY, bodies: { bodyBytesMax: 1000, allBytesMax: 2000 } },
      (request, response) =>
        void request
          .resume()
          .on('end', () => (isAnswering ? response.end('ok') : waiting.push(() => response.end('ok')))),
    )
    const held = [post(url, 'x'.repeat(1000)), post(url, 'y'.repeat(1000))]
    await until(() => waiting.length === 2)
    const refused = await post(url, 'z')
    t.equal(refused.status, 503)
    t.equal(refused.headers.get('retry-after'), '5')
    t.match(await refused.json(), { code: 'GMS_BODIES_FULL' })
    isAnswering = true
    for (const go of waiting) go()
    for (const answer of await Promise.all(held)) await answer.text()
    await sleep(20)
    t.equal((await post(url, 'z'.repeat(1000))).status, 200)
  },
)

t.test('a hundred who announce much and send little keep nobody out', async (t) => {
  const { url } = await guardedWorld(t, {
    judge: () => BODY,
    bodies: { bodyBytesMax: 1000, allBytesMax: 2000, arrivalMs: 200 },
  })
  const slow = Array.from({ length: 100 }, () =>
    sendRaw(url, 'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx'),
  )
  await sleep(50)
  t.equal((await post(url, 'x'.repeat(1000))).status, 200)
  for (const answer of await Promise.all(slow)) t.match(answer, /^HTTP\/1\.1 408 /)
  t.equal((await post(url, 'x'.repeat(1000))).status, 200)
})

t.test(
  'a client that leaves while its body arrives, or while it is asked about, never reaches GMS',
  async (t) => {
    let asked = 0
    let allow = () => {}
    const { gms, url } = await guardedWorld(t, {
      judge: () => ({ kind: 'body', read: () => DEMANDS }),
      admit: () => {
        asked++
        return new Promise((resolve) => (allow = resolve))
      },
      bodies: { bodyBytesMax: 1000, allBytesMax: 1000 },
    })
    const leave = async (bytes: string, condition: () => boolean) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(bytes)
      await until(condition)
      socket.destroy()
      await sleep(30)
    }
    let waited = 0
    await leave(
      `POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(900)}`,
      () => ++waited > 10,
    )
    t.equal(asked, 0)
    await leave(
      `POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(1000)}`,
      () => asked === 1,
    )
    allow()
    await sleep(30)
    t.equal(gms.requests.length, 0)
    const third = post(url, 'x'.repeat(1000))
    await until(() => asked === 2)
    allow()
    t.equal((await third).status, 200, 'and their bytes count no more')
  },
)

t.test('a body in chunks of one byte takes room by its bytes, not by its chunks', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = () => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const bodies = makeHeldBodies({ bodyBytesMax: 1_000_000, allBytesMax: 1_000_000, arrivalMs: 60_000 })
  const request = Object.assign(new EventEmitter(), { headers: {}, destroyed: false })
  const read = bodies.read(request as unknown as IncomingMessage)
  const before = heap()
  for (let at = 0; at < 300_000; at++) request.emit('data', Buffer.from(String(at % 10)))
  const grown = heap() - before
  request.emit('end')
  const { bytes } = await read
  t.equal(bytes.toString(), '0123456789'.repeat(30_000))
  t.ok(grown < 5_000_000, `${grown} bytes`)
})

t.test('a body that is refused by what it says leaves the bound', async (t) => {
  const unreadable: GmsJudgement = { kind: 'unreadable', detail: 'Say more.' }
  const judge = (): GmsJudgement => ({ kind: 'body', read: () => unreadable })
  const { url } = await guardedWorld(t, { judge, bodies: { allBytesMax: 1000 } })
  for (let at = 0; at < 3; at++) t.equal((await post(url, 'x'.repeat(900))).status, 400)
})
