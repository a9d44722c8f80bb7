import t from 'tap'
import { administration } from '../helpers/administration.ts'
import { issueToken } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'
import { ask, asked } from './asking.ts'

const FLAGS = [
  'generatePersonalAccessTokens',
  'manageTokens',
  'manageServiceAccounts',
  'manageIdentities',
  'manageUserCredentials',
  'managePolicies',
]
const ME = `{ me { corpUser { urn isNativeUser } platformPrivileges { ${FLAGS.join(' ')} } } }`

/** What DataHub's page asks first: the fields of its getMe that are no metadata. */
const GET_ME = `query getMe { me {
  corpUser { urn username
    info { active displayName title firstName lastName fullName email }
    editableProperties { displayName title pictureLink teams skills }
    groups: relationships(input: { types: ["IsMemberOfGroup"], direction: OUTGOING, start: 0, count: 50 }) {
      relationships { entity { ... on CorpGroup { urn name properties { displayName } } } } }
    settings { appearance { showSimplifiedHomepage showThemeV2 } views { defaultView { urn } } } }
  platformPrivileges { viewAnalytics ${FLAGS.join(' ')} manageIngestion manageSecrets manageDomains manageTests viewTests
    manageGlossaries manageTags viewManageTags createDomains createTags manageGlobalViews manageOwnershipTypes
    manageGlobalAnnouncements createBusinessAttributes manageBusinessAttributes manageStructuredProperties
    viewStructuredPropertiesPage manageApplications manageFeatures manageHomePageTemplates manageDocuments } } }`

t.test('me tells each what they may, and the page what it asks first', async (t) => {
  const { service, person, done, cookie } = await administration(t)
  const { front } = service
  const jane = await person('jane')
  const may = (flags: string[]) => Object.fromEntries(FLAGS.map((flag) => [flag, flags.includes(flag)]))
  t.same(await asked(front, jane.token, ME), {
    me: {
      corpUser: { urn: jane.urn, isNativeUser: true },
      platformPrivileges: may(['generatePersonalAccessTokens']),
    },
  })
  const { urn: actorUrn } = await done('POST', '/admin/service-accounts', { displayName: 'Airflow' })
  const robot = await issueToken(front, cookie, { name: 'robot', duration: 'ONE_HOUR', actorUrn })
  t.match(await asked(front, robot.token, ME), { me: { corpUser: { urn: actorUrn, isNativeUser: false } } })
  t.match(await asked(front, jane.token, GET_ME), {
    me: { corpUser: { info: { active: true, displayName: 'jane' }, settings: null } },
  })
  const roleOf = { roleUrn: 'urn:li:dataHubRole:Admin', actorUrns: [jane.urn] }
  await done('POST', '/admin/roles/assign', roleOf)
  t.match(await asked(front, jane.token, ME), { me: { platformPrivileges: may(FLAGS) } })
})

t.test('where nobody is signed in, me is refused, and appConfig says that tokens are off', async (t) => {
  const { front } = await startInProcess(t, { METADATA_SERVICE_AUTH_ENABLED: 'false' })
  const answerTo = async (query: string) => {
    const body = JSON.stringify({ query })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${front}/api/v2/graphql`, { method: 'POST', headers, body })
    return { status: answer.status, body: await answer.json() }
  }
  t.same(await answerTo('{ appConfig { authConfig { tokenAuthEnabled } policiesConfig { enabled } } }'), {
    status: 200,
    body: {
      data: { appConfig: { authConfig: { tokenAuthEnabled: false }, policiesConfig: { enabled: true } } },
      extensions: {},
    },
  })
  t.match(await answerTo('{ me { corpUser { urn } } }'), {
    status: 200,
    body: {
      errors: [
        {
          message: 'Unauthorized to perform this action. Please contact your DataHub administrator.',
          path: ['me'],
          extensions: { code: 403, type: 'UNAUTHORIZED' },
        },
      ],
      data: { me: null },
    },
  })
})

t.test('a list of tokens names their owners, as the newest page asks', async (t) => {
  const { service, person, done, cookie } = await administration(t)
  const jane = await person('jane')
  const { urn: actorUrn } = await done('POST', '/admin/service-accounts', { displayName: 'Airflow' })
  await issueToken(service.front, cookie, { name: 'nightly', duration: 'ONE_HOUR', actorUrn })
  const root = await issueToken(service.front, cookie, { name: 'asks', duration: 'ONE_HOUR' })
  const query = `{ listAccessTokens(input: { start: 0, count: 10, filters: [{ field: "actorUrn", values: ["${actorUrn}"] }] }) {
    tokens { actorUrn ownerUrn owner { urn type username properties { displayName } editableProperties { displayName pictureLink } } } } }`
  t.same(await asked(service.front, root.token, query), {
    listAccessTokens: {
      tokens: [
        {
          actorUrn,
          ownerUrn: 'urn:li:corpuser:datahub',
          owner: {
            urn: 'urn:li:corpuser:datahub',
            type: 'CORP_USER',
            username: 'datahub',
            properties: null,
            editableProperties: null,
          },
        },
      ],
    },
  })
  t.match((await ask(service.front, jane.token, query)).errors, [{ extensions: { code: 403 } }])
})

t.test('a service account takes no role by an invite token', async (t) => {
  const { service, done, cookie } = await administration(t)
  const { front } = service
  const { urn: actorUrn } = await done('POST', '/admin/service-accounts', { displayName: 'Airflow' })
  const robot = await issueToken(front, cookie, { name: 'robot', duration: 'ONE_HOUR', actorUrn })
  const root = await issueToken(front, cookie, { name: 'root', duration: 'ONE_HOUR' })
  const { createInviteToken } = await asked(
    front,
    root.token,
    'mutation { createInviteToken(input: { roleUrn: "urn:li:dataHubRole:Admin" }) { inviteToken } }',
  )
  const accept = 'mutation($input: AcceptRoleInput!) { acceptRole(input: $input) }'
  const answer = await ask(front, robot.token, accept, { input: createInviteToken })
  t.match(answer, {
    data: { acceptRole: null },
    errors: [
      {
        message: 'A service account takes no role by an invite token. An administrator assigns it one.',
        path: ['acceptRole'],
        extensions: { code: 409, type: 'CONFLICT' },
      },
    ],
  })
})
