import { inspect } from 'node:util'
import t, { type Test } from 'tap'
import { freePort } from '../../helpers/servers/free-port.ts'
import { minterFor, RESPONSE_TIMEOUT_MS, SYSTEM_CLIENT_SECRET, tinyGms } from './tiny-gms.ts'

const ALICE = 'urn:li:corpuser:alice'

/** What asking for a session fails with, and after how many milliseconds. */
async function failureOf(
  t: Test,
  url: string,
  secret?: string,
): Promise<{ error: { code?: string }; tookMs: number }> {
  const { mint } = minterFor(t, url, secret)
  const start = performance.now()
  const [outcome] = await Promise.allSettled([mint(ALICE)])
  const tookMs = performance.now() - start
  if (outcome.status === 'fulfilled') throw new Error('a session was had')
  t.notMatch(inspect(outcome.reason, { depth: 20, showHidden: true }), SYSTEM_CLIENT_SECRET)
  return { error: outcome.reason, tookMs }
}

t.test('a GMS that says nothing is given up after its time', async (t) => {
  const { error, tookMs } = await failureOf(t, await tinyGms(t, (request) => request.resume()))
  t.match(error, { name: 'ServiceError', code: 'GMS_TIMEOUT' })
  t.ok(tookMs >= RESPONSE_TIMEOUT_MS - 10 && tookMs < RESPONSE_TIMEOUT_MS + 1_500, `${Math.round(tookMs)} ms`)
})

t.test('a GMS that falls silent in the middle of its answer is given up too', async (t) => {
  const url = await tinyGms(t, (request, response) => {
    request.resume().on('end', () => response.write('{"accessToken":'))
  })
  const { error, tookMs } = await failureOf(t, url)
  t.match(error, { code: 'GMS_TIMEOUT' })
  t.ok(tookMs < RESPONSE_TIMEOUT_MS + 1_500, `${Math.round(tookMs)} ms`)
})

t.test('a GMS that breaks off is unreachable, before its answer and in it', async (t) => {
  const before = await tinyGms(t, (request) => request.destroy())
  t.match((await failureOf(t, before)).error, { code: 'GMS_UNREACHABLE' })
  const within = await tinyGms(t, (_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{"accessToken":"t"}', () => response.destroy())
  })
  t.match((await failureOf(t, within)).error, { code: 'GMS_UNREACHABLE' })
})

t.test('a GMS that nobody listens for is unreachable at once', async (t) => {
  const { error, tookMs } = await failureOf(t, `http://127.0.0.1:${await freePort()}`)
  t.match(error, { code: 'GMS_UNREACHABLE' })
  t.ok(tookMs < 1_000)
})

t.test('a secret that no header can carry is an error that does not show it', async (t) => {
  const url = await tinyGms(t, (_, response) => response.end('{"accessToken":"t"}'))
  t.match((await failureOf(t, url, `${SYSTEM_CLIENT_SECRET}\nX: y`)).error, { name: 'ServiceError' })
})

t.test('an answer without end does not fill the memory', async (t) => {
  let written = 0
  const url = await tinyGms(t, (_, response) => {
    const chunk = Buffer.alloc(65_536, ' ')
    const more = (): void => {
      if (written >= 50_000_000) response.end()
      else {
        written += chunk.length
        response.write(chunk)
      }
    }
    response.on('drain', more)
    more()
  })
  t.match((await failureOf(t, url)).error, { code: 'GMS_UNREACHABLE' })
  t.ok(written < 25_000_000, `${written} bytes`)
})

t.test('after an outage the next session comes as if nothing had been', async (t) => {
  let isAway = true
  const url = await tinyGms(t, (request, response) => {
    if (isAway) request.destroy()
    else response.end('{"accessToken":"t"}')
  })
  const { mint } = minterFor(t, url)
  await t.rejects(mint(ALICE), { code: 'GMS_UNREACHABLE' })
  isAway = false
  t.match(await mint(ALICE), { token: 't' })
})
