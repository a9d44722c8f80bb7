import fc from 'fast-check'
import t from 'tap'
import type { PolicyInput } from '../../../src/app/access/policies.ts'
import type { PolicyChange } from '../../../src/app/access/questions.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import { actor } from '../../helpers/fakes/people.ts'
import { accessWorld, dataset, policy } from './access-world.ts'
import { simulating } from './simulation-world.ts'

t.test('a simulation says what asking before and after the change says', async (t) => {
  const people = ['a', 'b', 'c'].map((name) =>
    actor(`urn:li:corpuser:${name}`, {
      groups: name === 'a' ? ['urn:li:corpGroup:g'] : [],
      roles: name === 'b' ? ['urn:li:dataHubRole:Editor'] : [],
      status: name === 'c' ? 'SUSPENDED' : 'ACTIVE',
    }),
  )
  const some = <T>(...values: T[]) => fc.subarray(values)
  const input = fc.record({
    type: fc.constantFrom('METADATA', 'PLATFORM'),
    name: fc.constant('random'),
    state: fc.constantFrom('ACTIVE', 'INACTIVE', 'DRAFT'),
    privileges: some('A', 'B', 'C'),
    actors: fc.record(
      {
        users: some('urn:li:corpuser:a', 'urn:li:corpuser:c'),
        groups: some('urn:li:corpGroup:g'),
        roles: some('urn:li:dataHubRole:Editor'),
        allUsers: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    resources: fc.option(
      fc.record({ type: fc.constantFrom('dataset', 'chart'), resources: some('urn:li:dataset:x') }),
    ),
  })
  const toDocument = (input: PolicyInput, i: number): PolicyDocument =>
    policy(`p${i}`, {
      type: input.type,
      state: input.state,
      privileges: input.privileges,
      actors: input.actors as PolicyDocument['info']['actors'],
      ...(input.resources && {
        resources: input.resources as NonNullable<PolicyDocument['info']['resources']>,
      }),
    })
  const resources = [dataset('x'), dataset('y'), { type: 'chart', urn: 'urn:li:chart:x' }]
  const actors = people.map(({ urn }) => urn)
  let differing = 0

  await fc.assert(
    fc.asyncProperty(
      fc.array(input, { minLength: 1, maxLength: 4 }),
      input,
      fc.nat(2),
      async (all, next, kind) => {
        const policies = all.map(toDocument)
        const [first, ...rest] = policies as [PolicyDocument, ...PolicyDocument[]]
        const roles = next.actors.roles ?? first.info.actors.roles
        const updated = toDocument({ ...next, actors: { ...next.actors, ...(roles && { roles }) } }, 0)
        const change: PolicyChange =
          kind === 0
            ? { add: next }
            : kind === 1
              ? { remove: { urn: first.urn } }
              : { update: { urn: first.urn, policy: next } }
        const after =
          kind === 0 ? [...policies, toDocument(next, 99)] : kind === 1 ? rest : [updated, ...rest]
        const options = { actors: people }
        const world = accessWorld({ ...options, policies: after })
        const { run, authorize } = simulating({ ...options, policies })
        const { differences } = await run(change, { actors, resources })
        const expected: unknown[] = []
        for (const actorUrn of actors)
          for (const resource of [null, ...resources])
            for (const privilege of ['A', 'B', 'C']) {
              const ask = [actorUrn, privilege, resource ?? undefined] as const
              const [was, is] = [await authorize(...ask), await world.authorize(...ask)]
              if (was.allowed !== is.allowed)
                expected.push({ actorUrn, privilege, resource, before: was.allowed, after: is.allowed })
            }
        differing += expected.length
        const key = (each: unknown) => JSON.stringify(each)
        t.strictSame(new Set(differences.map(key)), new Set(expected.map(key)))
        return differences.length === expected.length
      },
    ),
    { numRuns: 200 },
  )
  t.ok(differing > 200, `${differing} differences`)
})
