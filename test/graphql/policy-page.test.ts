import t from 'tap'
import { administration } from '../helpers/administration.ts'
import { issueToken } from '../helpers/person.ts'
import { startProxied } from '../helpers/proxied.ts'
import { ask, asked } from './asking.ts'
import {
  CREATE_POLICY,
  DELETE_POLICY,
  GRANTED_PRIVILEGES,
  inputOf,
  LIST_POLICIES,
  LIST_ROLES,
  type PolicyPage,
  type RolePage,
  UPDATE_POLICY,
} from './policy-page.ts'

const ROOT = 'urn:li:corpuser:datahub'
const TEAM = 'urn:li:corpGroup:team'
const OWNERS = 'urn:li:ownershipType:__system__technical_owner'
const DATASET = 'urn:li:dataset:(urn:li:dataPlatform:hive,sales,PROD)'

const INPUT = {
  type: 'METADATA',
  name: 'Of the page',
  state: 'ACTIVE',
  description: 'what for',
  privileges: ['EDIT_ENTITY_DOCS'],
  actors: {
    users: [ROOT],
    groups: [TEAM],
    resourceOwners: true,
    resourceOwnersTypes: [OWNERS],
    allUsers: false,
    allGroups: false,
  },
  resources: {
    filter: {
      criteria: [
        { field: 'TYPE', values: ['dataset', 'corpuser'], condition: 'EQUALS' },
        { field: 'URN', values: [DATASET, ROOT, TEAM], condition: 'EQUALS' },
      ],
    },
  },
}

const user = {
  __typename: 'CorpUser',
  urn: ROOT,
  username: 'datahub',
  properties: null,
  editableProperties: null,
}
const group = { __typename: 'CorpGroup', urn: TEAM, name: 'team' }

t.test('DataHub’s page of policies works on ours, before a GMS that is asked for nothing', async (t) => {
  const { service, gms, token } = await startProxied(t)
  const { front } = service
  const list = async (state: string) => {
    const orFilters = [{ and: [{ field: 'state', values: [state], condition: 'EQUAL' }] }]
    const input = { start: 0, count: 10, query: 'of the page', orFilters }
    return (await asked(front, token, LIST_POLICIES, { input })).listPolicies as PolicyPage
  }
  const { createPolicy: urn } = await asked(front, token, CREATE_POLICY, { input: INPUT })
  const { policies, ...page } = await list('ACTIVE')
  t.same(page, { start: 0, count: 10, total: 1, __typename: 'ListPoliciesResult' })
  const value = (text: string, entity: object | null = null) => ({ value: text, entity })
  t.match(policies, [
    {
      urn,
      type: 'METADATA',
      name: 'Of the page',
      description: 'what for',
      state: 'ACTIVE',
      editable: true,
      privileges: ['EDIT_ENTITY_DOCS'],
      resources: {
        type: null,
        allResources: null,
        resources: null,
        filter: {
          criteria: [
            { field: 'TYPE', condition: 'EQUALS', values: [value('dataset'), value('corpuser')] },
            {
              field: 'URN',
              condition: 'EQUALS',
              values: [
                value(DATASET),
                value(ROOT, { ...user, type: 'CORP_USER', info: null }),
                value(TEAM, { ...group, type: 'CORP_GROUP', info: null, memberCount: { total: 0 } }),
              ],
            },
          ],
        },
      },
      actors: {
        users: [ROOT],
        groups: [TEAM],
        roles: null,
        allUsers: false,
        allGroups: false,
        resourceOwners: true,
        resourceOwnersTypes: [OWNERS],
        resolvedOwnershipTypes: [{ urn: OWNERS }],
        resolvedUsers: [user],
        resolvedGroups: [{ ...group, properties: null, editableProperties: null }],
        resolvedRoles: null,
      },
    },
  ])

  for (const policy of policies) {
    const input = { ...inputOf(policy), state: 'INACTIVE' }
    t.same(await asked(front, token, UPDATE_POLICY, { urn, input }), { updatePolicy: urn })
    t.same((await list('ACTIVE')).policies, [])
    t.same((await list('INACTIVE')).policies, [{ ...policy, state: 'INACTIVE' }])
  }
  t.same(await asked(front, token, DELETE_POLICY, { urn }), { deletePolicy: urn })
  t.same((await list('INACTIVE')).total, 0)
  t.same(
    gms.requests.filter(({ target }) => target === '/api/graphql'),
    [],
  )
})

t.test('every policy that comes with DataHub is on its page, ten at a time', async (t) => {
  const { service, cookie } = await administration(t)
  const { token } = await issueToken(service.front, cookie, { name: 'root', duration: 'ONE_HOUR' })
  const urns: string[] = []
  for (let total = 1; urns.length < total; ) {
    const input = { start: urns.length, count: 10 }
    const { listPolicies } = await asked(service.front, token, LIST_POLICIES, { input })
    const page = listPolicies as PolicyPage
    if (page.policies.length === 0) break
    for (const { urn } of page.policies) urns.push(urn)
    total = page.total
  }
  t.equal(new Set(urns).size, urns.length)
  t.ok(urns.includes('urn:li:dataHubPolicy:0') && urns.length > 10, urns.join(' '))
})

t.test('DataHub’s page of an entity is told what may be done with it', async (t) => {
  const { service, cookie } = await administration(t)
  const { token } = await issueToken(service.front, cookie, { name: 'root', duration: 'ONE_HOUR' })
  const input = { actorUrn: ROOT, resourceSpec: { resourceType: 'DATASET', resourceUrn: DATASET } }
  const { getGrantedPrivileges } = await asked(service.front, token, GRANTED_PRIVILEGES, { input })
  const { privileges, ...rest } = getGrantedPrivileges as { privileges: string[] }
  t.ok(privileges.includes('EDIT_ENTITY'))
  t.same(rest, { __typename: 'Privileges' })
})

t.test('a role on DataHub’s page has the policies that name it, in force or not', async (t) => {
  const { service, cookie, done, person } = await administration(t)
  const { front } = service
  const { token } = await issueToken(front, cookie, { name: 'root', duration: 'ONE_HOUR' })
  const READER = 'urn:li:dataHubRole:Reader'
  const actors = { roles: [READER, 'urn:li:dataHubRole:Editor'] }
  const given = { name: 'Of two roles', type: 'PLATFORM', privileges: ['MANAGE_TAGS'], actors }
  const { urn } = await done('POST', '/admin/policies', { ...given, state: 'INACTIVE' })
  const input = { start: 0, count: 10 }
  const { roles } = (await asked(front, token, LIST_ROLES, { input })).listRoles as RolePage
  const { items } = await done('GET', '/admin/policies?limit=100')
  t.equal(roles.length, 3)
  for (const role of roles) {
    const naming = items.filter(({ actors }: { actors: { roles: string[] | null } }) =>
      actors.roles?.includes(role.urn),
    )
    t.ok(naming.length > 0, role.urn)
    t.match(role.policies, { start: 0, count: naming.length, total: naming.length })
    t.same(
      role.policies?.relationships.map(({ entity }) => entity.urn),
      naming.map((policy: { urn: string }) => policy.urn),
    )
  }
  const reader = roles.find((role) => role.urn === READER)
  t.match(reader?.policies?.relationships.find(({ entity }) => entity.urn === urn)?.entity, {
    __typename: 'DataHubPolicy',
    type: 'DATAHUB_POLICY',
    name: 'Of two roles',
    relationships: { start: 0, count: 2, total: 2 },
  })

  const { token: jane } = await person('jane')
  const denied = await ask(front, jane, LIST_ROLES, { input })
  t.match(denied.data, { listRoles: { roles: [{ policies: null }, { policies: null }, { policies: null }] } })
  t.equal(denied.errors?.filter(({ path }) => path?.at(-1) === 'policies').length, 3)
  t.match(denied.errors, [{ extensions: { code: 403, type: 'UNAUTHORIZED' } }])
})
