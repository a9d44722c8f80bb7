import t from 'tap'
import { makeLru } from '../../../src/adapters/lru.ts'
import { type HeldSession, makeGmsSessions } from '../../../src/app/gms/gms-sessions.ts'
import type { GmsSession } from '../../../src/app/ports/gms.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { holdCalls } from '../../helpers/fakes/held-calls.ts'
import { ALICE, BOB } from '../../helpers/fakes/people.ts'
import { settled } from '../tokens/lookup-world.ts'

const DAY = 86_400_000
const OUTAGE = new Error('GMS is away')

function sessionsWorld({ heldMax = 100 } = {}) {
  const mint = holdCalls<[string], GmsSession>()
  const clock = fakeClock()
  const held = makeLru<HeldSession>(heldMax)
  const sessions = makeGmsSessions({ mint, clock, held })
  /** Answers the oldest waiting mint. */
  const mintOne = (token: string, lifeMs = DAY) =>
    mint.waiting[0]?.answer({ token, expiresAtMs: clock.now() + lifeMs })
  async function begin(token: string, lifeMs = DAY): Promise<void> {
    const first = sessions.tokenFor(ALICE)
    mintOne(token, lifeMs)
    await first
  }
  return { ...sessions, mint, clock, held, mintOne, begin }
}

t.test('1,000 requests of one user at the same time cost one session', async (t) => {
  const { tokenFor, mint, mintOne } = sessionsWorld()
  const tokens = Array.from({ length: 1_000 }, () => tokenFor(ALICE))
  t.strictSame(
    mint.waiting.map(({ args }) => args),
    [[ALICE]],
  )
  mintOne('a')
  t.strictSame(new Set(await Promise.all(tokens)), new Set(['a']))
  t.equal(tokenFor(ALICE), 'a', 'at once from then on')
})

t.test('two users never get each other’s session', async (t) => {
  const { tokenFor, mint } = sessionsWorld()
  const tokens = [tokenFor(ALICE), tokenFor(BOB)]
  for (const { args, answer } of [...mint.waiting].reverse()) {
    answer({ token: `of ${args[0]}`, expiresAtMs: Number.MAX_SAFE_INTEGER })
  }
  t.strictSame(await Promise.all(tokens), [`of ${ALICE}`, `of ${BOB}`])
  t.equal(tokenFor(ALICE), `of ${ALICE}`)
  t.equal(tokenFor(BOB), `of ${BOB}`)
})

t.test(
  'after four fifths of its life a session is renewed beside the requests, which do not wait',
  async (t) => {
    const { tokenFor, mint, mintOne, clock, begin } = sessionsWorld()
    await begin('old')
    clock.advance(DAY * 0.8 - 1)
    t.equal(tokenFor(ALICE), 'old')
    t.equal(mint.waiting.length, 0)
    clock.advance(1)
    for (let i = 0; i < 1_000; i++) if (tokenFor(ALICE) !== 'old') t.fail('a request waited')
    t.equal(mint.waiting.length, 1)
    mintOne('new')
    await settled()
    t.equal(tokenFor(ALICE), 'new')
    t.equal(mint.waiting.length, 0)
  },
)

t.test('the life of a session counts from when it was asked for', async (t) => {
  const { tokenFor, mint, clock } = sessionsWorld()
  const first = tokenFor(ALICE)
  const expiresAtMs = clock.now() + 1_000_000
  clock.advance(500_000)
  mint.waiting[0]?.answer({ token: 'slow', expiresAtMs })
  await first
  clock.advance(299_999)
  tokenFor(ALICE)
  t.equal(mint.waiting.length, 0)
  clock.advance(1)
  t.equal(tokenFor(ALICE), 'slow')
  t.equal(mint.waiting.length, 1)
})

t.test('an early renewal that fails hurts nobody, and is tried again by the next request', async (t) => {
  const { tokenFor, mint, mintOne, clock, begin } = sessionsWorld()
  await begin('old')
  clock.advance(DAY * 0.8)
  for (let i = 0; i < 3; i++) {
    t.equal(tokenFor(ALICE), 'old')
    mint.waiting[0]?.fail(OUTAGE)
    await settled()
  }
  t.equal(tokenFor(ALICE), 'old')
  mintOne('new')
  await settled()
  t.equal(tokenFor(ALICE), 'new')
})

t.test('a session is not used in its last 30 seconds, since the request has still to travel', async (t) => {
  const { tokenFor, mint, mintOne, clock, begin } = sessionsWorld()
  await begin('old')
  clock.advance(DAY - 30_001)
  t.equal(tokenFor(ALICE), 'old')
  mint.waiting[0]?.fail(OUTAGE)
  await settled()
  clock.advance(1)
  const waits = tokenFor(ALICE)
  t.type(waits, Promise)
  mintOne('new')
  t.equal(await waits, 'new')
})

t.test('requests that find no usable session join a renewal that is under way', async (t) => {
  const { tokenFor, mint, mintOne, clock, begin } = sessionsWorld()
  await begin('old')
  clock.advance(DAY * 0.8)
  tokenFor(ALICE)
  clock.advance(DAY * 0.2)
  const waits = tokenFor(ALICE)
  t.equal(mint.waiting.length, 1)
  mintOne('new')
  t.equal(await waits, 'new')
})

t.test('sessions of a minute or a second are reused too', async (t) => {
  for (const lifeMs of [60_000, 1_000]) {
    const { tokenFor, mint, mintOne, clock, begin } = sessionsWorld()
    await begin('old', lifeMs)
    clock.advance(lifeMs * 0.8 - 1)
    t.equal(tokenFor(ALICE), 'old')
    t.equal(mint.waiting.length, 0)
    clock.advance(1)
    t.equal(tokenFor(ALICE), 'old', 'while it is renewed')
    t.equal(mint.waiting.length, 1)
    clock.advance(lifeMs * 0.1)
    const waits = tokenFor(ALICE)
    t.type(waits, Promise, 'and no more in the last tenth')
    mintOne('new', lifeMs)
    t.equal(await waits, 'new')
  }
})

t.test(
  'a session that is over when it comes, for GMS’s clock is behind, serves who waited for it',
  async (t) => {
    const { tokenFor, mint, mintOne } = sessionsWorld()
    const first = tokenFor(ALICE)
    mintOne('over', -1_000)
    t.equal(await first, 'over')
    t.type(tokenFor(ALICE), Promise)
    t.equal(mint.waiting.length, 1)
  },
)

t.test('where no session can be had, all who wait are told, and the next request tries again', async (t) => {
  const { tokenFor, mint, mintOne } = sessionsWorld()
  const waits = Array.from({ length: 100 }, () => Promise.resolve(tokenFor(ALICE)))
  mint.waiting[0]?.fail(OUTAGE)
  for (const { status, ...rest } of await Promise.allSettled(waits)) {
    t.strictSame([status, rest], ['rejected', { reason: OUTAGE }])
  }
  const next = tokenFor(ALICE)
  mintOne('a')
  t.equal(await next, 'a')
})

t.test('a session that GMS refused is not used again; a newer one that came meanwhile is', async (t) => {
  const { tokenFor, discard, mint, mintOne, begin } = sessionsWorld()
  await begin('old')
  discard(ALICE, 'old')
  const next = tokenFor(ALICE)
  t.type(next, Promise)
  mintOne('new')
  t.equal(await next, 'new')

  // A slower request brings back the refusal of the old one.
  discard(ALICE, 'old')
  t.equal(tokenFor(ALICE), 'new')
  discard(BOB, 'new')
  t.equal(tokenFor(ALICE), 'new')
  t.equal(mint.waiting.length, 0)
})

t.test('sessions of many users do not fill the memory', async (t) => {
  const { tokenFor, mint, held } = sessionsWorld({ heldMax: 10 })
  for (let i = 0; i < 100; i++) {
    const waits = tokenFor(`urn:li:corpuser:${i}`)
    mint.waiting[0]?.answer({ token: `${i}`, expiresAtMs: Number.MAX_SAFE_INTEGER })
    await waits
  }
  t.equal(held.size, 10)
  t.equal(tokenFor('urn:li:corpuser:99'), '99')
  t.type(tokenFor('urn:li:corpuser:0'), Promise)
})
