import fc from 'fast-check'
import t from 'tap'
import { makeLru } from '../../../src/adapters/lru.ts'
import {
  type ActorLookup,
  type KnownActor,
  makeActorLookup,
} from '../../../src/app/directory/actor-lookup.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { type FakeClock, fakeClock } from '../../helpers/fakes/clock.ts'
import { actor } from '../../helpers/fakes/people.ts'
import { settled } from '../tokens/lookup-world.ts'

const LIFE_MS = 1_000
const ACTORS = 3
const ENTRIES_MAX = 2

type Step =
  | { do: 'find' | 'learn' | 'change here' | 'change elsewhere'; actor: number }
  | { do: 'forget' }
  | { do: 'load ends'; load: number; how: 'as it began' | 'as it is' | 'fails' }
  | { do: 'time passes'; ms: number }

const who = fc.nat(ACTORS - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('find' as const), actor: who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('learn' as const), actor: who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('change here' as const, 'change elsewhere' as const),
      actor: who,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('load ends' as const),
      load: fc.nat(3),
      how: fc.constantFrom('as it began' as const, 'as it is' as const, 'fails' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('time passes' as const), ms: fc.nat(1_200) }) },
)

/** What was true of an actor from a moment on; the version stands in the actor's only group. */
interface Version {
  since: number
  /** Answers with an older version are wrong from here on: the change was made in this process. */
  isLocal: boolean
}

interface Load {
  urn: string
  asItBegan: Actor
  settle: Pick<PromiseWithResolvers<Actor | undefined>, 'resolve' | 'reject'>
}

class Run {
  readonly violations: string[] = []
  readonly #clock: FakeClock = fakeClock()
  readonly #versions: Version[][] = Array.from({ length: ACTORS }, () => [{ since: 0, isLocal: false }])
  readonly #loads: Load[] = []
  readonly #finds: Promise<void>[] = []
  readonly #known = makeLru<KnownActor>(ENTRIES_MAX)
  readonly #lookup: ActorLookup = makeActorLookup({
    load: (urn) => {
      const settle = Promise.withResolvers<Actor | undefined>()
      this.#loads.push({ urn, asItBegan: this.#now(urn), settle })
      return settle.promise
    },
    known: this.#known,
    clock: this.#clock,
    entryLifeMs: LIFE_MS,
  })

  async take(step: Step): Promise<void> {
    if (step.do === 'time passes') this.#clock.advance(step.ms)
    else if (step.do === 'load ends') this.#endLoad(step.load, step.how)
    else if (step.do === 'forget') this.#lookup.forget()
    else if (step.do === 'find') this.#find(step.actor)
    else if (step.do === 'learn') this.#learn(String(step.actor))
    else {
      const isLocal = step.do === 'change here'
      this.#versions[step.actor]?.push({ since: this.#clock.monotonic(), isLocal })
      if (isLocal) this.#lookup.forget()
    }
    await settled()
    if (this.#known.size > ENTRIES_MAX) this.violations.push('the cache is over its bound')
  }

  /** The actor as the directory has it now. */
  #now(urn: string): Actor {
    return actor(urn, { groups: [String((this.#versions[Number(urn)]?.length ?? 0) - 1)] })
  }

  #find(index: number): void {
    const asked = this.#clock.monotonic()
    const versions = this.#versions[index] ?? []
    // Everything that is still good enough for a question of this moment: no version that was over for longer than an
    // entry's life, nor one from before the last change made here.
    const lastLocal = versions.findLastIndex(({ isLocal }) => isLocal)
    const oldest = versions.findIndex(
      (_, i) => (versions[i + 1]?.since ?? Number.POSITIVE_INFINITY) > asked - LIFE_MS,
    )
    const least = Math.max(lastLocal, oldest)
    const check = (found: Actor | undefined): void => {
      if (found?.urn !== String(index)) this.violations.push('one actor was taken for another')
      if (Number(found?.groups[0]) < least) this.violations.push(`an answer is older than it may be`)
    }
    const found = this.#lookup.find(String(index))
    if (found instanceof Promise) this.#finds.push(found.then(check, () => undefined))
    else check(found)
  }

  /** Begins a read of something else that brings the actor along. */
  #learn(urn: string): void {
    const learn = this.#lookup.learning()
    const resolve = (found: unknown) => learn(urn, found as Actor)
    this.#loads.push({ urn, asItBegan: this.#now(urn), settle: { resolve, reject() {} } })
  }

  #endLoad(index: number, how: 'as it began' | 'as it is' | 'fails'): void {
    const [load] = this.#loads.splice(index % Math.max(1, this.#loads.length), 1)
    if (how === 'fails') load?.settle.reject(new Error('the database is away'))
    else load?.settle.resolve(how === 'as it began' ? load.asItBegan : this.#now(load.urn))
  }

  /** Ends what is under way, and asks once more. Each find must have been answered then, or this never returns. */
  async end(): Promise<void> {
    for (let index = 0; index < ACTORS; index++) this.#find(index)
    while (this.#loads.length > 0) {
      this.#endLoad(0, 'as it began')
      await settled()
    }
    await Promise.all(this.#finds)
  }
}

t.test('whatever overtakes whatever, no answer is older than it may be', async (t) => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
    const run = new Run()
    for (const step of steps) await run.take(step)
    await run.end()
    if (run.violations.length > 0) throw new Error(run.violations.join('; '))
  })
  await t.resolves(fc.assert(property, { numRuns: 2_000 }))
})
