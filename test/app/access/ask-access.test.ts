import t from 'tap'
import { makeAskAccess } from '../../../src/app/access/ask-access.ts'
import type { AccessQuestion } from '../../../src/app/access/questions.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import { actor, caller } from '../../helpers/fakes/people.ts'
import {
  type AccessWorldOptions,
  ADMIN,
  ADMINISTRATOR,
  accessWorld,
  dataset,
  factsBy,
  JANE,
  policy,
  SYSTEM,
} from './access-world.ts'

const VIEW = 'VIEW_ENTITY_PAGE'
const TAG = 'EDIT_ENTITY_TAGS'
const PII = 'urn:li:tag:pii'

const byTag = policy('by tag', {
  privileges: [TAG],
  actors: { users: [JANE] },
  resources: { filter: { criteria: [{ field: 'TAG', values: [PII] }] } },
})

function asking(options: AccessWorldOptions) {
  const world = accessWorld(options)
  const ask = makeAskAccess(world)
  const one = async (question: AccessQuestion, who = ADMINISTRATOR) =>
    (await ask(who, [question], { explain: true }))[0]
  return { ...world, ask, one }
}

t.test('anybody asks about themselves, and about others who has Manage Policies', async (t) => {
  const { ask, transactions } = asking({ policies: [], actors: [actor(JANE), actor('urn:li:corpuser:joe')] })
  const about = (actorUrn: string) => ({ actorUrn, privilege: VIEW })
  const plain = { explain: false }
  t.strictSame(await ask(caller(JANE), [{ privilege: VIEW }, about(JANE)], plain), [
    { actorUrn: JANE, privilege: VIEW, allowed: false },
    { actorUrn: JANE, privilege: VIEW, allowed: false },
  ])
  const others = [about(JANE), about('urn:li:corpuser:joe'), about('urn:li:corpuser:eve')]
  await t.rejects(ask(caller(JANE), others, plain), { code: 'FORBIDDEN' })
  t.match(transactions.audited, [{ details: { what: 'access.ask' } }], 'once for all questions')
  t.equal(transactions.audited.length, 1)
  t.equal((await ask(ADMINISTRATOR, others, plain)).length, 3)
})

t.test('answers are as authorize gives them, in the order of the questions', async (t) => {
  const facts = factsBy({ 'urn:li:dataset:tagged': { TAG: [PII] }, 'urn:li:dataset:plain': {} })
  const { ask, authorize } = asking({ policies: [byTag], facts })
  const resources = ['tagged', 'plain', 'unknown'].map(dataset)
  const questions = [...Array(30).keys()].map((i) => ({
    privilege: TAG,
    ...(i % 4 < 3 && { resource: resources[i % 4] ?? dataset('') }),
  }))
  const answers = await ask(caller(JANE), questions, { explain: false })
  for (const [i, { privilege, resource }] of questions.entries()) {
    const decision = await authorize(JANE, privilege, resource).catch((error: ServiceError) => error)
    const expected =
      decision instanceof ServiceError
        ? { allowed: false, undecided: { code: decision.code, detail: decision.detail } }
        : decision
    t.strictSame(answers[i], { actorUrn: JANE, privilege, ...(resource && { resource }), ...expected })
  }
  t.strictSame(
    answers.slice(0, 4).map(({ allowed, undecided }) => [allowed, undecided?.code]),
    [
      [true, undefined],
      [false, undefined],
      [false, 'UNDECIDED'],
      [false, undefined],
    ],
  )
})

t.test('an explanation says what decided, by each policy that lists the privilege', async (t) => {
  const facts = factsBy({ 'urn:li:dataset:plain': { TAG: ['urn:li:tag:other'] } })
  const granting = policy('granting', {
    privileges: [TAG],
    actors: { allUsers: true },
    resources: { type: 'dataset' },
  })
  const off = policy('off', { privileges: [TAG], state: 'INACTIVE', actors: { allUsers: true } })
  const { one } = asking({ policies: [off, byTag, granting], facts })
  const about = { actorUrn: JANE, privilege: TAG, resource: dataset('plain') }
  t.strictSame((await one(about))?.explanation, {
    summary: 'The policy “granting” grants it.',
    policies: [
      {
        policyUrn: granting.urn,
        policyName: 'granting',
        granted: true,
        decidedBy: { part: 'actor', by: 'allUsers' },
      },
      { policyUrn: off.urn, policyName: 'off', granted: false, decidedBy: { part: 'state' } },
      {
        policyUrn: byTag.urn,
        policyName: 'by tag',
        granted: false,
        decidedBy: {
          part: 'criterion',
          field: 'TAG',
          condition: 'EQUALS',
          values: [PII],
          valuesOmitted: 0,
          found: ['urn:li:tag:other'],
          foundOmitted: 0,
        },
      },
    ],
    omitted: 0,
  })
  const own = await one({ privilege: TAG, resource: dataset('plain') }, caller(JANE))
  const { decidedBy } = own?.explanation?.policies[2] ?? {}
  t.strictSame(
    decidedBy,
    { part: 'criterion', field: 'TAG', condition: 'EQUALS', values: [PII], valuesOmitted: 0 },
    'what a resource has is not for who asks about themselves',
  )
})

t.test('facts that cannot be had are left out of an explanation, and a grant stands', async (t) => {
  const granting = policy('granting', { privileges: [TAG], actors: { allUsers: true } })
  const { one } = asking({ policies: [byTag, granting] })
  const answer = await one({ actorUrn: JANE, privilege: TAG, resource: dataset('unknown') })
  t.match(answer, {
    allowed: true,
    policyUrn: granting.urn,
    explanation: { policies: [{ granted: true }, { decidedBy: { part: 'criterion', found: null } }] },
  })
  const { one: undecidable } = asking({ policies: [byTag] })
  t.match(await undecidable({ actorUrn: JANE, privilege: TAG, resource: dataset('unknown') }), {
    allowed: false,
    undecided: { code: 'UNDECIDED' },
    explanation: { summary: /^Nobody can say/, policies: [{ decidedBy: { found: null } }] },
  })
})

t.test('where no policy decides, the explanation says what did', async (t) => {
  const joe = 'urn:li:corpuser:joe'
  const { one } = asking({ policies: [], actors: [actor(joe, { status: 'SUSPENDED' }), actor(JANE)] })
  const summaryOf = async (actorUrn: string, privilege = TAG, resource?: AccessQuestion['resource']) => {
    const answer = await one({ actorUrn, privilege, ...(resource && { resource }) })
    return [answer?.allowed, answer?.explanation?.summary]
  }
  t.match(await summaryOf(SYSTEM), [true, /DataHub’s own actor/])
  t.match(await summaryOf(joe), [false, /suspended/])
  t.match(await summaryOf('urn:li:corpuser:nobody'), [false, /no such actor/])
  t.match(await summaryOf(JANE), [false, 'No policy lists this privilege.'])
  t.match(await summaryOf(JANE, 'MANAGE_POLICIES'), [false, /The one policy/])
  t.match(await summaryOf(JANE, VIEW, { type: 'corpuser', urn: JANE }), [
    true,
    'The policy “View Self” grants it.',
  ])
  const { one: off } = asking({ policies: [], policiesEnabled: false })
  t.match(await off({ privilege: TAG }, caller(JANE)), {
    allowed: true,
    explanation: { summary: /AUTH_POLICIES_ENABLED=false/, policies: [] },
  })
})

t.test('an explanation has a hundred policies at the most, and a batch 10,000', async (t) => {
  const values = Array.from({ length: 30 }, (_, i) => `urn:li:tag:${i}`)
  const resources = { filter: { criteria: [{ field: 'TAG', values }] } }
  const many = Array.from({ length: 150 }, (_, i) =>
    policy(`p${i}`, { privileges: [TAG], actors: { allUsers: true }, ...(i < 149 && { resources }) }),
  )
  const facts = factsBy({
    'urn:li:dataset:a': { TAG: Array.from({ length: 12 }, (_, i) => `urn:li:tag:x${i}`) },
  })
  const { ask } = asking({ policies: many, facts })
  const question = { actorUrn: JANE, privilege: TAG, resource: dataset('a') }
  const [answer] = await ask(ADMINISTRATOR, [question], { explain: true })
  const { policies = [], omitted } = answer?.explanation ?? {}
  t.strictSame([policies.length, omitted, policies[0]?.policyName], [100, 50, 'p149'])
  t.match(policies[1]?.decidedBy, { valuesOmitted: 20, foundOmitted: 2 })
  const batch = await ask(ADMINISTRATOR, Array(1000).fill(question), { explain: true })
  t.ok(batch.every(({ explanation }) => explanation?.policies.length === 10 && explanation.omitted === 140))
})

t.test('what is no question is refused', async (t) => {
  const { ask } = asking({ policies: [] })
  const refused = async (...questions: AccessQuestion[]) =>
    t.rejects(ask(ADMINISTRATOR, questions, { explain: false }), { code: 'INVALID_REQUEST' })
  await refused(...Array(1001).fill({ privilege: TAG }))
  await refused({ privilege: 'x'.repeat(201) })
  await refused({ privilege: TAG, actorUrn: 'x'.repeat(1025) })
  await refused({ privilege: TAG, resource: { type: 'dataset', urn: '\u0000' } })
  await refused({ privilege: TAG, subResources: Array(101).fill(dataset('a')) })
  t.strictSame(await ask(ADMINISTRATOR, [], { explain: true }), [])
})

t.test('an outage is told as one, not as an answer', async (t) => {
  const world = accessWorld({ policies: [] })
  const outage = new Error('the database is away')
  const find = (urn: string) => (urn === ADMIN ? world.actors.find(urn) : Promise.reject(outage))
  const ask = makeAskAccess({ ...world, actors: { find } })
  const question = { actorUrn: JANE, privilege: TAG }
  await t.rejects(ask(ADMINISTRATOR, [question], { explain: true }), outage)
  const unread = new ServiceError('POLICIES_UNAVAILABLE')
  const current = () => {
    throw unread
  }
  const without = makeAskAccess({ ...world, policies: { current } })
  await t.rejects(without(ADMINISTRATOR, [question], { explain: false }), unread)
  const factsOf = () => Promise.reject(outage)
  const broken = makeAskAccess({ ...accessWorld({ policies: [byTag] }), facts: { factsOf } })
  const onDataset = { ...question, resource: dataset('a') }
  await t.rejects(broken(ADMINISTRATOR, [onDataset], { explain: false }), outage)
})
