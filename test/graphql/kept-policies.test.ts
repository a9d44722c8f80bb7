import t from 'tap'
import { administration } from '../helpers/administration.ts'
import { issueToken } from '../helpers/person.ts'
import { asked } from './asking.ts'

const EDITORS = 'urn:li:dataHubPolicy:editor-metadata-policy-entities'
const UPDATE =
  'mutation($urn: String!, $input: PolicyUpdateInput!) { updatePolicy(urn: $urn, input: $input) }'

t.test(
  'a policy of a role that is updated by GraphQL keeps its roles, and may be edited again',
  async (t) => {
    const { service, done, cookie } = await administration(t)
    const { front } = service
    const { token } = await issueToken(front, cookie, { name: 'root', duration: 'ONE_HOUR' })
    const url = `/admin/policies/${encodeURIComponent(EDITORS)}`
    const before = await done('GET', url)
    t.match(before, { actors: { roles: ['urn:li:dataHubRole:Editor'] }, editable: true })
    const input = {
      type: 'METADATA',
      name: 'Editors, switched off',
      state: 'INACTIVE',
      privileges: ['EDIT_ENTITY'],
      actors: { resourceOwners: false, allUsers: false, allGroups: false },
    }
    for (const state of ['INACTIVE', 'ACTIVE'])
      t.same(await asked(front, token, UPDATE, { urn: EDITORS, input: { ...input, state } }), {
        updatePolicy: EDITORS,
      })
    const { resources, actors, editable, state } = await done('GET', url)
    t.same([resources, editable, state], [null, true, 'ACTIVE'], 'all else is as the input says')
    t.same(actors, before.actors)
  },
)

t.test(
  'pages of the list are cut where they are asked for, and beyond the end the total is still told',
  async (t) => {
    const { service, cookie } = await administration(t)
    const { front } = service
    const { token } = await issueToken(front, cookie, { name: 'root', duration: 'ONE_HOUR' })
    const list = async (start: number, count: number) => {
      const query = `{ listPolicies(input: { start: ${start}, count: ${count} }) { start count total policies { urn } } }`
      return (await asked(front, token, query)).listPolicies as {
        total: number
        policies: { urn: string }[]
      }
    }
    const all = await list(0, 1000)
    t.equal(all.policies.length, all.total)
    t.match(await list(3, 4), { start: 3, count: 4, total: all.total })
    t.same((await list(3, 4)).policies, all.policies.slice(3, 7))
    t.same(await list(1000, 4), { start: 1000, count: 4, total: all.total, policies: [] })
  },
)

t.test(
  'where policies decide nothing, GraphQL says so, and each flag is up but those of our administration',
  async (t) => {
    const { service, person } = await administration(t, { AUTH_POLICIES_ENABLED: 'false' })
    const jane = await person('jane')
    const query = `{ appConfig { policiesConfig { enabled } }
    me { platformPrivileges { generatePersonalAccessTokens manageDomains managePolicies } } }`
    t.same(await asked(service.front, jane.token, query), {
      appConfig: { policiesConfig: { enabled: false } },
      me: {
        platformPrivileges: {
          generatePersonalAccessTokens: true,
          manageDomains: true,
          managePolicies: false,
        },
      },
    })
  },
)

t.test('what a policy lets be changed stays as it is where an update does not say it', async (t) => {
  const { service, done, cookie } = await administration(t)
  const { front } = service
  const { token } = await issueToken(front, cookie, { name: 'root', duration: 'ONE_HOUR' })
  const privilegeConstraints = {
    criteria: [{ field: 'URN', values: ['urn:li:tag:pii'], condition: 'NOT_EQUALS' }],
  }
  const resources = { filter: { criteria: [{ field: 'TYPE', values: ['dataset'], condition: 'EQUALS' }] } }
  const plain = { type: 'METADATA', name: 'Taggers', state: 'ACTIVE', privileges: ['EDIT_ENTITY_TAGS'] }
  const { urn } = await done('POST', '/admin/policies', {
    ...plain,
    actors: { allUsers: true },
    resources: { ...resources, privilegeConstraints },
  })
  const url = `/admin/policies/${encodeURIComponent(urn)}`
  const actors = { resourceOwners: false, allUsers: true, allGroups: false }
  const update = async (resources: object | null) => {
    const input = { ...plain, actors, resources }
    t.same(await asked(front, token, UPDATE, { urn, input }), { updatePolicy: urn })
    return (await done('GET', url)).resources
  }

  const charts = { filter: { criteria: [{ field: 'TYPE', values: ['chart'], condition: 'EQUALS' }] } }
  t.match(await update(charts), { ...charts, privilegeConstraints })
  t.match(await done('PUT', url, { ...plain, actors, resources }), {
    resources: { ...resources, privilegeConstraints },
  })
  const others = { criteria: [{ field: 'URN', values: ['urn:li:tag:other'], condition: 'EQUALS' }] }
  t.match(await update({ ...resources, privilegeConstraints: others }), { privilegeConstraints: others })
  t.match(await update({ ...resources, privilegeConstraints: null }), {
    ...resources,
    privilegeConstraints: null,
  })
  t.match(await update({ ...resources, privilegeConstraints }), { privilegeConstraints })
  t.equal(await update(null), null, 'about nothing in particular, and so about no part of it')
})
