import t from 'tap'
import { authorizedActors, factsWantedForActors } from '../../../src/domain/policy/authorized-actors.ts'
import type { PolicyDocument, PolicyInfo } from '../../../src/domain/policy/policy.ts'

const EDIT = 'EDIT_ENTITY'

function policy(change: Partial<PolicyInfo>): PolicyDocument {
  const info = {
    displayName: 'a policy',
    type: 'METADATA',
    state: 'ACTIVE',
    privileges: [EDIT],
    actors: {},
    ...change,
  }
  return { urn: 'urn:li:dataHubPolicy:test', info }
}

const NOBODY = { allUsers: false, allGroups: false, users: [], groups: [], roles: [] }
const DATASET = { type: 'dataset', urn: 'urn:li:dataset:a' }

t.test('whom active policies name is told once, in their order', async (t) => {
  const found = authorizedActors(
    [
      policy({ actors: { users: ['b', 'a'], groups: ['g'], roles: ['r'] } }),
      policy({ actors: { users: ['a', 'c'], groups: ['g', 'h'] } }),
      policy({ state: 'DRAFT', actors: { users: ['draft'], allUsers: true } }),
      policy({ state: 'INACTIVE', actors: { users: ['inactive'] } }),
      policy({ privileges: ['OTHER'], actors: { users: ['other'] } }),
      policy({ resources: { type: 'chart' }, actors: { users: ['chart'] } }),
    ],
    EDIT,
    DATASET,
  )
  t.same(found, { ...NOBODY, users: ['b', 'a', 'c'], groups: ['g', 'h'], roles: ['r'] })
})

t.test('all groups are named where all users are, and only there, as DataHub has it', async (t) => {
  t.same(authorizedActors([policy({ actors: { allUsers: true } })], EDIT), {
    ...NOBODY,
    allUsers: true,
    allGroups: true,
  })
  t.same(authorizedActors([policy({ actors: { allGroups: true } })], EDIT), NOBODY)
})

t.test('a policy for owners names them, users and groups, of whatever type', async (t) => {
  const policies = [policy({ actors: { resourceOwners: true, resourceOwnersTypes: ['none'] } })]
  const owners = ['urn:li:corpuser:ann', 'urn:li:corpGroup:eng', 'urn:li:other:x']
  const owned = { ...DATASET, facts: { OWNER: owners } }
  const named = { ...NOBODY, users: ['urn:li:corpuser:ann'], groups: ['urn:li:corpGroup:eng'] }
  t.same(authorizedActors(policies, EDIT, owned), named)
  t.same(authorizedActors(policies, EDIT, DATASET), NOBODY)
  t.same(authorizedActors(policies, EDIT, { ...owned, urn: '' }), NOBODY)
  t.same(authorizedActors(policies, EDIT), NOBODY)
})

t.test('a policy about resources names nobody where none is asked about', async (t) => {
  t.same(authorizedActors([policy({ resources: {}, actors: { allUsers: true } })], EDIT), NOBODY)
})

t.test('facts that could add to whom is named are wanted', async (t) => {
  const tag = { filter: { criteria: [{ field: 'tag', values: ['a'] }] } }
  const policies = [
    policy({ resources: tag }),
    policy({ actors: { resourceOwners: true } }),
    policy({ type: 'PLATFORM', resources: { filter: { criteria: [{ field: 'DOMAIN', values: [] }] } } }),
  ]
  t.same(factsWantedForActors(policies, EDIT, DATASET), ['OWNER', 'TAG'])
  t.same(factsWantedForActors(policies, EDIT, { ...DATASET, facts: { OWNER: [] } }), ['TAG'])
  t.same(factsWantedForActors(policies, EDIT, { type: 'dataset', urn: '' }), [])
  t.same(factsWantedForActors(policies, 'OTHER', DATASET), [])
})
