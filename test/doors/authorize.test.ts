import t from 'tap'
import { administration } from '../helpers/administration.ts'

const ASK = '/v1/authorize'
const ROOT = 'urn:li:corpuser:datahub'
const DATASET = { type: 'dataset', urn: 'urn:li:dataset:(urn:li:dataPlatform:hive,sales,PROD)' }

t.test('anybody asks what they may, and who keeps policies asks it of others', async (t) => {
  const { ask, root, person } = await administration(t)
  const alice = await person('alice')
  const own = await ask(alice.as, 'POST', ASK, { privilege: 'GENERATE_PERSONAL_ACCESS_TOKENS' })
  t.equal(own.status, 200)
  t.match(own.body, {
    actorUrn: alice.urn,
    privilege: 'GENERATE_PERSONAL_ACCESS_TOKENS',
    allowed: true,
    policyUrn: 'urn:li:dataHubPolicy:7',
  })
  t.equal(own.body.explanation, undefined)
  const denied = await ask(alice.as, 'POST', ASK, { privilege: 'MANAGE_POLICIES' })
  t.strictSame(denied.body, { actorUrn: alice.urn, privilege: 'MANAGE_POLICIES', allowed: false })
  const other = { privilege: 'MANAGE_POLICIES', actorUrn: ROOT }
  t.match(await ask(alice.as, 'POST', ASK, other), { status: 403, body: { code: 'FORBIDDEN' } })
  t.match(await ask(alice.as, 'POST', ASK, { questions: [other] }), { status: 403 })
  t.match(await ask(root, 'POST', ASK, { ...other, actorUrn: alice.urn }), {
    status: 200,
    body: { actorUrn: alice.urn, allowed: false },
  })
  t.equal((await ask({}, 'POST', ASK, other)).status, 401)
  const get = await ask(root, 'GET', ASK)
  t.match([get.status, get.headers.get('allow')], [405, 'POST'])
})

t.test('a batch is answered in its order, and an explanation says what decided', async (t) => {
  const { ask, done, person } = await administration(t)
  const alice = await person('alice')
  const made = await done('POST', '/admin/policies', {
    name: 'Charts of the team',
    type: 'METADATA',
    state: 'ACTIVE',
    privileges: ['EDIT_LINEAGE'],
    actors: { allUsers: true },
    resources: { filter: { criteria: [{ field: 'TYPE', values: ['chart'] }] } },
  })
  const questions = [
    { privilege: 'EDIT_LINEAGE', resource: { type: 'chart', urn: 'urn:li:chart:(looker,1)' } },
    { privilege: 'NO_SUCH_PRIVILEGE' },
    { privilege: 'VIEW_ENTITY_PAGE', resource: DATASET },
  ]
  const { status, body } = await ask(alice.as, 'POST', ASK, { questions, explain: true })
  t.equal(status, 200)
  t.match(body.answers, [
    {
      ...questions[0],
      allowed: true,
      policyUrn: made.urn,
      explanation: {
        summary: String,
        policies: [{ policyUrn: made.urn, granted: true, decidedBy: { part: 'actor', by: 'allUsers' } }],
      },
    },
    { privilege: 'NO_SUCH_PRIVILEGE', allowed: false, explanation: { policies: [], omitted: 0 } },
    { resource: DATASET, allowed: true },
  ])
  const { body: one } = await ask(alice.as, 'POST', ASK, {
    privilege: 'EDIT_LINEAGE',
    resource: { type: 'dashboard', urn: '' },
    explain: true,
  })
  const ours = one.explanation.policies.find(({ policyUrn }: { policyUrn: string }) => policyUrn === made.urn)
  t.match(ours, {
    policyName: 'Charts of the team',
    granted: false,
    decidedBy: { part: 'criterion', field: 'TYPE', condition: 'EQUALS', values: ['chart'] },
  })
})

t.test(
  'what is asked in both forms, in none, or not as described is refused with what to send',
  async (t) => {
    const { ask, root } = await administration(t)
    const question = { privilege: 'EDIT_ENTITY' }
    const wrong: [unknown, RegExp][] = [
      [{}, /^Send either one question \("privilege".*or a batch \("questions", 1 to 1000/],
      [{ explain: true }, /^Send either/],
      [{ actorUrn: ROOT }, /^Send either/],
      [{ ...question, questions: [question] }, /^Send either/],
      [{ actorUrn: ROOT, questions: [question] }, /^Send either/],
      [{ questions: [] }, /^body\/questions/],
      [{ questions: Array(1001).fill(question) }, /^body\/questions/],
      [{ questions: [{ ...question, explain: true }] }, /there is no explain/],
      [{ privilege: '' }, /^body\/privilege/],
      [{ privilege: ['EDIT_ENTITY'] }, /^body\/privilege/],
      [{ ...question, resource: 'urn:li:dataset:x' }, /^body\/resource/],
      [{ ...question, resource: { type: 'dataset' } }, /^body\/resource must have required properties urn/],
      [{ ...question, why: true }, /there is no why/],
      [[question], /^body must be object: send JSON with/],
    ]
    for (const [body, told] of wrong) {
      const answer = await ask(root, 'POST', ASK, body)
      t.match([answer.status, answer.body.code], [400, 'INVALID_REQUEST'], JSON.stringify(body).slice(0, 80))
      t.match(answer.body.detail, told)
    }
    const questions = Array.from({ length: 1000 }, (_, at) => ({
      ...question,
      actorUrn: ROOT,
      resource: { ...DATASET, urn: `${DATASET.urn}${at}` },
    }))
    const whole = await ask(root, 'POST', ASK, { questions })
    t.equal(whole.status, 200)
    t.equal(whole.body.answers.length, 1000)
  },
)

t.test(
  'what hangs on a fact that cannot be had is 503 alone, and said beside the others in a batch',
  async (t) => {
    const { ask, done, person } = await administration(t, {
      GMS_URL: 'http://127.0.0.1:1',
      DIRECTORY: 'local',
      POLICIES: 'local',
      ROOT_PASSWORD: 'correct horse battery',
      DATAHUB_SYSTEM_CLIENT_SECRET: 'a secret of the test',
    })
    const alice = await person('alice')
    await done('POST', '/admin/policies', {
      name: 'Tagged',
      type: 'METADATA',
      state: 'ACTIVE',
      privileges: ['EDIT_LINEAGE'],
      actors: { allUsers: true },
      resources: { filter: { criteria: [{ field: 'TAG', values: ['urn:li:tag:open'] }] } },
    })
    const question = { privilege: 'EDIT_LINEAGE', resource: DATASET }
    const one = await ask(alice.as, 'POST', ASK, question)
    t.match(one, { status: 503, body: { code: 'UNDECIDED', status: 503 } })
    t.ok(one.headers.get('retry-after'))
    const batch = await ask(alice.as, 'POST', ASK, {
      questions: [question, { privilege: 'MANAGE_POLICIES' }],
    })
    t.equal(batch.status, 200)
    t.match(batch.body.answers, [
      { allowed: false, undecided: { code: 'UNDECIDED', detail: String } },
      { allowed: false },
    ])
    t.equal(batch.body.answers[1].undecided, undefined)
  },
)
