import type { UserRecord } from '../../../src/app/ports.ts'

export const ALICE = 'urn:li:corpuser:alice'
export const BOB = 'urn:li:corpuser:bob'
/** Holds Manage All Access Tokens where a test grants it. */
export const MANAGER = 'urn:li:corpuser:manager'

export function user(urn: string, fields: Partial<UserRecord> = {}): UserRecord {
  return {
    urn,
    displayName: urn,
    passwordHash: null,
    status: 'ACTIVE',
    createdAt: 1_790_000_000_000,
    ...fields,
  }
}
