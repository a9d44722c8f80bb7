import t from 'tap'
import type { GmsDemand } from '../../src/domain/gms-endpoints/judgement.ts'
import { ServiceError } from '../../src/errors/service-error.ts'
import { makeGraphql } from '../../src/graphql/make-graphql.ts'
import { readGraphqlRequest } from '../../src/graphql/request.ts'
import { ALICE, caller } from '../helpers/fakes/people.ts'

const TYPE_DEFS = ['type Query { mine: String }', 'type Mutation { makeMine: String }']

/** A GraphQL in front of a GMS that keeps what it is sent; `refuse` refuses whatever has a demand. */
function world(refuse?: ServiceError) {
  const asked: { what: string; demands: readonly GmsDemand[] }[] = []
  const sent: string[] = []
  const events: string[] = []
  const ran: string[] = []
  const graphql = makeGraphql({
    typeDefs: TYPE_DEFS,
    resolvers: {
      Query: { mine: () => 'mine' },
      Mutation: { makeMine: () => void ran.push('makeMine') },
    },
    ownership: { ours: new Set(['Query.mine', 'Mutation.makeMine']), overlaid: new Map() },
    callGms: async ({ body = '' }) => {
      sent.push(Buffer.from(body as Uint8Array).toString())
      events.push('GMS')
      return { status: 200, headers: {}, body: Buffer.from('{"data":{}}') }
    },
    guard: {
      admit: async (_, request) => {
        if (request.demands.length === 0) return
        asked.push(request)
        if (refuse !== undefined) throw refuse
      },
      noteChange: async (demands) => {
        if (demands.length > 0) events.push('read anew')
      },
    },
  })
  const ask = (query: string, variables: Record<string, unknown> = {}) => {
    const request = readGraphqlRequest(Buffer.from(JSON.stringify({ query, variables })))
    if (request === undefined) throw new Error('no request')
    return graphql.execute(request, { caller: caller(ALICE), headers: {}, report: () => undefined })
  }
  return { ask, asked, sent, events, ran }
}

/** The privileges that a document needs, each demand as `A|B` and its resource. */
async function needed(query: string, variables?: Record<string, unknown>): Promise<string[]> {
  const { ask, asked, sent } = world()
  await ask(query, variables)
  if (sent.length !== 1) throw new Error('GMS was not asked')
  return asked.flatMap(({ demands }) =>
    demands.map(({ anyOf, resource }) =>
      [anyOf.map((group) => group.join('&')).join('|'), ...(resource ? [resource.urn] : [])].join(' '),
    ),
  )
}

const POLICIES = 'MANAGE_POLICIES'
const ACTORS = 'MANAGE_USERS_AND_GROUPS'
const GROUP = 'urn:li:corpGroup:admins'

t.test('each mutation that writes what decides needs the privilege to manage it', async (t) => {
  const cases: [string, string[]][] = [
    ['createPolicy(input: {})', [POLICIES]],
    ['updatePolicy(urn: "x", input: {})', [POLICIES]],
    ['deletePolicy(urn: "x")', [POLICIES]],
    ['batchAssignRole(input: {actors: []})', [POLICIES]],
    ['createInviteToken(input: {}) { inviteToken }', [POLICIES]],
    ['createGroup(input: {name: "a"})', [ACTORS]],
    ['removeGroup(urn: "x")', [ACTORS]],
    ['removeUser(urn: "x")', [ACTORS]],
    ['updateUserStatus(urn: "x", status: ACTIVE)', [ACTORS]],
    ['createNativeUserResetToken(input: {}) { resetToken }', ['MANAGE_USER_CREDENTIALS']],
    ['createServiceAccount(input: {}) { urn }', ['MANAGE_SERVICE_ACCOUNTS']],
    ['deleteServiceAccount(urn: "urn:li:corpuser:service_x")', ['MANAGE_SERVICE_ACCOUNTS']],
    [
      'rollbackIngestion(input: {runId: "x"})',
      [
        POLICIES,
        ACTORS,
        'MANAGE_USER_CREDENTIALS',
        'MANAGE_ACCESS_TOKENS',
        `MANAGE_GLOBAL_SETTINGS|${POLICIES}`,
      ],
    ],
    [
      `addGroupMembers(input: {groupUrn: "${GROUP}", userUrns: []})`,
      [`${ACTORS}|EDIT_GROUP_MEMBERS|EDIT_ENTITY ${GROUP}`],
    ],
    ['removeGroupMembers(input: {groupUrn: "urn:li:dataset:x", userUrns: []})', [ACTORS]],
    ['removeGroupMembers(input: {userUrns: []})', [ACTORS]],
    ['acceptRole(input: {inviteToken: "x"})', []],
    ['addOwner(input: {ownerUrn: "urn:li:corpuser:a", resourceUrn: "urn:li:dataset:x"})', []],
    ...['addOwner', 'addOwners', 'removeOwner'].map((field): [string, string[]] => [
      `${field}(input: {ownerUrn: "urn:li:corpuser:a", resourceUrn: "${GROUP}"})`,
      [`${ACTORS}|EDIT_ENTITY_OWNERS|EDIT_ENTITY ${GROUP}`],
    ]),
    ...['batchAddOwners', 'batchRemoveOwners'].map((field): [string, string[]] => [
      `${field}(input: {resources: [{resourceUrn: "urn:li:dataset:x"}, {resourceUrn: "${GROUP}"}]})`,
      [`${ACTORS}|EDIT_ENTITY_OWNERS|EDIT_ENTITY ${GROUP}`],
    ]),
    ['addOwners(input: {resourceUrn: "urn:li:CORPGROUP:a"})', [ACTORS]],
    ['addOwners(input: {resourceUrn: "urn:li:corpuser:a"})', [ACTORS]],
    ['addOwners(input: {resourceUrn: "urn:li:dataHubPolicy:a"})', [POLICIES]],
    ['updateCorpUserProperties(urn: "urn:li:corpuser:a", input: {}) { urn }', []],
  ]
  for (const [field, privileges] of cases)
    t.strictSame(await needed(`mutation { ${field} }`), privileges, field)
  t.strictSame(await needed('{ getInviteToken(input: {}) { inviteToken } }'), [POLICIES])
  t.strictSame(await needed('{ createPolicy }'), [], 'no query is called so')
})

t.test(
  'any other mutation needs it for the policies, roles, people and tokens that it names as its subject',
  async (t) => {
    const cases: [string, string[]][] = [
      ['deleteTag(urn: "urn:li:dataHubPolicy:0")', [POLICIES]],
      ['deleteTag(urn: " urn:li:DATAHUBPOLICY:0")', [POLICIES]],
      ['deleteTag(urn: "urn:li:tag:x")', []],
      ['deleteTag(urn: "urn:li:dataHub\\u0050olicy:0")', [POLICIES]],
      ['deleteTag(urn: """urn:li:dataHubRole:Admin""")', [POLICIES]],
      ['deleteTag(urn: "urn:li:tag:x", urn: "urn:li:inviteToken:x")', [POLICIES]],
      [
        'batchUpdateSoftDeleted(input: {urns: ["urn:li:dataset:x", "urn:li:corpuser:a", "urn:li:dataHubAccessToken:x"], deleted: true})',
        [ACTORS, 'MANAGE_ACCESS_TOKENS'],
      ],
      ['batchUpdateSoftDeleted(input: {urns: "urn:li:corpGroup:a"})', [ACTORS]],
      ['notYetInvented(input: [{urn: "urn:li:globalSettings:0"}])', [`MANAGE_GLOBAL_SETTINGS|${POLICIES}`]],
      [
        'patchEntity(input: {urn: "urn:li:corpuser:a", aspectName: "roleMembership", patch: []}) { urn }',
        [POLICIES],
      ],
      ['patchEntity(input: {entityType: "dataHubPolicy", aspectName: "x", patch: []}) { urn }', [POLICIES]],
      [
        'patchEntities(input: [{urn: "urn:li:dataset:a", aspectName: "status"}, {urn: "urn:li:corpuser:a", aspectName: "corpUserCredentials"}]) { urn }',
        [ACTORS, 'MANAGE_USER_CREDENTIALS'],
      ],
      [
        'patchEntities(input: [{urn: "urn:li:corpuser:a", aspectName: "corpUserCredentials"}, {urn: "urn:li:corpuser:a", aspectName: "status"}]) { urn }',
        [ACTORS, 'MANAGE_USER_CREDENTIALS'],
      ],
      [
        'patchEntity(input: {urn: "urn:li:corpuser:a", aspectName: "corpUserEditableInfo", patch: []}) { urn }',
        [],
      ],
      ['patchEntity(input: {urn: "urn:li:dataset:a", aspectName: "ownership", patch: []}) { urn }', []],
    ]
    for (const [field, privileges] of cases)
      t.strictSame((await needed(`mutation { ${field} }`)).toSorted(), privileges.toSorted(), field)
  },
)

t.test('a variable hides nothing, by its value, its default or what is in it', async (t) => {
  const urn = 'urn:li:dataHubPolicy:0'
  const whole = 'mutation m($u: String!) { deleteTag(urn: $u) }'
  t.strictSame(await needed(whole, { u: urn }), [POLICIES])
  t.strictSame(await needed(`mutation m($u: String = "${urn}") { deleteTag(urn: $u) }`), [POLICIES])
  const input = 'mutation m($i: I!, $list: [String!]) { x(input: $i, urns: $list) }'
  t.strictSame(await needed(input, { i: { urn } }), [POLICIES])
  t.strictSame(await needed(input, { i: { deep: [{ urns: [[urn]] }] } }), [POLICIES])
  t.strictSame(await needed(input, { list: [urn, 7, null] }), [POLICIES])
  t.strictSame(await needed(input, { i: { name: urn }, other: urn }), [])
})

t.test('what a document names is looked at in bounded steps, and one with more is refused', async (t) => {
  const many = Array(20_000).fill('urn:li:tag:x')
  const uses = (times: number, name = 'v') =>
    Array.from({ length: times }, (_, at) => `a${at}: deleteTag(urn: $${name})`).join(' ')
  const spread = Array.from({ length: 400 }, (_, at) => `mutation m${at} { ...f }`).join(' ')
  const rows: [string, Record<string, unknown>][] = [
    [`mutation m($v: X) { ${uses(1000)} }`, { v: many }],
    [`mutation m($v: X) { addGroupMembers(groupUrn: [${'$v '.repeat(7000)}]) }`, { v: many }],
    [
      `mutation m($v: X) { x(urn: $v) }`,
      { v: Object.fromEntries(Array.from({ length: 150_000 }, (_, at) => [at, 1])) },
    ],
    [
      `${spread} fragment f on Mutation { ${Array.from({ length: 400 }, (_, at) => `x${at}`).join(' ')} }`,
      {},
    ],
  ]
  for (const [query, variables] of rows) {
    const { ask, sent } = world()
    const begun = performance.now()
    t.match(await ask(query, variables), {
      answer: { errors: [{ message: /more than 100000 fields and values/, extensions: { code: 400 } }] },
    })
    t.ok(performance.now() - begun < 2000, 'in no time to speak of')
    t.strictSame(sent, [])
  }
  const aspects = Array.from({ length: 20_000 }, (_, at) => `a${at}`)
  const patches = 'mutation m($u: [U], $a: [A]) { patchEntities(input: {urn: $u, aspectName: $a}) { urn } }'
  const begun = performance.now()
  t.strictSame(await needed(patches, { u: many, a: aspects }), [])
  t.strictSame(await needed(patches, { u: [...many, 'urn:li:corpuser:a'], a: [...aspects, 'status'] }), [
    ACTORS,
  ])
  t.ok(performance.now() - begun < 2000, 'not their product')
  t.strictSame(await needed(`mutation m($v: X) { ${uses(3)} }`, { v: many }), [])
})

t.test(
  'no operation, fragment, alias or condition hides a field, and a refusal is of the whole',
  async (t) => {
    const refused = new ServiceError('FORBIDDEN', { detail: 'This needs the privilege "Manage Policies".' })
    for (const query of [
      'mutation { createPolicy(input: {}) }',
      'mutation { a: createTag(input: {}) b: createPolicy(input: {}) }',
      'mutation { makeMine createPolicy(input: {}) }',
      'mutation { createPolicy(input: {}) @skip(if: true) makeMine }',
      'mutation { ... on Nothing { createPolicy(input: {}) } }',
      'mutation { ...f } fragment f on Query { ...g } fragment g on Mutation { createPolicy(input: {}) }',
      'query a { me { urn } } mutation b { createPolicy(input: {}) }',
      'subscription { createPolicy(input: {}) }\nmutation b { makeMine }',
      '{ mine getInviteToken(input: {}) { inviteToken } }',
    ]) {
      const { ask, sent, ran, events } = world(refused)
      const outcome = await ask(query)
      t.match(
        outcome,
        {
          by: 'ours',
          answer: {
            errors: [
              {
                message: 'This needs the privilege "Manage Policies".',
                extensions: { code: 403, type: 'UNAUTHORIZED', classification: 'DataFetchingException' },
              },
            ],
          },
        },
        query,
      )
      t.strictSame([sent, ran, events], [[], [], []], query)
    }
  },
)

t.test('what two parsers read differently, and what is no GraphQL, is no way around', async (t) => {
  for (const query of [
    'mutation { #\u2028 createPolicy(input: {}) \n x }',
    'mutation { createPolicy(input: {}',
    'mutation { """\u0000""" createPolicy(input: {}) }',
  ]) {
    const { ask, sent } = world()
    t.match(await ask(query), { by: 'ours', answer: { errors: [{ message: String }] } })
    t.strictSame(sent, [])
  }
})

t.test('what cannot be decided is an outage in DataHub’s words, and does not go', async (t) => {
  const { ask, sent } = world(new ServiceError('UNDECIDED'))
  t.match(await ask('mutation { createPolicy(input: {}) }'), {
    answer: { errors: [{ extensions: { code: 503, type: 'SERVICE_UNAVAILABLE' } }] },
  })
  t.strictSame(sent, [])
})

t.test('a document is asked about once, by the fields that need it', async (t) => {
  const { ask, asked } = world()
  await ask('mutation { a: createPolicy b: createPolicy removeUser(urn: "x") }')
  t.match(asked, [{ what: 'graphql.createPolicy,removeUser' }])
  t.equal(asked.length, 1)
})

t.test('who may is GMS’s in the same bytes, and what changed is read anew before the answer', async (t) => {
  const { ask, sent, events } = world()
  const query = 'mutation  m { # why\n createPolicy(input: {name: "größer"}) }'
  t.match(await ask(query), { by: 'gms' })
  t.strictSame(sent, [JSON.stringify({ query, variables: {} })])
  t.strictSame(events, ['GMS', 'read anew'])
})

t.test('an error that is no refusal stays one', async (t) => {
  const { ask } = world(new Error('a bug') as ServiceError)
  await t.rejects(ask('mutation { createPolicy }'), { message: 'a bug' })
})
