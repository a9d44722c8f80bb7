import t from 'tap'
import defaultPolicies from '../../../db/data/datahub-default-policies.json' with { type: 'json' }
import type { PolicyDocument, PolicyInfo } from '../../../src/domain/policy/policy.ts'
import type { ActorSpec } from '../../../src/domain/policy/question.ts'
import { snapshotOf } from '../../helpers/policies.ts'
import { questionOf } from '../../helpers/policy-questions.ts'

const DEFAULTS: readonly PolicyDocument[] = defaultPolicies
const GENERATE = 'GENERATE_PERSONAL_ACCESS_TOKENS'
const MANAGE = 'MANAGE_ACCESS_TOKENS'

function actor(change: Partial<ActorSpec> = {}): ActorSpec {
  return { urn: 'urn:li:corpuser:ann', groups: [], roles: [], ...change }
}

const withRole = (name: string) => actor({ roles: [`urn:li:dataHubRole:${name}`] })

const ROOT = actor({ urn: 'urn:li:corpuser:datahub' })

/** An active platform policy for everybody that gives GENERATE, with changes. */
function policy(change: Partial<PolicyInfo> = {}): PolicyDocument {
  const info = {
    displayName: 'a policy',
    type: 'PLATFORM',
    state: 'ACTIVE',
    privileges: [GENERATE],
    actors: { allUsers: true },
    ...change,
  }
  return { urn: 'urn:li:dataHubPolicy:test', info }
}

const grantingPolicy = (policies: readonly PolicyDocument[], actor: ActorSpec, privilege: string) =>
  snapshotOf(policies).grantingPolicy(questionOf({ actor, privilege }))

const isGranted = (change: Partial<PolicyInfo>, who = actor()) =>
  grantingPolicy([policy(change)], who, GENERATE) !== undefined

t.test("DataHub's default policies give each kind of user what DataHub gives them", async (t) => {
  // The policy that grants, by the end of its URN.
  const rows: [string, ActorSpec, string, string | undefined][] = [
    ['root', ROOT, GENERATE, '0'],
    ['root', ROOT, MANAGE, '0'],
    ['root', ROOT, 'MANAGE_POLICIES', '0'],
    ['root', ROOT, 'VIEW_ENTITY_PAGE', '1'],
    ['an administrator', withRole('Admin'), GENERATE, '7'],
    ['an administrator', withRole('Admin'), MANAGE, 'admin-platform-policy'],
    ['an administrator', withRole('Admin'), 'MANAGE_POLICIES', 'admin-platform-policy'],
    ['an editor', withRole('Editor'), GENERATE, '7'],
    ['an editor', withRole('Editor'), MANAGE, undefined],
    ['a reader', withRole('Reader'), GENERATE, '7'],
    ['a reader', withRole('Reader'), MANAGE, undefined],
    ['anybody', actor(), GENERATE, '7'],
    ['anybody', actor(), 'VIEW_ANALYTICS', '7'],
    ['anybody', actor(), 'VIEW_ENTITY_PAGE', 'view-entity-page-all'],
    ['anybody', actor(), MANAGE, undefined],
    ['anybody', actor(), 'MANAGE_POLICIES', undefined],
    ['a member of a group', actor({ groups: ['urn:li:corpGroup:eng'] }), MANAGE, undefined],
    ['somebody with a role of another case', withRole('admin'), MANAGE, undefined],
    ['somebody whose name ends like root', actor({ urn: 'urn:li:corpuser:xdatahub' }), MANAGE, undefined],
    ['anybody', actor(), 'NO_SUCH_PRIVILEGE', undefined],
  ]
  for (const [who, subject, privilege, granting] of rows) {
    const expected = granting && `urn:li:dataHubPolicy:${granting}`
    t.equal(grantingPolicy(DEFAULTS, subject, privilege)?.urn, expected, `${who}: ${privilege}`)
  }
})

t.test('once an administrator edits the policy for everybody, only roles give tokens', async (t) => {
  const edited = DEFAULTS.filter(({ urn }) => urn !== 'urn:li:dataHubPolicy:7')
  t.equal(edited.length, DEFAULTS.length - 1)
  const rows = [
    [ROOT, 'urn:li:dataHubPolicy:0'],
    [withRole('Admin'), 'urn:li:dataHubPolicy:admin-platform-policy'],
    [withRole('Editor'), 'urn:li:dataHubPolicy:editor-platform-policy'],
    [withRole('Reader'), undefined],
    [actor(), undefined],
  ] as const
  for (const [who, granting] of rows) t.equal(grantingPolicy(edited, who, GENERATE)?.urn, granting)
})

t.test('without policies nobody may do anything, not even root', async (t) => {
  t.equal(grantingPolicy([], ROOT, MANAGE), undefined)
})

t.test('only the exact state INACTIVE switches a policy off', async (t) => {
  for (const [state, granted] of [
    ['ACTIVE', true],
    ['INACTIVE', false],
    ['inactive', true],
    ['DRAFT', true],
    ['', true],
  ] as const) {
    t.equal(isGranted({ state }), granted, state)
  }
})

t.test('a policy about resources never grants where none is asked about', async (t) => {
  for (const resources of [{}, { allResources: true }, { filter: { criteria: [] } }, { type: 'dataset' }]) {
    t.notOk(isGranted({ type: 'METADATA', resources }), JSON.stringify(resources))
    t.notOk(isGranted({ type: 'platform', resources }), 'nor one of a type that is not exactly PLATFORM')
    t.ok(isGranted({ type: 'PLATFORM', resources }), 'a platform policy ignores them')
  }
  t.ok(isGranted({ type: 'METADATA' }), 'a metadata policy without resources grants')
})

t.test('a policy is for whom it names, and for nobody where it names nobody', async (t) => {
  const eng = actor({ groups: ['urn:li:corpGroup:eng'] })
  const admin = withRole('Admin')
  const rows: [PolicyInfo['actors'], ActorSpec, boolean][] = [
    [{}, actor(), false],
    [{ users: [], groups: [], roles: [] }, admin, false],
    [{ allUsers: true }, actor(), true],
    [{ allUsers: false }, actor(), false],
    [{ users: ['urn:li:corpuser:ann'] }, actor(), true],
    [{ users: ['urn:li:corpuser:Ann'] }, actor(), false],
    [{ users: ['urn:li:corpuser:anna'] }, actor(), false],
    [{ allGroups: true }, actor(), false],
    [{ allGroups: true }, eng, true],
    [{ allGroups: false }, eng, false],
    [{ groups: ['urn:li:corpGroup:eng'] }, eng, true],
    [{ groups: ['urn:li:corpGroup:ops', 'urn:li:corpGroup:eng'] }, eng, true],
    [{ groups: ['urn:li:corpGroup:ops'] }, eng, false],
    [{ groups: ['urn:li:corpGroup:eng'] }, actor(), false],
    [{ roles: ['urn:li:dataHubRole:Admin'] }, admin, true],
    [{ roles: ['urn:li:dataHubRole:Editor'] }, admin, false],
    [{ roles: ['urn:li:dataHubRole:Admin'] }, actor(), false],
    [{ groups: ['urn:li:corpGroup:ops'], roles: ['urn:li:dataHubRole:Admin'] }, admin, true],
    [{ resourceOwners: true }, ROOT, false],
  ]
  for (const [actors, who, granted] of rows) {
    t.equal(isGranted({ actors }, who), granted, `${JSON.stringify(actors)} for ${JSON.stringify(who)}`)
  }
})

t.test('a privilege is given by its exact name', async (t) => {
  for (const privileges of [[], [MANAGE], [GENERATE.toLowerCase()], [`${GENERATE}S`], ['*']]) {
    t.notOk(isGranted({ privileges }), privileges.join())
  }
  t.ok(isGranted({ privileges: [MANAGE, GENERATE] }))
})

t.test('the first policy that grants is the one named', async (t) => {
  const first = { ...policy({ state: 'INACTIVE' }), urn: 'urn:li:dataHubPolicy:off' }
  const second = { ...policy(), urn: 'urn:li:dataHubPolicy:second' }
  const third = { ...policy(), urn: 'urn:li:dataHubPolicy:third' }
  t.equal(grantingPolicy([first, second, third], actor(), GENERATE), second)
})
