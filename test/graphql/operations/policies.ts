import { JANE, JOHN, list, type Operation, SLICES, UNAUTHORIZED } from './operation.ts'

const NO_POLICY = 'urn:li:dataHubPolicy:none'
const PROTECTED = 'urn:li:dataHubPolicy:admin-platform-policy'
const noSuchPolicy = 'There is no policy with this URN. The list of policies has those that there are.'
const isProtected =
  'This policy comes with DataHub and can be neither changed nor removed. Send a policy of your own beside it.'

const INPUT = {
  type: 'METADATA',
  name: 'A policy of the table',
  state: 'ACTIVE',
  description: null,
  privileges: ['EDIT_LINEAGE'],
  actors: { users: [JANE], resourceOwners: false, allUsers: false, allGroups: false },
  resources: { filter: { criteria: [{ field: 'TYPE', values: ['chart'], condition: 'EQUALS' }] } },
}
const WRONG = { ...INPUT, actors: { ...INPUT.actors, users: ['jane'] } }
const wrong = 'actors.users must be URNs such as urn:li:corpuser:jane.'

const GRANTED =
  'query($input: GetGrantedPrivilegesInput!) { getGrantedPrivileges(input: $input) { privileges } }'

/** Policies, in this order, so that what one makes the next can use. */
export const POLICIES: readonly Operation[] = [
  {
    document: 'mutation($input: PolicyUpdateInput!) { createPolicy(input: $input) }',
    variables: { input: INPUT },
    data: { createPolicy: /^urn:li:dataHubPolicy:/ },
    denied: UNAUTHORIZED,
    malformed: [[{ input: WRONG }, wrong, 400]],
    nullable: true,
  },
  {
    document: list(
      'listPolicies',
      'policies',
      'urn type name state privileges editable actors { users roles allUsers } resources { filter { criteria { field } } }',
    ),
    variables: { input: { query: 'of the table' } },
    data: {
      listPolicies: {
        start: 0,
        count: 20,
        total: 1,
        policies: [{ name: INPUT.name, actors: { users: [JANE], roles: null }, editable: true }],
      },
    },
    denied: UNAUTHORIZED,
    malformed: SLICES,
    nullable: true,
  },
  {
    document:
      'mutation($urn: String!, $input: PolicyUpdateInput!) { updatePolicy(urn: $urn, input: $input) }',
    variables: { urn: '<policy>', input: { ...INPUT, state: 'INACTIVE' } },
    data: { updatePolicy: /^urn:li:dataHubPolicy:/ },
    denied: UNAUTHORIZED,
    malformed: [
      [{ urn: NO_POLICY, input: INPUT }, noSuchPolicy, 404],
      [{ urn: PROTECTED, input: INPUT }, isProtected, 409],
    ],
    nullable: true,
  },
  {
    document: GRANTED,
    variables: { input: { actorUrn: JANE, resourceSpec: { resourceType: 'CHART', resourceUrn: '' } } },
    data: { getGrantedPrivileges: { privileges: Array } },
    deniedVariables: { input: { actorUrn: JOHN } },
    denied: 'Unauthorized to get privileges for the given author.',
    invalid: [
      '{ getGrantedPrivileges { privileges } }',
      'Argument "Query.getGrantedPrivileges(input:)" of type "GetGrantedPrivilegesInput!" is required, but it was not provided.',
    ],
    nullable: true,
  },
  {
    document: 'mutation($urn: String!) { deletePolicy(urn: $urn) }',
    variables: { urn: '<policy>' },
    data: { deletePolicy: /^urn:li:dataHubPolicy:/ },
    denied: UNAUTHORIZED,
    malformed: [
      [{ urn: NO_POLICY }, noSuchPolicy, 404],
      [{ urn: PROTECTED }, isProtected, 409],
    ],
    nullable: true,
  },
]
