import fc from 'fast-check'
import t from 'tap'
import type { CachedToken, SharedTokenCache } from '../../../src/app/ports/tokens.ts'
import type { KnownToken } from '../../../src/app/tokens/token-lookup.ts'
import { ALICE } from '../../helpers/fakes/people.ts'
import { memorySharedCache } from '../../helpers/fakes/shared-token-cache.ts'
import { makeToken, type TestToken } from '../../helpers/fakes/tokens.ts'
import { LIFE_MS, type SlowRead, settled, slowWorld, type World } from './lookup-world.ts'

const TOKENS = 3
const ENTRIES_MAX = 2

type Act = 'issue' | 'find' | 'revoke' | 'refuse' | 'another replica reads'

type Step =
  | { do: Act; token: number }
  | { do: 'revoke all' }
  | { do: 'another replica fills the shared cache' }
  | { do: 'read ends'; read: number; how: 'as it began' | 'as it is' | 'fails' }
  | { do: 'time passes'; ms: number }

const token = fc.nat(TOKENS - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('issue' as const), token }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('find' as const), token }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('revoke' as const, 'refuse' as const), token }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke all' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('another replica reads' as const), token }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('another replica fills the shared cache' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('read ends' as const),
      read: fc.nat(3),
      how: fc.constantFrom('as it began' as const, 'as it is' as const, 'fails' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('time passes' as const), ms: fc.nat(1_500) }) },
)

/** What is known of one token from outside. */
interface Fate extends TestToken {
  revokeReturned: boolean
  /** Reads that were under way when the token was last refused, and are still: they are nobody's any more. */
  overtaken: Set<object>
}

class Run {
  readonly #world: World & { reads: ReturnType<typeof slowWorld>['reads'] }
  readonly #fates: Fate[] = Array.from({ length: TOKENS }, () => ({
    ...makeToken(),
    revokeReturned: false,
    overtaken: new Set(),
  }))
  readonly #finds: Promise<void>[] = []
  readonly violations: string[] = []

  readonly #shared = memorySharedCache()
  /** What another replica has read, and not put into the shared cache yet. */
  readonly #readElsewhere: CachedToken[] = []

  constructor(isShared: boolean) {
    const shared: SharedTokenCache = {
      ...this.#shared,
      // As the real one: what is older than its life is not there.
      get: async (id) => {
        const entry = await this.#shared.get(id)
        return entry !== undefined && this.#isFresh(entry) ? entry : undefined
      },
    }
    this.#world = slowWorld({ entriesMax: ENTRIES_MAX, ...(isShared && { shared }) })
  }

  #isFresh({ readAtMs }: CachedToken): boolean {
    return this.#world.clock.now() < readAtMs + LIFE_MS
  }

  async take(step: Step): Promise<void> {
    const { clock } = this.#world
    if (step.do === 'time passes') clock.advance(step.ms)
    else if (step.do === 'read ends') this.#endRead(step.read, step.how)
    else if (step.do === 'revoke all') await this.#revokeAll()
    else if (step.do === 'another replica fills the shared cache') await this.#fill()
    else await this.#act(step.do, this.#fates[step.token] as Fate)
    await settled()
    this.#checkBounds()
  }

  async #revokeAll(): Promise<void> {
    const { store, lookup, clock, reads } = this.#world
    await store.revokeByActor(ALICE, clock.now())
    const revoked = await Promise.all(this.#fates.map(({ id }) => store.find(id)))
    lookup.forgetAll()
    for (const [i, fate] of this.#fates.entries()) {
      for (const read of reads) fate.overtaken.add(read)
      if (revoked[i] !== undefined) fate.revokeReturned = true
    }
  }

  async #fill(): Promise<void> {
    const entry = this.#readElsewhere.shift()
    if (entry !== undefined) await this.#shared.set(entry)
  }

  async #act(act: Act, fate: Fate): Promise<void> {
    const { store, lookup, clock, reads } = this.#world
    if (act === 'find') return this.#find(fate)
    if (act === 'another replica reads') {
      const record = await store.find(fate.id)
      if (record !== undefined) this.#readElsewhere.push({ record, readAtMs: clock.now() })
      return
    }
    // A second one with the same id is refused, and that is not what is looked at here.
    if (act === 'issue') return store.insert(fate.record).catch(() => undefined)
    const revoked = act === 'revoke' && (await store.revoke(fate.id, clock.now()))
    for (const read of reads) if (read.id === fate.id) fate.overtaken.add(read)
    await lookup.refuse(fate.id)
    if (revoked) fate.revokeReturned = true
  }

  #find(fate: Fate): void {
    const { revokeReturned } = fate
    const check = (known: KnownToken | undefined): void => {
      if (revokeReturned && known?.revoked === false) this.violations.push('a revoked token was accepted')
      if (known !== undefined && known.principal.actorUrn !== fate.record.actorUrn)
        this.violations.push('a token was taken for another')
    }
    const found = this.#world.lookup.find(fate.id, fate.token)
    if (found instanceof Promise) this.#finds.push(found.then(check, () => undefined))
    else check(found)
  }

  /** When each read that is under way was first seen. */
  readonly #begun = new Map<SlowRead, number>()

  #endRead(index: number, how: 'as it began' | 'as it is' | 'fails'): void {
    const { reads } = this.#world
    const read = reads[index % Math.max(1, reads.length)]
    if (how === 'as it began') read?.answerAsItBegan()
    else if (how === 'as it is') read?.answerAsItIs()
    else read?.fail(new Error('the database is away'))
  }

  #checkBounds(): void {
    const { reads, local, absent } = this.#world
    const now = this.#world.clock.monotonic()
    for (const read of reads) if (!this.#begun.has(read)) this.#begun.set(read, now)
    for (const { id, overtaken } of this.#fates) {
      const isJoined = (read: SlowRead) =>
        !overtaken.has(read) && now < (this.#begun.get(read) ?? 0) + LIFE_MS
      const current = reads.filter((read) => read.id === id && isJoined(read))
      if (current.length > 1) this.violations.push('one token is read twice at the same time')
    }
    if (local.size > ENTRIES_MAX || absent.size > ENTRIES_MAX)
      this.violations.push('a cache is over its bound')
  }

  /** Ends what is under way. Each find must have been answered then, or this never returns. */
  async end(): Promise<void> {
    for (const read of [...this.#world.reads]) read.answerAsItBegan()
    await Promise.all(this.#finds)
    for (const fate of this.#fates) {
      this.#find(fate)
      await settled()
      for (const read of [...this.#world.reads]) read.answerAsItIs()
    }
    await Promise.all(this.#finds)
  }
}

t.test('whatever overtakes whatever, a token is refused once its revoke has returned', async (t) => {
  const property = fc.asyncProperty(
    fc.boolean(),
    fc.array(step, { minLength: 10, maxLength: 60 }),
    async (isShared, steps) => {
      const run = new Run(isShared)
      for (const step of steps) await run.take(step)
      await run.end()
      if (run.violations.length > 0) throw new Error(run.violations.join('; '))
    },
  )
  await t.resolves(fc.assert(property, { numRuns: 2_000 }))
})
