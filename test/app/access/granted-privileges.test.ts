import t from 'tap'
import { makeFindAuthorizedActors } from '../../../src/app/access/find-authorized-actors.ts'
import { makeListGrantedPrivileges } from '../../../src/app/access/granted-privileges.ts'
import { actor, caller } from '../../helpers/fakes/people.ts'
import { ADMINISTRATOR, accessWorld, dataset, factsBy, JANE, policy } from './access-world.ts'

const JOE = 'urn:li:corpuser:joe'
const ofOwners = policy('owners', { privileges: ['EDIT_ENTITY'], actors: { resourceOwners: true } })
const ofAll = policy('all', {
  privileges: ['VIEW_ENTITY_PAGE', 'EDIT_ENTITY_TAGS'],
  actors: { allUsers: true },
})
const owned = { OWNER: [JANE], ownership: [{ urn: JANE }] }

function world() {
  const facts = factsBy({ 'urn:li:dataset:owned': owned, 'urn:li:dataset:plain': {}, [JANE]: {} })
  const actors = [actor(JANE), actor(JOE, { status: 'SUSPENDED' })]
  const ports = accessWorld({ policies: [ofAll, ofOwners], actors, facts })
  return { ...ports, list: makeListGrantedPrivileges(ports), find: makeFindAuthorizedActors(ports) }
}

t.test('what somebody may do is what policies grant, here or without a place', async (t) => {
  const { list } = world()
  const jane = caller(JANE)
  t.strictSame(await list(jane, JANE), ['VIEW_ENTITY_PAGE', 'EDIT_ENTITY_TAGS'])
  t.strictSame(await list(jane, JANE, dataset('plain')), ['VIEW_ENTITY_PAGE', 'EDIT_ENTITY_TAGS'])
  t.strictSame(await list(jane, JANE, dataset('owned')), [
    'VIEW_ENTITY_PAGE',
    'EDIT_ENTITY_TAGS',
    'EDIT_ENTITY',
  ])
  t.strictSame(
    await list(jane, JANE, { type: 'corpuser', urn: JANE }),
    ['VIEW_ENTITY_PAGE', 'EDIT_ENTITY_TAGS', 'GET_ENTITY_PRIVILEGE', 'EDIT_ENTITY', 'DELETE_ENTITY'],
    'and on oneself what everybody has there',
  )
  await t.rejects(list(jane, JANE, dataset('unknown')), { code: 'UNDECIDED' })
  await t.rejects(list(jane, JANE, { type: 'dataset', urn: '\u0000' }), { code: 'INVALID_REQUEST' })
})

t.test('about others needs Manage Policies, and who is not active has nothing', async (t) => {
  const { list } = world()
  await t.rejects(list(caller(JANE), JOE), { code: 'FORBIDDEN' })
  t.strictSame(await list(ADMINISTRATOR, JANE), ['VIEW_ENTITY_PAGE', 'EDIT_ENTITY_TAGS'])
  t.strictSame(await list(ADMINISTRATOR, JOE), [])
  t.strictSame(await list(ADMINISTRATOR, 'urn:li:corpuser:nobody'), [])
})

t.test('who may do something is told to who has Manage Policies', async (t) => {
  const { find } = world()
  const nobody = { allUsers: false, allGroups: false, users: [], groups: [], roles: [] }
  await t.rejects(find(caller(JANE), 'EDIT_ENTITY'), { code: 'FORBIDDEN' })
  t.strictSame(await find(ADMINISTRATOR, 'EDIT_ENTITY'), nobody)
  t.strictSame(await find(ADMINISTRATOR, 'EDIT_ENTITY', dataset('owned')), { ...nobody, users: [JANE] })
  t.match(await find(ADMINISTRATOR, 'VIEW_ENTITY_PAGE', dataset('unknown')), { allUsers: true })
  await t.rejects(find(ADMINISTRATOR, 'EDIT_ENTITY', dataset('unknown')), { code: 'UNDECIDED' })
  await t.rejects(find(ADMINISTRATOR, 'EDIT_ENTITY', { type: '\u0000', urn: '' }), {
    code: 'INVALID_REQUEST',
  })
})
