import { readFileSync } from 'node:fs'
import type { PolicyDocument } from '../domain/policy/policy.ts'

// DataHub before service accounts has nobody who may manage them; later ones give it to the root user and to Admins.
export const SERVICE_ACCOUNTS_POLICY: PolicyDocument = {
  urn: 'urn:li:dataHubPolicy:latchkey-service-accounts',
  info: {
    displayName: 'Root User and Admins - Service Accounts',
    description: 'Lets the root user and Admins keep service accounts.',
    type: 'PLATFORM',
    state: 'ACTIVE',
    privileges: ['MANAGE_SERVICE_ACCOUNTS'],
    actors: { users: ['urn:li:corpuser:datahub'], roles: ['urn:li:dataHubRole:Admin'] },
    editable: false,
  },
}

/** DataHub's default policies at v0.13.1 (its boot file policies.json, kept in db/data), and one for service accounts. */
export function loadDefaultPolicies(): readonly PolicyDocument[] {
  const file = new URL('../../db/data/datahub-default-policies.json', import.meta.url)
  return [...(JSON.parse(readFileSync(file, 'utf8')) as PolicyDocument[]), SERVICE_ACCOUNTS_POLICY]
}
