import t from 'tap'
import { makePolicySnapshots, type PolicySnapshotsOptions } from '../../../src/app/access/policy-snapshots.ts'
import type { LoadedPolicies } from '../../../src/app/ports/policies.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import { snapshotOf } from '../../helpers/policies.ts'

function policy(name: string): PolicyDocument {
  const actors = { allUsers: true }
  return {
    urn: `urn:li:dataHubPolicy:${name}`,
    info: { displayName: name, type: 'PLATFORM', state: 'ACTIVE', privileges: ['MANAGE_TAGS'], actors },
  }
}

const loaded = (...names: string[]): LoadedPolicies => ({ policies: names.map(policy), unreadable: [] })

/** Policies whose source answers when it is told to, and what was said of them. */
function held(options: Partial<PolicySnapshotsOptions> = {}) {
  const said: string[] = []
  const asked: ((answer: LoadedPolicies | Error) => void)[] = []
  const policies = makePolicySnapshots({
    source: {
      load: () =>
        new Promise((resolve, reject) => {
          asked.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
        }),
    },
    compile: async (documents) => snapshotOf(documents),
    failed: (error) => said.push(`failed: ${(error as Error).message}`),
    recovered: () => said.push('recovered'),
    unreadable: (urns) => said.push(`unreadable: ${urns}`),
    ...options,
  })
  const inForce = () => policies.current().policies.map(({ info }) => info.displayName)
  async function reload(answer: LoadedPolicies | Error): Promise<void> {
    const done = policies.reload()
    asked.pop()?.(answer)
    await done
  }
  return { policies, said, asked, inForce, reload }
}

t.test('before policies could be read nobody can say what anybody may do', async (t) => {
  const { policies, reload, inForce } = held()
  t.equal(policies.state(), 'unavailable')
  t.throws(() => policies.current(), { code: 'POLICIES_UNAVAILABLE' })
  await t.rejects(reload(new Error('away')), { message: 'away' })
  t.equal(policies.state(), 'unavailable')
  t.throws(() => policies.current(), { code: 'POLICIES_UNAVAILABLE' })
  await reload(loaded('a'))
  t.equal(policies.state(), 'ok')
  t.strictSame(inForce(), ['a'])
})

t.test('a reload that fails leaves what was in force, and says so once', async (t) => {
  const { policies, said, reload, inForce } = held()
  await reload(loaded('a'))
  for (const reason of ['away', 'still away']) await t.rejects(reload(new Error(reason)))
  t.strictSame(inForce(), ['a'])
  t.equal(policies.state(), 'stale')
  await reload(loaded('b', 'c'))
  t.strictSame(inForce(), ['b', 'c'])
  t.equal(policies.state(), 'ok')
  t.strictSame(said, ['failed: away', 'recovered'])
  t.match(policies.stats, { policies: 2, policyLoads: 4, policyLoadFailures: 2 })
})

t.test('policies that cannot be compiled leave what was in force', async (t) => {
  let broken = false
  const { policies, reload, inForce } = held({
    compile: async (documents) => {
      if (broken) throw new Error('out of memory')
      return snapshotOf(documents)
    },
  })
  await reload(loaded('a'))
  broken = true
  await t.rejects(reload(loaded('b')), { message: 'out of memory' })
  t.strictSame(inForce(), ['a'])
  t.equal(policies.state(), 'stale')
})

t.test('a snapshot that somebody holds does not change under them', async (t) => {
  const { policies, reload } = held()
  await reload(loaded('a'))
  const before = policies.current()
  await reload(loaded('b'))
  t.strictSame(before.policies, [policy('a')])
  t.not(policies.current(), before)
})

t.test(
  'whoever asks for a reload while one runs gets what is there now, and all of them by one',
  async (t) => {
    const { policies, asked, inForce } = held()
    const first = policies.reload()
    const later = [policies.reload(), policies.reload()]
    t.equal(asked.length, 1)
    asked[0]?.(loaded('old'))
    await first
    await new Promise((resolve) => setImmediate(resolve))
    t.equal(asked.length, 2, 'what ran may have read what was there before they asked')
    asked[1]?.(loaded('new'))
    await Promise.all(later)
    t.strictSame(inForce(), ['new'])
    t.equal(asked.length, 2)
  },
)

t.test('who asks again as soon as a reload ends shares the one that others wait for', async (t) => {
  const { policies, asked, inForce } = held()
  const first = policies.reload()
  const again = first.then(() => policies.reload())
  const waiting = policies.reload()
  asked[0]?.(loaded('a'))
  await first
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(asked.length, 2, 'of two at once the one that read first could end last')
  asked[1]?.(loaded('b'))
  await Promise.all([again, waiting])
  t.strictSame(inForce(), ['b'])
})

t.test('who waits for a reload is not told of the failure of the one before', async (t) => {
  const { policies, asked, inForce } = held()
  const first = policies.reload()
  const second = policies.reload()
  asked[0]?.(new Error('away'))
  await t.rejects(first)
  await new Promise((resolve) => setImmediate(resolve))
  asked[1]?.(loaded('a'))
  await second
  t.strictSame(inForce(), ['a'])
})

t.test('policies that cannot be read are told of when they are others than before', async (t) => {
  const { policies, said, reload } = held()
  const without = (...unreadable: string[]) => ({ ...loaded('a'), unreadable })
  for (const answer of [without('x', 'y'), without('y', 'x'), without('x'), without(), without('x')])
    await reload(answer)
  t.strictSame(said, ['unreadable: x,y', 'unreadable: x', 'unreadable: x'])
  t.equal(policies.stats.unreadablePolicies, 1)
})

t.test('a change that was made and cannot be read yet is put in force until the next read', async (t) => {
  const { policies, reload, inForce } = held()
  const add = (name: string) => policies.amend((before) => [...before, policy(name)])
  await t.rejects(add('early'), { code: 'POLICIES_UNAVAILABLE' })
  await reload(loaded('a'))
  await t.rejects(reload(new Error('away')))
  await Promise.all([add('b'), add('c')])
  t.strictSame(inForce().toSorted(), ['a', 'b', 'c'], 'neither of two loses the other')
  t.equal(policies.stats.policies, 3)
  t.equal(policies.state(), 'stale')
  await reload(loaded('a', 'b'))
  t.strictSame(inForce(), ['a', 'b'])
})

t.test('a change that was read while it was put in force does not undo a later one', async (t) => {
  const compiled: (() => void)[] = []
  let isSlow = false
  const { policies, reload, inForce } = held({
    async compile(documents) {
      if (isSlow) await new Promise<void>((resolve) => compiled.push(resolve))
      return snapshotOf(documents)
    },
  })
  await reload(loaded('a'))
  await t.rejects(reload(new Error('away')))
  isSlow = true
  const amended = policies.amend((before) => [...before, policy('first')])
  isSlow = false
  await reload(loaded('a', 'second'))
  compiled[0]?.()
  await amended
  t.strictSame(inForce(), ['a', 'second'])
})
