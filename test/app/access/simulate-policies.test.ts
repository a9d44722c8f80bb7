import t from 'tap'
import type { PolicyInput } from '../../../src/app/access/policies.ts'
import type { PolicyChange } from '../../../src/app/access/questions.ts'
import { ROOT_USER_URN } from '../../../src/domain/urn.ts'
import { actor, caller } from '../../helpers/fakes/people.ts'
import { ADMIN, dataset, factsBy, JANE, policy } from './access-world.ts'
import { INPUT, JOE, simulating } from './simulation-world.ts'

const EDIT = 'EDIT_ENTITY'

t.test('what a policy more, another or less would change is told, and nothing is changed', async (t) => {
  const existing = policy('existing', { privileges: [EDIT], actors: { users: [JOE] } })
  const { run, policies } = simulating({ policies: [existing] })
  const inForce = policies.current()
  const of = (actorUrn: string, before: boolean) => ({
    actorUrn,
    privilege: EDIT,
    resource: null,
    before,
    after: !before,
  })
  const whole = { asked: 2, undecided: 0, complete: true }
  t.strictSame(await run({ add: INPUT }), { differences: [of(JANE, false)], ...whole })
  const update = { urn: existing.urn, policy: INPUT }
  t.strictSame(await run({ update }), { differences: [of(JANE, false), of(JOE, true)], ...whole })
  t.strictSame(await run({ remove: { urn: existing.urn } }), { differences: [of(JOE, true)], ...whole })
  t.strictSame(await run({ add: { ...INPUT, state: 'INACTIVE' } }), { differences: [], ...whole })
  t.equal(policies.current(), inForce)
})

t.test(
  'of a policy that loses a privilege both are asked about, on what was named and on nothing',
  async (t) => {
    const existing = policy('existing', { privileges: ['A', 'B'], actors: { users: [JANE] } })
    const { run } = simulating({ policies: [existing] })
    const update = { urn: existing.urn, policy: { ...INPUT, privileges: ['B', 'C'] } }
    const { differences, asked } = await run(
      { update },
      { actors: [JANE, JANE], resources: [dataset('a'), dataset('a')] },
    )
    t.equal(asked, 6)
    t.strictSame(
      differences.map(({ privilege, resource, after }) => [privilege, resource?.urn ?? null, after]),
      [
        ['A', null, false],
        ['C', null, true],
        ['A', 'urn:li:dataset:a', false],
        ['C', 'urn:li:dataset:a', true],
      ],
    )
  },
)

t.test('a change that could not be made cannot be simulated, nor by who may not make it', async (t) => {
  const fixed = policy('fixed', { editable: false })
  const { run, simulate } = simulating({ policies: [fixed] })
  const rows: [PolicyChange, string][] = [
    [{ remove: { urn: fixed.urn } }, 'POLICY_PROTECTED'],
    [{ update: { urn: fixed.urn, policy: INPUT } }, 'POLICY_PROTECTED'],
    [{ remove: { urn: 'urn:li:dataHubPolicy:none' } }, 'NOT_FOUND'],
    [{ update: { urn: 'none', policy: INPUT } }, 'NOT_FOUND'],
    [{ add: { ...INPUT, name: '' } }, 'INVALID_REQUEST'],
  ]
  for (const [change, code] of rows) await t.rejects(run(change), { code })
  await t.rejects(simulate(caller(JANE), { change: { add: INPUT } }), { code: 'FORBIDDEN' })
})

t.test('more questions than it answers are refused where they were named', async (t) => {
  const { run } = simulating({ policies: [] })
  const actors = Array.from({ length: 1000 }, (_, i) => `urn:li:corpuser:u${i}`)
  const resources = Array.from({ length: 1000 }, (_, i) => dataset(`d${i}`))
  const refused = { code: 'INVALID_REQUEST' }
  await t.rejects(run({ add: INPUT }, { actors, resources: resources.slice(0, 100) }), refused)
  t.match(await run({ add: INPUT }, { actors: actors.slice(0, 10), resources: resources.slice(0, 99) }), {
    asked: 1000,
    complete: true,
  })
  await t.rejects(run({ add: INPUT }, { actors: [...actors, JANE], resources: [] }), refused)
  await t.rejects(run({ add: INPUT }, { actors: [], resources: [...resources, dataset('x')] }), refused)
  await t.rejects(run({ add: INPUT }, { actors: ['jane'], resources: [] }), refused)
  await t.rejects(run({ add: INPUT }, { actors: [], resources: [{ type: '\u0000', urn: '' }] }), refused)
  const privileges = Array.from({ length: 400 }, (_, i) => `P${i}`)
  await t.rejects(
    run({ add: { ...INPUT, privileges } }, { actors }),
    refused,
    'too many even without a resource',
  )
})

t.test('without names it asks about who did something in the last day, and what to', async (t) => {
  const acts = [
    { by: JANE, to: 'urn:li:dataset:a' },
    { by: JOE, to: 'not a URN' },
    { by: JANE, to: 'urn:li:dataset:a' },
    { by: 'urn:li:corpuser:guessed', to: 'urn:li:corpuser:guessed', refused: true },
    { by: 'urn:li:corpuser:removed' },
  ]
  const { run, queries, clock } = simulating({ policies: [] }, acts)
  const outcome = await run({ add: INPUT }, {})
  t.match(outcome, { asked: 3 * 2, complete: true })
  t.strictSame(
    outcome.differences.map(({ actorUrn, resource }) => [actorUrn, resource]),
    [
      [JANE, null],
      [JANE, { type: 'dataset', urn: 'urn:li:dataset:a' }],
    ],
  )
  t.match(queries, [{ filter: { since: clock.now() - 86_400_000 } }])
  t.match(await run({ add: INPUT }, { actors: [JOE] }), { asked: 2 })
  t.match(await run({ add: INPUT }, { resources: [] }), { asked: 3 })
})

t.test('a day that is too long is looked at in part, and that is said', async (t) => {
  const busy = Array.from({ length: 10_001 }, () => ({ by: JANE }))
  const { run, queries } = simulating({ policies: [] }, busy)
  t.match(await run({ add: INPUT }, {}), { asked: 1, complete: false })
  t.equal(queries.length, 100)

  const crowd = Array.from({ length: 2000 }, (_, i) => ({
    by: i === 0 ? JANE : `urn:li:corpuser:u${i}`,
    to: `urn:li:dataset:d${i}`,
  }))
  const { run: inCrowd } = simulating({ policies: [] }, crowd)
  const outcome = await inCrowd({ add: INPUT }, {})
  t.equal(outcome.complete, false)
  t.ok(outcome.asked <= 100_000 && outcome.asked > 90_000, `${outcome.asked}`)
  t.equal(outcome.differences.length, 316, 'of the newest')
  t.match(await inCrowd({ add: INPUT }, { actors: [JANE] }), { asked: 2001, complete: true })
  t.match(await inCrowd({ add: INPUT }, { resources: [] }), { asked: 2000, complete: true })
})

t.test('of more differences than it tells it says so, and stops', async (t) => {
  const actors = Array.from({ length: 200 }, (_, i) => actor(`urn:li:corpuser:u${i}`))
  const { run } = simulating({ policies: [], actors })
  const resources = Array.from({ length: 100 }, (_, i) => dataset(`d${i}`))
  const outcome = await run(
    { add: { ...INPUT, actors: { allUsers: true } } },
    { actors: actors.map(({ urn }) => urn), resources },
  )
  t.equal(outcome.differences.length, 10_000)
  t.equal(outcome.complete, false)
  t.ok(outcome.asked < 10_100)
  t.match(outcome.differences[0], { actorUrn: 'urn:li:corpuser:u0', resource: null })
})

t.test('what cannot be decided is counted, and each fact is asked for once', async (t) => {
  const facts = factsBy({ 'urn:li:dataset:owned': { OWNER: [JANE], ownership: [{ urn: JANE }] } })
  const { run } = simulating({ policies: [], facts })
  const add: PolicyInput = { ...INPUT, privileges: ['A', 'B'], actors: { resourceOwners: true } }
  const resources = [dataset('owned'), dataset('unknown')]
  const outcome = await run({ add }, { actors: [JANE, JOE, ADMIN], resources })
  t.match(outcome, { asked: 18, undecided: 6, complete: true })
  t.strictSame(
    outcome.differences.map(({ actorUrn, privilege }) => [actorUrn, privilege]),
    [
      [JANE, 'A'],
      [JANE, 'B'],
    ],
  )
  t.strictSame(facts.asked.toSorted(), ['urn:li:dataset:owned OWNER', 'urn:li:dataset:unknown OWNER'])
})

t.test('where policies are switched off no change of them changes anything', async (t) => {
  const actors = [actor(ROOT_USER_URN), actor(JANE)]
  const { simulate } = simulating({ policies: [], actors, policiesEnabled: false })
  const simulation = { change: { add: INPUT }, actors: [JANE], resources: [] }
  t.match(await simulate(caller(ROOT_USER_URN), simulation), { differences: [], asked: 1 })
})
