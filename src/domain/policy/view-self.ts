import type { PolicyDocument } from './policy.ts'

/**
 * Privileges that everybody has on their own `corpuser`: whatever lets one read an entity, which at DataHub includes
 * editing and deleting it (PoliciesConfig.java, getDefaultPolicies; API_PRIVILEGE_MAP, ENTITY READ).
 */
const SELF_PRIVILEGES = ['VIEW_ENTITY_PAGE', 'GET_ENTITY_PRIVILEGE', 'EDIT_ENTITY', 'DELETE_ENTITY']

/** The policy of an actor that is never kept anywhere, which DataHub adds at each question. */
export function viewSelfPolicy(actorUrn: string): PolicyDocument {
  return {
    urn: 'urn:li:dataHubPolicy:view-self',
    info: {
      displayName: 'View Self',
      description: 'View self entity page.',
      type: 'METADATA',
      state: 'ACTIVE',
      privileges: SELF_PRIVILEGES,
      actors: { users: [actorUrn] },
      resources: { filter: { criteria: [{ field: 'URN', values: [actorUrn], condition: 'EQUALS' }] } },
      editable: false,
    },
  }
}
