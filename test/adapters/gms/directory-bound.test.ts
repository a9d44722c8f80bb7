import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import type { ReadAspects } from '../../../src/adapters/gms/entity-aspects.ts'
import { makeGmsDirectory } from '../../../src/adapters/gms/gms-directory.ts'
import { makeLru } from '../../../src/adapters/lru.ts'
import { makeActorLookup } from '../../../src/app/directory/actor-lookup.ts'
import { directoryLives } from '../../../src/config/directory-rules.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'

const SECONDS = 30
const PEOPLE = ['a', 'b', 'c'].map((id) => `urn:li:corpuser:${id}`)
const GROUP = { groups: ['urn:li:corpGroup:all'] }

/** DataHub, in which everybody is in one group, whose role is the time at which it is read. */
function world() {
  const clock = fakeClock()
  let isDown = false
  const readAspects: ReadAspects = async (urns, names) => {
    const now = String(clock.monotonic())
    if (isDown) throw new Error('DataHub is down')
    const isGroup = names.length === 1
    const aspects = isGroup
      ? { roleMembership: { roles: [now] } }
      : { corpUserInfo: {}, groupMembership: GROUP, roleMembership: { roles: [now] } }
    return new Map(urns.map((urn) => [urn, aspects]))
  }
  const { groupLifeMs, actorLifeMs, refreshAfterMs } = directoryLives({
    DIRECTORY_REFRESH_INTERVAL_SECONDS: SECONDS,
  })
  const directory = makeGmsDirectory({
    readAspects,
    clock,
    groupLifeMs,
    knownGroups: makeLru(10),
    loadsMax: 100,
  })
  const known = makeLru<never>(10)
  const { load } = directory
  const { find } = makeActorLookup({ load, known, clock, entryLifeMs: actorLifeMs, refreshAfterMs })
  return {
    clock,
    find,
    breakDown: (down: boolean) => {
      isDown = down
    },
  }
}

/** How old the oldest of what decides is, milliseconds. */
function ageOf(actor: Actor | undefined, now: number): number {
  return now - Math.min(...(actor?.roles ?? []).map(Number))
}

t.test('the ages of an actor and of their groups’ roles add up to the setting, and not beyond', async (t) => {
  const step = fc.oneof(
    fc.record({ ask: fc.constantFrom(...PEOPLE) }),
    fc.record({ wait: fc.integer({ min: 1, max: SECONDS * 500 }) }),
    fc.record({ down: fc.boolean() }),
  )
  let oldest = 0
  const property = fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
    const { clock, find, breakDown } = world()
    let oldestOfRun = 0
    for (const one of steps) {
      if ('wait' in one) clock.advance(one.wait)
      else if ('down' in one) breakDown(one.down)
      else {
        const [outcome] = await Promise.allSettled([find(one.ask)])
        if (outcome.status === 'fulfilled')
          oldestOfRun = Math.max(oldestOfRun, ageOf(outcome.value, clock.monotonic()))
        await turn()
      }
    }
    oldest = Math.max(oldest, oldestOfRun)
    return oldestOfRun < SECONDS * 1000
  })
  await t.resolves(fc.assert(property, { numRuns: 1_000 }))
  t.ok(oldest > SECONDS * 700, `and it comes near: ${oldest} ms`)
})
