import t from 'tap'
import { loadDefaultPolicies } from '../../../src/adapters/default-policies.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import { PRIVILEGES } from '../../../src/domain/privilege.ts'
import { actor, actorsOf, EVERYBODY } from '../../helpers/fakes/people.ts'
import { authorizeBy, snapshotOf } from '../../helpers/policies.ts'

const JANE = 'urn:li:corpuser:jane'
const ROOT = 'urn:li:corpuser:datahub'

function policy(urn: string, users: string[], state = 'ACTIVE'): PolicyDocument {
  return {
    urn,
    info: {
      displayName: urn,
      type: 'PLATFORM',
      state,
      privileges: ['MANAGE_ACCESS_TOKENS'],
      actors: { users },
    },
  }
}

t.test(
  'a privilege comes from a policy that names it and the actor, and the answer says which',
  async (t) => {
    const policies = [
      policy('other', ['urn:li:corpuser:joe']),
      policy('off', [JANE], 'INACTIVE'),
      policy('on', [JANE]),
    ]
    const authorize = authorizeBy(policies, EVERYBODY)
    t.strictSame(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: true, policyUrn: 'on' })
    t.strictSame(await authorize(JANE, 'GENERATE_PERSONAL_ACCESS_TOKENS'), { allowed: false })
    t.strictSame(await authorize('urn:li:corpuser:eve', 'MANAGE_ACCESS_TOKENS'), { allowed: false })
  },
)

t.test('policies are read at each question, so that a change counts at once', async (t) => {
  let policies: PolicyDocument[] = []
  const current = () => snapshotOf(policies)
  const authorize = authorizeBy([], EVERYBODY, { policies: { current } })
  t.match(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: false })
  policies = [policy('new', [JANE])]
  t.match(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: true })
  policies = []
  t.match(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: false })
})

t.test('by the default policies anybody may make own tokens, and root may manage all', async (t) => {
  const authorize = authorizeBy(loadDefaultPolicies(), EVERYBODY)
  t.match(await authorize(JANE, 'GENERATE_PERSONAL_ACCESS_TOKENS'), { allowed: true })
  t.match(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: false })
  t.match(await authorize(ROOT, 'MANAGE_ACCESS_TOKENS'), { allowed: true })
})

t.test('a privilege comes by group and by role, the actor’s own or its groups’', async (t) => {
  const by = (urn: string, actors: PolicyDocument['info']['actors']): PolicyDocument => {
    const { info } = policy(urn, [])
    return { urn, info: { ...info, actors } }
  }
  const group = 'urn:li:corpGroup:admins'
  const role = 'urn:li:dataHubRole:Admin'
  const people = [
    actor(JANE, { groups: [group] }),
    actor('urn:li:corpuser:joe', { roles: [role] }),
    actor('urn:li:corpuser:eve', { groups: ['urn:li:corpGroup:Admins'], roles: [role.toLowerCase()] }),
    actor('urn:li:corpuser:nobody'),
  ]
  const who = async (policy: PolicyDocument) => {
    const authorize = authorizeBy([policy], actorsOf(people))
    const answers = people.map(
      async ({ urn }) => [urn, await authorize(urn, 'MANAGE_ACCESS_TOKENS')] as const,
    )
    return (await Promise.all(answers))
      .filter(([, { allowed }]) => allowed)
      .map(([urn]) => urn.replace('urn:li:corpuser:', ''))
  }
  t.strictSame(await who(by('group', { groups: [group] })), ['jane'])
  t.strictSame(await who(by('role', { roles: [role] })), ['joe'])
  t.strictSame(await who(by('either', { groups: [group], roles: [role] })), ['jane', 'joe'])
  t.strictSame(await who(by('any group', { allGroups: true })), ['jane', 'eve'])
  t.strictSame(await who(by('anybody', { allUsers: true })), ['jane', 'joe', 'eve', 'nobody'])
})

t.test('who is suspended, or not in the directory, may do nothing, root included', async (t) => {
  const people = [actor(JANE, { status: 'SUSPENDED' }), actor(ROOT, { status: 'SUSPENDED' })]
  const authorize = authorizeBy(loadDefaultPolicies(), actorsOf(people))
  for (const urn of [JANE, ROOT, 'urn:li:corpuser:nobody']) {
    t.strictSame(await authorize(urn, 'GENERATE_PERSONAL_ACCESS_TOKENS'), { allowed: false }, urn)
    t.strictSame(await authorize(urn, 'MANAGE_ACCESS_TOKENS'), { allowed: false }, urn)
  }
})

t.test(
  'with policies off everybody active may use tokens and DataHub, and root alone administers us',
  async (t) => {
    const people = [
      actor(JANE, { roles: ['urn:li:dataHubRole:Admin'] }),
      actor(ROOT),
      actor('urn:li:corpuser:eve', { status: 'SUSPENDED' }),
    ]
    const settings = { policiesEnabled: false, systemActorUrn: 'urn:li:corpuser:__datahub_system' }
    const authorize = authorizeBy([policy('on', [JANE])], actorsOf(people), {
      settings,
      policies: {
        current: () => {
          throw new Error('nobody may ask')
        },
      },
    })
    const table = { type: 'dataset', urn: 'urn:li:dataset:t' }
    for (const privilege of [
      'GENERATE_PERSONAL_ACCESS_TOKENS',
      'EDIT_ENTITY',
      'VIEW_ANALYTICS',
      'ANY_OTHER',
    ]) {
      for (const urn of [JANE, ROOT])
        t.strictSame(await authorize(urn, privilege, table), { allowed: true }, `${urn} ${privilege}`)
      for (const urn of ['urn:li:corpuser:eve', 'urn:li:corpuser:nobody'])
        t.strictSame(await authorize(urn, privilege, table), { allowed: false }, `${urn} ${privilege}`)
    }
    const administering = Object.keys(PRIVILEGES).filter((id) => id !== 'GENERATE_PERSONAL_ACCESS_TOKENS')
    for (const privilege of administering) {
      t.strictSame(await authorize(JANE, privilege), { allowed: false }, privilege)
      t.strictSame(await authorize(ROOT, privilege), { allowed: true }, privilege)
    }
  },
)

t.test('a directory that cannot be asked is an outage, never a yes or a no', async (t) => {
  const outage = new Error('the database is away')
  const actors = { find: () => Promise.reject(outage) }
  const authorize = authorizeBy(loadDefaultPolicies(), actors)
  await t.rejects(authorize(ROOT, 'MANAGE_ACCESS_TOKENS'), outage)
})

t.test('by the default policies root and Admins keep service accounts, and nobody else', async (t) => {
  const people = [
    actor(ROOT),
    actor(JANE, { roles: ['urn:li:dataHubRole:Admin'] }),
    actor('urn:li:corpuser:joe', { roles: ['urn:li:dataHubRole:Editor', 'urn:li:dataHubRole:Reader'] }),
  ]
  const authorize = authorizeBy(loadDefaultPolicies(), actorsOf(people))
  const may = async (urn: string) => (await authorize(urn, 'MANAGE_SERVICE_ACCOUNTS')).allowed
  t.equal(await may(ROOT), true)
  t.equal(await may(JANE), true)
  t.equal(await may('urn:li:corpuser:joe'), false)
})
