// Over 300 lines: one table of every operation, to be read beside DataHub's.
import t, { type Test } from 'tap'
import { issueToken, signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'
import { ask, asked } from './asking.ts'

/** Every operation of ours: allowed, denied and malformed use, in DataHub's words. */

const UNAUTHORIZED = 'Unauthorized to perform this action. Please contact your DataHub administrator.'
const corrective = (what: string) =>
  `Unauthorized to ${what}. Please contact your DataHub administrator if this needs corrective action.`
const accounts = (what: string) =>
  `Unauthorized to ${what} service accounts. Please contact your DataHub administrator.`

interface Operation {
  document: string
  variables?: Record<string, unknown>
  /** What the root user's answer has. `undefined`: the field may not be used by root either, see `own`. */
  data: object
  /** What is asked by the user who is denied, where it is something else. */
  deniedVariables?: Record<string, unknown>
  /** What a user without privileges is told; absent where they may. */
  denied?: string
  /** Variables that are wrong, and what is said of them. */
  malformed: [Record<string, unknown>, RegExp, number][]
  /** The field is null where it fails, and not the whole answer. */
  nullable?: true
}

const JANE = 'urn:li:corpuser:jane'
const TEAM = 'urn:li:corpGroup:team'
const NOBODY = 'urn:li:corpuser:nobody'
const EDITOR = 'urn:li:dataHubRole:Editor'

const list = (
  name: string,
  items: string,
  more = 'urn',
  type = `${name[0]?.toUpperCase()}${name.slice(1)}`,
) => `query($input: ${type}Input!) { ${name}(input: $input) { start count total ${items} { ${more} } } }`
const SLICES: Operation['malformed'] = [
  [{ input: { start: -1 } }, /^start must be 0 or more/, 400],
  [{ input: { count: 10_001 } }, /^count must be 0 to 10000/, 400],
]

/** In this order, so that what one makes the next can use. */
const OPERATIONS: Operation[] = [
  {
    document:
      'query($urn: String!) { debugAccess(userUrn: $urn) { roles groups allRoles policies privileges } }',
    variables: { urn: JANE },
    data: {
      debugAccess: {
        roles: [],
        groups: [],
        allRoles: [],
        policies: Array,
        privileges: Array,
      },
    },
    denied: UNAUTHORIZED,
    malformed: [[{ urn: NOBODY }, /no user with this URN/, 404]],
  },
  {
    document: list(
      'listUsers',
      'users',
      'urn username type status isNativeUser properties { displayName active email title }',
    ),
    variables: { input: { start: '0', count: '20', query: 'jane' } },
    data: {
      listUsers: {
        start: 0,
        count: 20,
        total: 1,
        users: [{ urn: JANE, username: 'jane', type: 'CORP_USER', status: 'ACTIVE', isNativeUser: true }],
      },
    },
    denied: UNAUTHORIZED,
    malformed: SLICES,
    nullable: true,
  },
  {
    document: 'mutation($input: CreateGroupInput!) { createGroup(input: $input) }',
    variables: { input: { id: 'team', name: 'The team', description: 'who does it' } },
    data: { createGroup: TEAM },
    denied: UNAUTHORIZED,
    malformed: [
      [{ input: { id: 'team', name: 'Again' } }, /^This Group already exists!$/, 409],
      [{ input: { id: 'x', name: '' } }, /name/, 400],
    ],
    nullable: true,
  },
  {
    document: 'mutation($input: AddGroupMembersInput!) { addGroupMembers(input: $input) }',
    variables: { input: { groupUrn: TEAM, userUrns: [JANE] } },
    data: { addGroupMembers: true },
    denied: UNAUTHORIZED,
    malformed: [
      [
        { input: { groupUrn: 'urn:li:corpGroup:none', userUrns: [JANE] } },
        /^Failed to add members to group urn:li:corpGroup:none. Group does not exist.$/,
        404,
      ],
      [{ input: { groupUrn: TEAM, userUrns: [NOBODY] } }, /urn:li:corpuser:nobody/, 400],
    ],
    nullable: true,
  },
  {
    document: list(
      'listGroups',
      'groups',
      `urn name origin { type } properties { displayName description }
       relationships(input: { types: ["IsMemberOfNativeGroup"], direction: INCOMING, start: 0, count: 5 }) {
         total relationships { entity { urn type } } }`,
    ),
    variables: { input: {} },
    data: {
      listGroups: {
        start: 0,
        count: 20,
        total: 1,
        groups: [
          {
            urn: TEAM,
            name: 'team',
            origin: { type: 'NATIVE' },
            properties: { displayName: 'The team', description: 'who does it' },
            relationships: { total: 1, relationships: [{ entity: { urn: JANE, type: 'CORP_USER' } }] },
          },
        ],
      },
    },
    denied: UNAUTHORIZED,
    malformed: SLICES,
    nullable: true,
  },
  {
    document: 'mutation($input: BatchAssignRoleInput!) { batchAssignRole(input: $input) }',
    variables: { input: { roleUrn: EDITOR, actors: [TEAM, NOBODY] } },
    data: { batchAssignRole: true },
    denied: corrective('assign roles'),
    malformed: [
      [
        { input: { roleUrn: 'urn:li:dataHubRole:None', actors: [JANE] } },
        /urn:li:dataHubRole:None|role/i,
        404,
      ],
    ],
    nullable: true,
  },
  {
    document: list(
      'listRoles',
      'roles',
      `urn name description
       relationships(input: { types: ["IsMemberOfRole"], direction: INCOMING }) { total relationships { entity { urn } } }`,
    ),
    variables: { input: { query: 'Editor' } },
    data: {
      listRoles: {
        total: 1,
        roles: [
          {
            urn: EDITOR,
            name: 'Editor',
            description: 'Can read and edit all metadata. Cannot take administrative actions.',
            relationships: { total: 1, relationships: [{ entity: { urn: TEAM } }] },
          },
        ],
      },
    },
    malformed: SLICES,
    nullable: true,
  },
  {
    document: 'mutation($input: RemoveGroupMembersInput!) { removeGroupMembers(input: $input) }',
    variables: { input: { groupUrn: TEAM, userUrns: [JANE, NOBODY] } },
    data: { removeGroupMembers: true },
    denied: UNAUTHORIZED,
    malformed: [
      [{ input: { groupUrn: 'urn:li:corpGroup:none', userUrns: [JANE] } }, /Group does not exist/, 404],
    ],
    nullable: true,
  },
  {
    document: 'mutation($urn: String!) { removeGroup(urn: $urn) }',
    variables: { urn: TEAM },
    data: { removeGroup: true },
    denied: UNAUTHORIZED,
    malformed: [[{ urn: TEAM }, /group/i, 404]],
    nullable: true,
  },
  {
    document: 'query($input: GetInviteTokenInput!) { getInviteToken(input: $input) { inviteToken } }',
    variables: { input: { roleUrn: EDITOR } },
    data: { getInviteToken: { inviteToken: /^.{20,}$/ } },
    denied: corrective('get invite tokens'),
    malformed: [[{ input: { roleUrn: 'urn:li:dataHubRole:None' } }, /role/i, 404]],
    nullable: true,
  },
  {
    document:
      'mutation($input: CreateInviteTokenInput!) { createInviteToken(input: $input) { inviteToken } }',
    variables: { input: {} },
    data: { createInviteToken: { inviteToken: /^.{20,}$/ } },
    denied: corrective('create invite tokens'),
    malformed: [[{ input: { roleUrn: 'urn:li:dataHubRole:None' } }, /role/i, 404]],
    nullable: true,
  },
  {
    document: `mutation($input: CreateServiceAccountInput!) { createServiceAccount(input: $input) {
      urn type name displayName description createdBy } }`,
    variables: { input: { displayName: 'Airflow', description: 'nightly jobs' } },
    data: {
      createServiceAccount: {
        urn: /^urn:li:corpuser:service_[0-9a-f-]{36}$/,
        type: 'CORP_USER',
        name: /^service_/,
        displayName: 'Airflow',
        description: 'nightly jobs',
        createdBy: 'urn:li:corpuser:datahub',
      },
    },
    denied: accounts('create'),
    malformed: [[{ input: {} }, /displayName/, 400]],
    nullable: true,
  },
  {
    document: list('listServiceAccounts', 'serviceAccounts', 'displayName'),
    variables: { input: {} },
    data: { listServiceAccounts: { total: 1, serviceAccounts: [{ displayName: 'Airflow' }] } },
    denied: accounts('list'),
    malformed: SLICES,
    nullable: true,
  },
  {
    document: 'query($urn: String!) { getServiceAccount(urn: $urn) { displayName } }',
    variables: { urn: '<service account>' },
    data: { getServiceAccount: { displayName: 'Airflow' } },
    denied: accounts('view'),
    malformed: [[{ urn: JANE }, /service account/i, 404]],
    nullable: true,
  },
  {
    document: `mutation($input: CreateAccessTokenInput!) { createAccessToken(input: $input) {
      accessToken metadata { urn type id name description actorUrn ownerUrn createdAt expiresAt } } }`,
    variables: {
      input: { type: 'PERSONAL', actorUrn: JANE, duration: 'ONE_WEEK', name: 'hers', description: 'by hand' },
    },
    data: {
      createAccessToken: {
        accessToken: /^eyJhbGciOiJIUzI1NiJ9\./,
        metadata: {
          urn: /^urn:li:dataHubAccessToken:/,
          type: 'ACCESS_TOKEN',
          name: 'hers',
          description: 'by hand',
          actorUrn: JANE,
          ownerUrn: 'urn:li:corpuser:datahub',
          createdAt: Number,
          expiresAt: Number,
        },
      },
    },
    denied: UNAUTHORIZED,
    deniedVariables: tokenInput({ actorUrn: 'urn:li:corpuser:john', duration: 'ONE_HOUR' }),
    malformed: [
      [
        tokenInput({}),
        /^Exactly one of duration or durationIso must be provided when creating an access token$/,
        400,
      ],
      [
        tokenInput({ duration: 'ONE_DAY', durationIso: 'P1D' }),
        /^Exactly one of duration or durationIso must be provided when creating an access token$/,
        400,
      ],
      [
        tokenInput({ duration: 'NO_EXPIRY' }),
        /^Creating access tokens with no expiry is disabled\. Configure /,
        400,
      ],
      [tokenInput({ durationIso: 'soon' }), /ISO 8601/, 400],
      [tokenInput({ duration: 'ONE_DAY', name: ' ' }), /^name must not be blank/, 400],
      [
        tokenInput({ duration: 'ONE_DAY', name: 'x'.repeat(51) }),
        /^name must have at most 50 characters/,
        400,
      ],
      [
        tokenInput({ duration: 'ONE_DAY', description: 'x'.repeat(501) }),
        /^description must have at most 500/,
        400,
      ],
      [tokenInput({ duration: 'ONE_DAY', type: 'SERVICE_ACCOUNT' }), /^type must be PERSONAL for /, 400],
      [
        tokenInput({ duration: 'ONE_DAY', actorUrn: NOBODY }),
        /^actorUrn must be the URN of an active user/,
        400,
      ],
      [
        tokenInput({ duration: 'ONE_DAY', actorUrn: TEAM }),
        /^actorUrn must be the URN of an active user/,
        400,
      ],
    ],
    nullable: true,
  },
  {
    document: list('listAccessTokens', 'tokens', 'id name ownerUrn', 'ListAccessToken'),
    variables: { input: { filters: [{ field: 'actorUrn', values: [JANE] }] } },
    data: { listAccessTokens: { start: 0, count: 20, tokens: [] } },
    denied: UNAUTHORIZED,
    malformed: [
      ...SLICES,
      [{ input: { filters: [{ field: 'secret', values: ['x'] }] } }, /there is no filter "secret"/, 400],
    ],
  },
  {
    document: 'query($token: String!) { getAccessTokenMetadata(token: $token) { ownerUrn actorUrn name } }',
    variables: { token: '<token>' },
    data: { getAccessTokenMetadata: { ownerUrn: 'urn:li:corpuser:datahub', actorUrn: JANE } },
    denied: UNAUTHORIZED,
    malformed: [[{ token: 'eyJ.of.nobody' }, /not in the store/, 404]],
  },
  {
    document: 'mutation($id: String!) { revokeAccessToken(tokenId: $id) }',
    variables: { id: '<a token of root’s>' },
    data: { revokeAccessToken: true },
    denied: UNAUTHORIZED,
    malformed: [
      [{ id: Buffer.alloc(32).toString('base64') }, /no token with this id/, 404],
      [{ id: 'not an id' }, /no token with this id/, 404],
    ],
  },
  {
    document: 'mutation($urn: String!) { deleteServiceAccount(urn: $urn) }',
    variables: { urn: '<service account>' },
    data: { deleteServiceAccount: true },
    denied: accounts('delete'),
    malformed: [[{ urn: JANE }, /service account/i, 404]],
    nullable: true,
  },
  {
    document:
      'mutation($input: CreateNativeUserResetTokenInput!) { createNativeUserResetToken(input: $input) { resetToken } }',
    variables: { input: { userUrn: JANE } },
    data: { createNativeUserResetToken: { resetToken: /^.{20,}$/ } },
    denied: UNAUTHORIZED,
    malformed: [[{ input: { userUrn: NOBODY } }, /user/i, 404]],
    nullable: true,
  },
  {
    document:
      'mutation($urn: String!, $status: CorpUserStatus!) { updateUserStatus(urn: $urn, status: $status) }',
    variables: { urn: 'urn:li:corpuser:john', status: 'SUSPENDED' },
    data: { updateUserStatus: 'urn:li:corpuser:john' },
    denied: UNAUTHORIZED,
    malformed: [
      [{ urn: NOBODY, status: 'ACTIVE' }, /user/i, 404],
      [{ urn: 'urn:li:corpuser:datahub', status: 'SUSPENDED' }, /./, 409],
    ],
    nullable: true,
  },
  {
    document: 'mutation($urn: String!) { removeUser(urn: $urn) }',
    variables: { urn: 'urn:li:corpuser:john' },
    data: { removeUser: true },
    denied: UNAUTHORIZED,
    malformed: [
      [{ urn: 'urn:li:corpuser:john' }, /user/i, 404],
      [{ urn: 'urn:li:corpuser:datahub' }, /./, 409],
    ],
    nullable: true,
  },
]

function tokenInput(changed: object): Record<string, unknown> {
  return { input: { type: 'PERSONAL', actorUrn: JANE, name: 'x', ...changed } }
}

/** A service with root, jane and john, and a token of root's and one of jane's. */
async function deployment(t: Test) {
  const { front, rootPassword = '' } = await startInProcess(t)
  const cookie = await signIn(front, 'datahub', rootPassword)
  for (const username of ['jane', 'john']) await createUser(front, cookie, username)
  const { token: root } = await issueToken(front, cookie, { name: 'root’s', duration: 'ONE_HOUR' })
  const own = await issueToken(front, cookie, { name: 'jane’s', duration: 'ONE_HOUR', actorUrn: JANE })
  return { front, cookie, root, jane: own.token }
}

async function createUser(front: string, cookie: string, username: string): Promise<void> {
  const answer = await fetch(`${front}/admin/users`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ username }),
  })
  if (answer.status !== 201) throw new Error(await answer.text())
}

t.test(
  'every operation is allowed to who may, denied in DataHub’s words, and told what is wrong with it',
  async (t) => {
    const { front, cookie, root, jane } = await deployment(t)
    const sample = await issueToken(front, cookie, { name: 'sample', duration: 'ONE_HOUR', actorUrn: JANE })
    const revoked = await issueToken(front, cookie, { name: 'to be revoked', duration: 'ONE_HOUR' })

    for (const operation of OPERATIONS) {
      const { document, malformed, nullable, denied, data } = operation
      const field = Object.keys(data)[0] ?? ''
      const { listServiceAccounts } = await asked(
        front,
        root,
        '{ listServiceAccounts(input: {}) { serviceAccounts { urn } } }',
      )
      const [account] = (listServiceAccounts as { serviceAccounts: { urn: string }[] }).serviceAccounts
      const filled = JSON.parse(
        JSON.stringify(operation.variables ?? {})
          .replace('<service account>', account?.urn ?? JANE)
          .replace('<token>', sample.token)
          .replace('<a token of root’s>', revoked.metadata.id),
      ) as Record<string, unknown>
      const failed = nullable ? { [field]: null } : null

      if (denied !== undefined) {
        const answer = await ask(front, jane, document, operation.deniedVariables ?? filled)
        t.equal(answer.status, 200, `${field}, denied`)
        t.match(answer.errors, [
          {
            message: denied,
            path: [field],
            extensions: { code: 403, type: 'UNAUTHORIZED', classification: 'DataFetchingException' },
          },
        ])
        t.same(answer.data, failed, `${field}, denied`)
        t.same(answer.extensions, {})
      }

      const allowed = await ask(front, root, document, filled)
      t.equal(allowed.errors, undefined, `${field}, allowed: ${JSON.stringify(allowed.errors)}`)
      t.match(allowed.data, data, field)
      t.same(allowed.extensions, {})

      for (const [variables, message, code] of malformed) {
        const answer = await ask(front, root, document, variables)
        t.equal(answer.status, 200)
        t.match(
          answer.errors,
          [{ message, path: [field], extensions: { code } }],
          `${field} ${JSON.stringify(variables)}`,
        )
        t.same(answer.data, failed, `${field}, malformed`)
      }
    }
  },
)
