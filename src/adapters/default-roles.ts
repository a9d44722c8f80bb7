import { readFileSync } from 'node:fs'
import type { Role } from '../domain/role.ts'

/** DataHub's three roles at v0.13.1 (its boot file roles.json, kept in db/data); nobody makes others. */
export function loadDefaultRoles(): readonly Role[] {
  const file = new URL('../../db/data/datahub-roles.json', import.meta.url)
  const roles = JSON.parse(readFileSync(file, 'utf8')) as { urn: string; info: Omit<Role, 'urn'> }[]
  return roles.map(({ urn, info: { name, description } }) => ({ urn, name, description }))
}
