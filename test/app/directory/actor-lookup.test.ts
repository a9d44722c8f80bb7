import t from 'tap'
import { makeLru } from '../../../src/adapters/lru.ts'
import { type KnownActor, makeActorLookup } from '../../../src/app/directory/actor-lookup.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { holdCalls } from '../../helpers/fakes/held-calls.ts'
import { ALICE, actor, BOB } from '../../helpers/fakes/people.ts'
import { settled } from '../tokens/lookup-world.ts'

const LIFE_MS = 1_000
const SUSPENDED = actor(ALICE, { status: 'SUSPENDED' })

/** A lookup over a directory whose answers are given by hand. */
function actorWorld(entriesMax = 100) {
  const clock = fakeClock()
  const load = holdCalls<[string], Actor | undefined>()
  const known = makeLru<KnownActor>(entriesMax)
  return { clock, load, known, ...makeActorLookup({ load, known, clock, entryLifeMs: LIFE_MS }) }
}

t.test('an actor is asked for once in an entry’s life, and known without waiting', async (t) => {
  const { find, load, clock } = actorWorld()
  const first = find(ALICE)
  t.type(first, Promise)
  load.waiting[0]?.answer(actor(ALICE))
  t.strictSame(await first, actor(ALICE))
  clock.advance(LIFE_MS - 1)
  t.strictSame(find(ALICE), actor(ALICE))
  clock.advance(1)
  t.type(find(ALICE), Promise, 'asked for again after it')
  t.strictSame(load.waiting[0]?.args, [ALICE])
})

t.test(
  'an actor that another read brought along is not asked for, for as long as if it had been',
  async (t) => {
    const { find, learning, load, clock } = actorWorld()
    const learn = learning()
    clock.advance(100)
    learn(ALICE, actor(ALICE))
    t.strictSame(find(ALICE), actor(ALICE))
    clock.advance(LIFE_MS - 101)
    t.strictSame(find(ALICE), actor(ALICE))
    clock.advance(1)
    t.type(find(ALICE), Promise)
    t.equal(load.waiting.length, 1)
  },
)

t.test(
  'what another read brought along is not believed where the directory was changed here meanwhile',
  async (t) => {
    for (const changed of [ALICE, BOB, undefined]) {
      const { find, learning, forget } = actorWorld()
      const learn = learning()
      forget(changed)
      learn(ALICE, actor(ALICE))
      t.type(find(ALICE), Promise, `${changed}`)
    }
  },
)

t.test('who is not in the directory is remembered as that, for as long', async (t) => {
  const { find, load, clock } = actorWorld()
  const first = find(ALICE)
  load.waiting[0]?.answer(undefined)
  t.equal(await first, undefined)
  t.equal(find(ALICE), undefined)
  t.equal(load.waiting.length, 0)
  clock.advance(LIFE_MS)
  t.type(find(ALICE), Promise)
})

t.test('an answer ages from when it was asked for, not from when it came', async (t) => {
  const { find, load, clock } = actorWorld()
  const first = find(ALICE)
  clock.advance(LIFE_MS)
  load.waiting[0]?.answer(actor(ALICE))
  await first
  t.type(find(ALICE), Promise)
})

t.test('10,000 requests of one actor at the same time are one question', async (t) => {
  const { find, load } = actorWorld()
  const finds = Array.from({ length: 10_000 }, () => find(ALICE))
  const other = find(BOB)
  t.strictSame(
    load.waiting.map(({ args }) => args),
    [[ALICE], [BOB]],
  )
  load.waiting[0]?.answer(actor(ALICE))
  load.waiting[0]?.answer(undefined)
  t.equal(new Set(await Promise.all(finds)).size, 1)
  t.equal(await other, undefined)
})

t.test('who arrives an entry’s life after a question does not take its answer', async (t) => {
  const { find, load, clock } = actorWorld()
  const early = find(ALICE)
  clock.advance(LIFE_MS)
  const late = find(ALICE)
  t.equal(load.waiting.length, 2)
  load.waiting[1]?.answer(SUSPENDED)
  t.strictSame(await late, SUSPENDED)
  load.waiting[0]?.answer(actor(ALICE))
  t.strictSame(await early, actor(ALICE))
  t.strictSame(find(ALICE), SUSPENDED, 'and the older answer does not replace the newer')
})

t.test('after a change made here nothing that was read before is used', async (t) => {
  const { find, forget, load, known } = actorWorld()
  const kept = find(BOB)
  load.waiting[0]?.answer(actor(BOB))
  await kept
  const before = find(ALICE)
  forget()
  const after = find(ALICE)
  t.equal(load.waiting.length, 2, 'a request that begins after the change does not join the question')
  t.type(find(BOB), Promise)
  load.waiting[0]?.answer(actor(ALICE))
  t.strictSame(await before, actor(ALICE), 'which arrived before the change')
  t.equal(known.size, 0)
  t.equal(find(ALICE), after)
  load.waiting[0]?.answer(SUSPENDED)
  t.strictSame(await after, SUSPENDED)
  t.strictSame(find(ALICE), SUSPENDED)
})

t.test('an answer that comes after the change and an answer to a newer question fills nothing', async (t) => {
  const { find, forget, load } = actorWorld()
  const before = find(ALICE)
  forget()
  const after = find(ALICE)
  load.waiting[1]?.answer(SUSPENDED)
  await after
  load.waiting[0]?.answer(actor(ALICE))
  await before
  t.strictSame(find(ALICE), SUSPENDED)
})

t.test('a directory that cannot be asked is an outage for who asked, and is asked again', async (t) => {
  const { find, load } = actorWorld()
  const outage = new Error('the database is away')
  const finds = [find(ALICE), find(ALICE)]
  load.waiting[0]?.fail(outage)
  for (const found of finds) await t.rejects(Promise.resolve(found), outage)
  const again = find(ALICE)
  load.waiting[0]?.answer(actor(ALICE))
  t.strictSame(await again, actor(ALICE))
})

t.test('a known actor outlives an outage by no more than its entry’s life', async (t) => {
  const { find, load, clock } = actorWorld()
  const first = find(ALICE)
  load.waiting[0]?.answer(actor(ALICE))
  await first
  clock.advance(LIFE_MS)
  const late = find(ALICE)
  load.waiting[0]?.fail(new Error('the database is away'))
  await t.rejects(Promise.resolve(late))
})

t.test('the wall clock has no say in how old an answer is', async (t) => {
  const { find, load, clock } = actorWorld()
  const first = find(ALICE)
  load.waiting[0]?.answer(actor(ALICE))
  await first
  clock.setWallBack(3_600_000)
  clock.advance(LIFE_MS)
  t.type(find(ALICE), Promise)
  clock.setWallBack(-3_600_000)
  await settled()
})

t.test('no number of actors takes more than the bound', async (t) => {
  const { find, load, known } = actorWorld(10)
  for (let i = 0; i < 100; i++) {
    const found = find(`urn:li:corpuser:${i}`)
    load.waiting[0]?.answer(undefined)
    await found
  }
  t.equal(known.size, 10)
})
