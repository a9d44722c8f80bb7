import {
  accounts,
  JANE,
  JOHN,
  list,
  NOBODY,
  type Operation,
  ROOT,
  SLICES,
  TEAM,
  UNAUTHORIZED,
} from './operation.ts'

const noExpiry =
  'Creating access tokens with no expiry is disabled. Configure TOKEN_ALLOW_NO_EXPIRY=true to enable, or ask for a duration.'
const noSuchActor =
  'actorUrn must be the URN of an active user or service account, such as urn:li:corpuser:jane.'
const noSuchAccount =
  'There is no service account with this URN. The list of service accounts has those that there are.'

/** Service accounts and access tokens, in this order, so that what one makes the next can use. */
export const TOKENS: readonly Operation[] = [
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
        createdBy: ROOT,
      },
    },
    denied: accounts('create'),
    malformed: [[{ input: {} }, 'displayName must not be blank.', 400]],
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
    malformed: [[{ urn: JANE }, noSuchAccount, 404]],
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
          ownerUrn: ROOT,
          createdAt: Number,
          expiresAt: Number,
        },
      },
    },
    denied: UNAUTHORIZED,
    deniedVariables: tokenInput({ actorUrn: JOHN, duration: 'ONE_HOUR' }),
    malformed: [
      [
        tokenInput({}),
        'Exactly one of duration or durationIso must be provided when creating an access token',
        400,
      ],
      [
        tokenInput({ duration: 'ONE_DAY', durationIso: 'P1D' }),
        'Exactly one of duration or durationIso must be provided when creating an access token',
        400,
      ],
      [tokenInput({ duration: 'NO_EXPIRY' }), noExpiry, 400],
      [
        tokenInput({ durationIso: 'soon' }),
        'durationIso must be an ISO 8601 duration longer than nothing, such as P30D or PT12H.',
        400,
      ],
      [tokenInput({ duration: 'ONE_DAY', name: ' ' }), 'name must not be blank.', 400],
      [
        tokenInput({ duration: 'ONE_DAY', name: 'x'.repeat(51) }),
        'name must have at most 50 characters.',
        400,
      ],
      [
        tokenInput({ duration: 'ONE_DAY', description: 'x'.repeat(501) }),
        'description must have at most 500 characters.',
        400,
      ],
      [
        tokenInput({ duration: 'ONE_DAY', type: 'SERVICE_ACCOUNT' }),
        `type must be PERSONAL for ${JANE}.`,
        400,
      ],
      [tokenInput({ duration: 'ONE_DAY', actorUrn: NOBODY }), noSuchActor, 400],
      [tokenInput({ duration: 'ONE_DAY', actorUrn: TEAM }), noSuchActor, 400],
    ],
    nullable: true,
  },
  {
    document:
      'query($input: GetAccessTokenInput!) { getAccessToken(input: $input) { accessToken metadata { id } } }',
    variables: { input: { type: 'PERSONAL', actorUrn: ROOT, duration: 'ONE_HOUR' } },
    data: { getAccessToken: { accessToken: /^eyJhbGciOiJIUzI1NiJ9\./, metadata: null } },
    denied: UNAUTHORIZED,
    malformed: [
      [{ input: { type: 'PERSONAL', actorUrn: JANE, duration: 'ONE_HOUR' } }, UNAUTHORIZED, 403],
      [
        { input: { type: 'SERVICE_ACCOUNT', actorUrn: ROOT, duration: 'ONE_HOUR' } },
        `type must be PERSONAL for ${ROOT}.`,
        400,
      ],
      [{ input: { type: 'PERSONAL', actorUrn: ROOT, duration: 'NO_EXPIRY' } }, noExpiry, 400],
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
      [
        { input: { filters: [{ field: 'secret', values: ['x'] }] } },
        'there is no filter of that name. Filters: ownerUrn, actorUrn, name, createdAt, expiresAt.',
        400,
      ],
    ],
  },
  {
    document: 'query($token: String!) { getAccessTokenMetadata(token: $token) { ownerUrn actorUrn name } }',
    variables: { token: '<token>' },
    data: { getAccessTokenMetadata: { ownerUrn: ROOT, actorUrn: JANE } },
    denied: UNAUTHORIZED,
    malformed: [[{ token: 'eyJ.of.nobody' }, 'This token is not in the store.', 404]],
  },
  {
    document: 'mutation($id: String!) { revokeAccessToken(tokenId: $id) }',
    variables: { id: '<a token of root’s>' },
    data: { revokeAccessToken: true },
    denied: UNAUTHORIZED,
    malformed: [
      [{ id: Buffer.alloc(32).toString('base64') }, 'You have no token with this id.', 404],
      [{ id: 'not an id' }, 'You have no token with this id.', 404],
    ],
  },
  {
    document: 'mutation($urn: String!) { deleteServiceAccount(urn: $urn) }',
    variables: { urn: '<service account>' },
    data: { deleteServiceAccount: true },
    denied: accounts('delete'),
    malformed: [[{ urn: JANE }, noSuchAccount, 404]],
    nullable: true,
  },
]

function tokenInput(changed: object): Record<string, unknown> {
  return { input: { type: 'PERSONAL', actorUrn: JANE, name: 'x', ...changed } }
}
