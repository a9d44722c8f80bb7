import {
  corrective,
  EDITOR,
  JANE,
  JOHN,
  list,
  NO_GROUP,
  NO_ROLE,
  NOBODY,
  noSuchUser,
  type Operation,
  ROOT,
  SLICES,
  TEAM,
  UNAUTHORIZED,
} from './operation.ts'

const noSuchGroup = 'There is no group with this URN. The list of groups has those that there are.'
const noSuchRole = `There is no role with this URN. There are urn:li:dataHubRole:Admin, ${EDITOR}, urn:li:dataHubRole:Reader.`
const noSuchInvite =
  'The invite token is not valid, or a newer one has taken its place. Contact who sent it for a new link.'
const notRoot = (done: string) =>
  `The root user cannot be ${done}: nobody could undo it. Without ROOT_PASSWORD it cannot sign in on MySQL.`

/** Users, groups and roles, in this order, so that what one makes the next can use. */
export const DIRECTORY: readonly Operation[] = [
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
    malformed: [[{ urn: NOBODY }, noSuchUser, 404]],
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
    document:
      'query($urn: String!) { corpUser(urn: $urn) { urn username isNativeUser exists properties { displayName } } }',
    variables: { urn: JOHN },
    data: {
      corpUser: {
        urn: JOHN,
        username: 'john',
        isNativeUser: true,
        exists: true,
        properties: { displayName: 'john' },
      },
    },
    denied: UNAUTHORIZED,
    malformed: [
      [{ urn: NOBODY }, noSuchUser, 404],
      [{ urn: 'no URN' }, noSuchUser, 404],
    ],
    nullable: true,
  },
  {
    document: 'mutation($input: CreateGroupInput!) { createGroup(input: $input) }',
    variables: { input: { id: 'team', name: 'The team', description: 'who does it' } },
    data: { createGroup: TEAM },
    denied: UNAUTHORIZED,
    malformed: [
      [{ input: { id: 'team', name: 'Again' } }, 'This Group already exists!', 409],
      [{ input: { id: 'x', name: '' } }, 'name must not be blank.', 400],
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
        { input: { groupUrn: NO_GROUP, userUrns: [JANE] } },
        `Failed to add members to group ${NO_GROUP}. Group does not exist.`,
        404,
      ],
      [
        { input: { groupUrn: TEAM, userUrns: [NOBODY] } },
        `userUrns must be users that exist. There is no ${NOBODY}.`,
        400,
      ],
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
    document: `query($urn: String!) { corpGroup(urn: $urn) { urn name origin { type } properties { displayName }
      relationships(input: { types: ["IsMemberOfNativeGroup"], direction: INCOMING }) { total } } }`,
    variables: { urn: TEAM },
    data: {
      corpGroup: {
        urn: TEAM,
        name: 'team',
        origin: { type: 'NATIVE' },
        properties: { displayName: 'The team' },
        relationships: { total: 1 },
      },
    },
    denied: UNAUTHORIZED,
    malformed: [
      [{ urn: NO_GROUP }, noSuchGroup, 404],
      [{ urn: JANE }, noSuchGroup, 404],
    ],
    nullable: true,
  },
  {
    document: 'mutation($input: BatchAssignRoleInput!) { batchAssignRole(input: $input) }',
    variables: { input: { roleUrn: EDITOR, actors: [TEAM, NOBODY] } },
    data: { batchAssignRole: true },
    denied: corrective('assign roles'),
    malformed: [[{ input: { roleUrn: NO_ROLE, actors: [JANE] } }, noSuchRole, 404]],
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
      [
        { input: { groupUrn: NO_GROUP, userUrns: [JANE] } },
        `Failed to remove members from group ${NO_GROUP}. Group does not exist.`,
        404,
      ],
    ],
    nullable: true,
  },
  {
    document: 'mutation($urn: String!) { removeGroup(urn: $urn) }',
    variables: { urn: TEAM },
    data: { removeGroup: true },
    denied: UNAUTHORIZED,
    malformed: [[{ urn: TEAM }, noSuchGroup, 404]],
    nullable: true,
  },
  {
    document: 'query($input: GetInviteTokenInput!) { getInviteToken(input: $input) { inviteToken } }',
    variables: { input: { roleUrn: EDITOR } },
    data: { getInviteToken: { inviteToken: /^.{20,}$/ } },
    denied: corrective('get invite tokens'),
    malformed: [[{ input: { roleUrn: NO_ROLE } }, noSuchRole, 404]],
    nullable: true,
  },
  {
    document: 'mutation($input: AcceptRoleInput!) { acceptRole(input: $input) }',
    variables: { input: { inviteToken: '<invite token>' } },
    data: { acceptRole: true },
    malformed: [
      [{ input: { inviteToken: 'x' } }, noSuchInvite, 400],
      [{ input: { inviteToken: '' } }, noSuchInvite, 400],
    ],
    nullable: true,
  },
  {
    document:
      'mutation($input: CreateInviteTokenInput!) { createInviteToken(input: $input) { inviteToken } }',
    variables: { input: {} },
    data: { createInviteToken: { inviteToken: /^.{20,}$/ } },
    denied: corrective('create invite tokens'),
    malformed: [[{ input: { roleUrn: NO_ROLE } }, noSuchRole, 404]],
    nullable: true,
  },
  {
    document:
      'mutation($input: CreateNativeUserResetTokenInput!) { createNativeUserResetToken(input: $input) { resetToken } }',
    variables: { input: { userUrn: JANE } },
    data: { createNativeUserResetToken: { resetToken: /^.{20,}$/ } },
    denied: UNAUTHORIZED,
    malformed: [[{ input: { userUrn: NOBODY } }, noSuchUser, 404]],
    nullable: true,
  },
  {
    document:
      'mutation($urn: String!, $status: CorpUserStatus!) { updateUserStatus(urn: $urn, status: $status) }',
    variables: { urn: JOHN, status: 'SUSPENDED' },
    data: { updateUserStatus: JOHN },
    denied: UNAUTHORIZED,
    malformed: [
      [{ urn: NOBODY, status: 'ACTIVE' }, noSuchUser, 404],
      [{ urn: ROOT, status: 'SUSPENDED' }, notRoot('suspended'), 409],
    ],
    nullable: true,
  },
  {
    document: 'mutation($urn: String!) { removeUser(urn: $urn) }',
    variables: { urn: JOHN },
    data: { removeUser: true },
    denied: UNAUTHORIZED,
    malformed: [
      [{ urn: JOHN }, noSuchUser, 404],
      [{ urn: ROOT }, notRoot('removed'), 409],
    ],
    nullable: true,
  },
]
