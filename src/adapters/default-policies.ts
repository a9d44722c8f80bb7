import { readFileSync } from 'node:fs'
import type { PolicySource } from '../app/ports/policies.ts'
import type { PolicyDocument } from '../domain/policy.ts'

// DataHub before service accounts has nobody who may manage them; later ones give it to the root user and to Admins.
const SERVICE_ACCOUNTS: PolicyDocument = {
  urn: 'urn:li:dataHubPolicy:latchkey-service-accounts',
  info: {
    displayName: 'Root User and Admins - Service Accounts',
    type: 'PLATFORM',
    state: 'ACTIVE',
    privileges: ['MANAGE_SERVICE_ACCOUNTS'],
    actors: { users: ['urn:li:corpuser:datahub'], roles: ['urn:li:dataHubRole:Admin'] },
  },
}

/** DataHub's default policies at v0.13.1 (its boot file policies.json, kept in db/data), and one for service accounts. */
export function loadDefaultPolicies(): PolicySource {
  const file = new URL('../../db/data/datahub-default-policies.json', import.meta.url)
  const policies = [...(JSON.parse(readFileSync(file, 'utf8')) as PolicyDocument[]), SERVICE_ACCOUNTS]
  return { policies: () => policies }
}
