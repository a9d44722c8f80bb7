import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { makeLru } from '../../../src/adapters/lru.ts'
import { makeActorLookup } from '../../../src/app/directory/actor-lookup.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { holdCalls } from '../../helpers/fakes/held-calls.ts'
import { ALICE, actor, BOB } from '../../helpers/fakes/people.ts'

const LIFE_MS = 25_000
const REFRESH_MS = 12_500

function world() {
  const clock = fakeClock()
  const load = holdCalls<[string], Actor | undefined>()
  const options = {
    load,
    known: makeLru<never>(100),
    clock,
    entryLifeMs: LIFE_MS,
    refreshAfterMs: REFRESH_MS,
  }
  const lookup = makeActorLookup(options)
  async function know(urn: string, fields: Partial<Actor> = {}): Promise<void> {
    const found = lookup.find(urn)
    load.waiting[0]?.answer(actor(urn, fields))
    await found
    await turn()
  }
  return { clock, load, ...lookup, know }
}

t.test('an actor in use is asked for anew in the background, and no request waits for it', async (t) => {
  const { clock, load, find, know } = world()
  await know(ALICE)
  clock.advance(REFRESH_MS - 1)
  find(ALICE)
  t.equal(load.waiting.length, 0, 'not before it is due')
  clock.advance(1)
  for (let i = 0; i < 1000; i++) t.match(find(ALICE), { urn: ALICE, status: 'ACTIVE' })
  t.equal(load.waiting.length, 1, 'and once')
  load.waiting[0]?.answer(actor(ALICE, { status: 'SUSPENDED' }))
  await turn()
  t.match(find(ALICE), { status: 'SUSPENDED' })
  clock.advance(LIFE_MS - 1)
  t.match(find(ALICE), { status: 'SUSPENDED' }, 'the refresh gave it a life of its own')
})

t.test('an actor who is not asked about is not asked for', async (t) => {
  const { clock, load, know } = world()
  await know(ALICE)
  clock.advance(LIFE_MS * 10)
  await turn()
  t.equal(load.waiting.length, 0)
})

t.test('while the directory is down what is known serves to its end, and not beyond', async (t) => {
  const { clock, load, find, know } = world()
  await know(ALICE)
  clock.advance(REFRESH_MS)
  let attempts = 0
  for (let ms = REFRESH_MS; ms < LIFE_MS; ms += 10) {
    t.match(find(ALICE), { urn: ALICE })
    for (const call of load.waiting.slice()) {
      attempts++
      call.fail(new Error('GMS is down'))
    }
    await turn()
    clock.advance(10)
  }
  t.ok(attempts >= 2 && attempts <= 10, `${attempts} attempts`)
  const found = find(ALICE)
  t.ok(found instanceof Promise)
  load.waiting[0]?.fail(new Error('GMS is down'))
  await t.rejects(found as Promise<unknown>, { message: 'GMS is down' })
})

t.test('who arrives after the end joins the refresh that is under way', async (t) => {
  const { clock, load, find, know } = world()
  await know(ALICE)
  clock.advance(REFRESH_MS)
  find(ALICE)
  clock.advance(LIFE_MS - REFRESH_MS)
  const found = find(ALICE)
  t.equal(load.waiting.length, 1)
  load.waiting[0]?.answer(undefined)
  t.equal(await found, undefined)
})

t.test('one actor can be forgotten without the others, a refresh under way included', async (t) => {
  const { clock, load, find, know, forget } = world()
  await know(ALICE)
  await know(BOB)
  clock.advance(REFRESH_MS)
  find(ALICE)
  const [overtaken] = load.waiting.slice()
  forget(ALICE)
  const found = find(ALICE)
  t.equal(load.waiting.length, 2)
  load.waiting[1]?.answer(actor(ALICE, { status: 'SUSPENDED' }))
  t.match(await found, { status: 'SUSPENDED' })
  overtaken?.answer(actor(ALICE))
  await turn()
  t.match(find(ALICE), { status: 'SUSPENDED' }, 'what was read before fills nothing')
  t.match(find(BOB), { urn: BOB })
})

t.test('somebody who is not there may be made next, so that is believed for a moment only', async (t) => {
  const clock = fakeClock()
  const load = holdCalls<[string], Actor | undefined>()
  const known = makeLru<never>(100)
  const lives = { entryLifeMs: LIFE_MS, refreshAfterMs: REFRESH_MS, absentLifeMs: 1_000 }
  const { find } = makeActorLookup({ load, known, clock, ...lives })
  const found = find(ALICE)
  load.waiting[0]?.answer(undefined)
  t.equal(await found, undefined)
  await turn()
  clock.advance(999)
  t.equal(find(ALICE), undefined)
  t.equal(load.waiting.length, 0)
  clock.advance(1)
  const now = find(ALICE)
  load.waiting[0]?.answer(actor(ALICE))
  t.match(await now, { urn: ALICE })
})

type Step = 'find' | 'answer' | 'fail' | 'forget' | 'forget all' | number

t.test('whatever happens in whatever order, nothing older than an entry’s life is told', async (t) => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<Step>('find', 'answer', 'fail') },
    { weight: 1, arbitrary: fc.constantFrom<Step>('forget', 'forget all') },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: LIFE_MS }) as fc.Arbitrary<Step> },
  )
  const property = fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const clock = fakeClock()
      const held = holdCalls<[string, number], Actor | undefined>()
      const { find, forget } = makeActorLookup({
        load: (urn) => held(urn, clock.monotonic()),
        known: makeLru(10),
        clock,
        entryLifeMs: LIFE_MS,
        refreshAfterMs: REFRESH_MS,
      })
      let failure: Error | undefined
      let forgottenAt = Number.NEGATIVE_INFINITY
      const check = (found: Actor | undefined, askedAt: number, fence: number): void => {
        const readAt = Number(found?.roles[0])
        if (!(readAt > askedAt - LIFE_MS)) failure ??= new Error(`read at ${readAt}, asked at ${askedAt}`)
        if (readAt < fence) failure ??= new Error(`read at ${readAt}, forgotten at ${fence}`)
      }
      for (const one of steps) {
        if (typeof one === 'number') clock.advance(one)
        else if (one === 'forget' || one === 'forget all') {
          forget(one === 'forget' ? ALICE : undefined)
          forgottenAt = clock.monotonic()
        } else if (one === 'find') {
          const askedAt = clock.monotonic()
          const fence = forgottenAt
          const found = find(ALICE)
          if (found instanceof Promise) {
            found.then(
              (actor) => check(actor, askedAt, fence),
              () => undefined,
            )
          } else check(found, askedAt, fence)
        } else {
          const call = held.waiting[0]
          if (one === 'fail') call?.fail(new Error('GMS is down'))
          else call?.answer(actor(ALICE, { roles: [String(call.args[1])] }))
        }
        await turn()
        if (failure !== undefined) throw failure
      }
    }),
    { numRuns: 300 },
  )
  await t.resolves(property)
})
