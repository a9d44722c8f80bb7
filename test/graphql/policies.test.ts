import t from 'tap'
import type { Policies } from '../../src/app/access/policies.ts'
import type { ListGrantedPrivileges } from '../../src/app/access/questions.ts'
import type { PolicyDocument, PolicyInfo } from '../../src/domain/policy/policy.ts'
import { ServiceError } from '../../src/errors/service-error.ts'
import { platformFlags } from '../../src/graphql/resolvers/platform-flags.ts'
import { makePolicyResolvers } from '../../src/graphql/resolvers/policies.ts'
import { makeTokenDesk } from './token-desk.ts'

const ALICE = 'urn:li:corpuser:alice'

function policy(info: Partial<PolicyInfo>, id = 'p'): PolicyDocument {
  const plain = {
    displayName: 'P',
    type: 'METADATA',
    state: 'ACTIVE',
    privileges: ['EDIT_ENTITY'],
    actors: {},
  }
  return { urn: `urn:li:dataHubPolicy:${id}`, info: { ...plain, ...info } }
}

/** The operations on policies over these, with what each was called with. */
function deskOf(items: PolicyDocument[] = [], granted: string[] = []) {
  const calls: unknown[][] = []
  const record = (...call: unknown[]) => {
    // As JSON, for what GraphQL reads has no prototype.
    calls.push(JSON.parse(JSON.stringify(call)))
  }
  const policies = {
    async list(_, listing) {
      record('list', listing)
      return { items, total: 40 }
    },
    async create(_, input) {
      record('create', input)
      return policy({}, 'new')
    },
    async update(_, urn, input) {
      record('update', urn, input)
      return policy({})
    },
    async remove(_, urn) {
      record('remove', urn)
      throw new ServiceError('POLICY_PROTECTED')
    },
  } satisfies Pick<Policies, 'list' | 'create' | 'update' | 'remove'>
  const grantedPrivileges: ListGrantedPrivileges = async ({ principal }, actorUrn, resource) => {
    record('granted', actorUrn, resource ?? null)
    if (principal.actorUrn !== actorUrn) throw new ServiceError('FORBIDDEN')
    return granted
  }
  const desk = makeTokenDesk({
    gms: null,
    resolvers: makePolicyResolvers({ policies, access: { grantedPrivileges } }),
  })
  return { calls, ask: async (query: string) => (await desk.askAs(ALICE, query)).answer }
}

const ALL = `start count total policies { urn type name state description editable privileges
  resources { type resources allResources filter { criteria { field condition values { value entity { urn type } } } }
    privilegeConstraints { criteria { field } } }
  actors { users groups roles allUsers allGroups resourceOwners resourceOwnersTypes
    resolvedUsers { username } resolvedGroups { name } resolvedRoles { name }
    resolvedOwnershipTypes { urn info { name } } } }`

t.test('a policy is told with what it names, roles too', async (t) => {
  const ownerType = 'urn:li:ownershipType:__system__technical_owner'
  const { ask } = deskOf([
    policy({
      description: 'what for',
      editable: false,
      actors: {
        users: [ALICE],
        groups: ['urn:li:corpGroup:team'],
        roles: ['urn:li:dataHubRole:Admin'],
        resourceOwners: true,
        resourceOwnersTypes: [ownerType],
      },
      resources: {
        filter: {
          criteria: [
            { field: 'TYPE', values: ['dataset'] },
            { field: 'OWNER', values: [ALICE, 'urn:li:corpGroup:team'], condition: 'NOT_EQUALS' },
            { field: 'TAG', values: ['urn:li:tag:pii'], condition: 'STARTS_WITH' },
            { field: 'OWNER', values: ['urn:li:dataHubRole:Admin'] },
          ],
        },
      },
    }),
  ])
  const answer = await ask(`{ listPolicies(input: { start: 3, count: 1 }) { ${ALL} } }`)
  t.equal(answer.errors, undefined)
  t.same(answer.data.listPolicies, {
    start: 3,
    count: 1,
    total: 40,
    policies: [
      {
        urn: 'urn:li:dataHubPolicy:p',
        type: 'METADATA',
        name: 'P',
        state: 'ACTIVE',
        description: 'what for',
        editable: false,
        privileges: ['EDIT_ENTITY'],
        resources: {
          type: null,
          resources: null,
          allResources: null,
          filter: {
            criteria: [
              { field: 'TYPE', condition: 'EQUALS', values: [{ value: 'dataset', entity: null }] },
              {
                field: 'OWNER',
                condition: 'NOT_EQUALS',
                values: [
                  { value: ALICE, entity: { urn: ALICE, type: 'CORP_USER' } },
                  {
                    value: 'urn:li:corpGroup:team',
                    entity: { urn: 'urn:li:corpGroup:team', type: 'CORP_GROUP' },
                  },
                ],
              },
              { field: 'TAG', condition: 'STARTS_WITH', values: [{ value: 'urn:li:tag:pii', entity: null }] },
              {
                field: 'OWNER',
                condition: 'EQUALS',
                values: [
                  {
                    value: 'urn:li:dataHubRole:Admin',
                    entity: { urn: 'urn:li:dataHubRole:Admin', type: 'DATAHUB_ROLE' },
                  },
                ],
              },
            ],
          },
          privilegeConstraints: null,
        },
        actors: {
          users: [ALICE],
          groups: ['urn:li:corpGroup:team'],
          roles: ['urn:li:dataHubRole:Admin'],
          allUsers: false,
          allGroups: false,
          resourceOwners: true,
          resourceOwnersTypes: [ownerType],
          resolvedUsers: [{ username: 'alice' }],
          resolvedGroups: [{ name: 'team' }],
          resolvedRoles: [{ name: 'Admin' }],
          resolvedOwnershipTypes: [{ urn: ownerType, info: null }],
        },
      },
    ],
  })
})

t.test(
  'a policy of a type, a state or a condition that there is none of does not fail the list',
  async (t) => {
    const criteria = [{ field: 'URN', values: ['u'], condition: 'ENDS_WITH' }]
    const { ask } = deskOf([
      policy({ type: 'ADMIN', state: 'PAUSED', resources: { filter: { criteria } } }),
      policy({ type: 'PLATFORM', state: 'DRAFT', resources: { type: 'dataset' } }),
      policy({ state: 'INACTIVE' }),
    ])
    const { data, errors } = await ask(`{ listPolicies(input: {}) { ${ALL} } }`)
    t.equal(errors, undefined)
    t.match(data.listPolicies.policies, [
      {
        type: 'METADATA',
        state: 'ACTIVE',
        resources: { filter: { criteria: [{ field: 'URN', condition: 'EQUALS', values: [] }] } },
      },
      { type: 'PLATFORM', state: 'DRAFT', resources: { type: 'dataset', filter: null } },
      { state: 'INACTIVE', description: null, editable: true, resources: null, actors: { users: null } },
    ])
  },
)

t.test('a list is filtered by type and state, as DataHub joins its filters', async (t) => {
  const { ask, calls } = deskOf()
  const list = (orFilters: string) =>
    ask(`{ listPolicies(input: { query: "a", orFilters: ${orFilters} }) { total } }`)
  await list(`[{ and: [{ field: "type", values: ["PLATFORM"], condition: EQUAL }] },
    { and: [{ field: "state", value: "ACTIVE" }] }, { and: null }]`)
  t.same(calls, [['list', { start: 0, count: 20, query: 'a', type: 'PLATFORM', state: 'ACTIVE' }]])
  for (const filter of [
    '{ field: "editable", values: ["true"] }',
    '{ field: "type", values: ["PLATFORM", "METADATA"] }',
    '{ field: "type", values: [] }',
    '{ field: "type" }',
    '{ field: "type", values: ["PLATFORM"], negated: true }',
    '{ field: "type", values: ["PLATFORM"], condition: CONTAIN }',
    '{ field: "type", values: ["PLATFORM"] }, { field: "type", values: ["PLATFORM"] }',
  ]) {
    t.match((await list(`[{ and: [${filter}] }]`)).errors, [
      {
        message: 'orFilters of policies are type and state, each once and EQUAL to one value.',
        extensions: { code: 400 },
      },
    ])
  }
  t.equal(calls.length, 1)
})

t.test(
  'what is written says nothing of roles, nor of constraints that are left out, and criteria that are left out are none',
  async (t) => {
    const { ask, calls } = deskOf()
    const input = `{ type: METADATA, name: "N", state: DRAFT, privileges: ["EDIT_ENTITY"],
    actors: { users: null, resourceOwners: true, allUsers: false, allGroups: false }, `
    const created = await ask(`mutation { createPolicy(input: ${input} resources: {
    type: "dataset", filter: { criteria: [{ field: "URN", values: ["u"], condition: STARTS_WITH }] } } }) }`)
    t.same(created.data, { createPolicy: 'urn:li:dataHubPolicy:new' })
    const updated = await ask(
      `mutation { updatePolicy(urn: "u", input: ${input} description: "d", resources: { filter: {} } }) }`,
    )
    t.same(updated.data, { updatePolicy: 'urn:li:dataHubPolicy:p' })
    for (const resources of ['{ privilegeConstraints: null }', '{ privilegeConstraints: {} }', 'null'])
      await ask(`mutation { updatePolicy(urn: "u", input: ${input} resources: ${resources} }) }`)
    const actors = { users: null, resourceOwners: true, allUsers: false, allGroups: false }
    const written = { type: 'METADATA', name: 'N', state: 'DRAFT', privileges: ['EDIT_ENTITY'], actors }
    const criteria = [{ field: 'URN', values: ['u'], condition: 'STARTS_WITH' }]
    t.same(calls, [
      ['create', { ...written, resources: { type: 'dataset', filter: { criteria } } }],
      ['update', 'u', { ...written, description: 'd', resources: { filter: { criteria: [] } } }],
      ['update', 'u', { ...written, resources: { filter: null, privilegeConstraints: null } }],
      ['update', 'u', { ...written, resources: { filter: null, privilegeConstraints: { criteria: [] } } }],
      ['update', 'u', written],
    ])
    const roles = await ask(
      'mutation { createPolicy(input: { type: METADATA, name: "N", state: DRAFT, privileges: [], actors: { roles: [], resourceOwners: false, allUsers: true, allGroups: false } }) }',
    )
    t.match(roles.errors, [{ message: /^Expected value of type "ActorFilterInput" not to include/ }])
  },
)

t.test('a policy that nobody may edit is told as such', async (t) => {
  const { ask } = deskOf()
  t.match(await ask('mutation { deletePolicy(urn: "u") }'), {
    data: { deletePolicy: null },
    errors: [{ message: /^This policy comes with DataHub/, extensions: { code: 409, type: 'CONFLICT' } }],
  })
})

t.test('what is granted is asked in DataHub’s names of entity types', async (t) => {
  const { ask, calls } = deskOf([], ['EDIT_ENTITY'])
  const granted = (actorUrn: string, more = '') =>
    ask(
      `{ getGrantedPrivileges(input: { actorUrn: "${actorUrn}"${more} }) { privileges evaluationDetails { reason } } }`,
    )
  const spec = (type: string) => `, resourceSpec: { resourceType: ${type}, resourceUrn: "u" }`
  t.same((await granted(ALICE)).data, {
    getGrantedPrivileges: { privileges: ['EDIT_ENTITY'], evaluationDetails: null },
  })
  for (const type of ['DATASET', 'CORP_USER', 'CORP_GROUP', 'DATAHUB_POLICY', 'INGESTION_SOURCE', 'MLMODEL'])
    await granted(ALICE, spec(type))
  const types = ['dataset', 'corpuser', 'corpGroup', 'dataHubPolicy', 'dataHubIngestionSource', 'mlModel']
  t.same(calls, [['granted', ALICE, null], ...types.map((type) => ['granted', ALICE, { type, urn: 'u' }])])
  t.match((await granted('urn:li:corpuser:bob')).errors, [
    { message: 'Unauthorized to get privileges for the given author.', extensions: { code: 403 } },
  ])
})

t.test('a flag is up where any of its privileges is granted', async (t) => {
  const up = async (granted: readonly string[]) => {
    const flags = platformFlags(async (privilege) => ({ allowed: granted.includes(privilege) }))
    const answers = await Promise.all(Object.entries(flags).map(async ([flag, ask]) => [flag, await ask()]))
    return answers.filter(([, allowed]) => allowed).map(([flag]) => flag)
  }
  t.same(await up([]), [])
  t.same(await up(['MANAGE_DOMAINS']), ['createDomains', 'manageDomains'])
  t.same(await up(['CREATE_TAGS']), ['createTags'])
  t.same(await up(['CREATE_GLOBAL_ANNOUNCEMENTS']), [])
  t.same(await up(['GET_ANALYTICS_PRIVILEGE']), ['viewAnalytics'])
  t.same(await up(['EDIT_ENTITY']), [])
  t.same(await up(['EDIT_ENTITY', 'DELETE_ENTITY']), ['manageApplications'])
})
