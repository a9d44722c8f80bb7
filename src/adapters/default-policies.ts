import { readFileSync } from 'node:fs'
import type { PolicySource } from '../app/ports.ts'
import type { PolicyDocument } from '../domain/policy.ts'

/** DataHub's default policies at v0.13.1 (its boot file policies.json, kept in db/data). */
export function loadDefaultPolicies(): PolicySource {
  const file = new URL('../../db/data/datahub-default-policies.json', import.meta.url)
  const policies = JSON.parse(readFileSync(file, 'utf8')) as PolicyDocument[]
  return { policies: () => policies }
}
