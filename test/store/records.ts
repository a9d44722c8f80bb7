import { createHash } from 'node:crypto'
import type { GroupRecord, UserRecord } from '../../src/app/ports/directory.ts'
import type { SessionRecord } from '../../src/app/ports/sessions.ts'
import type { TokenRecord } from '../../src/domain/token-record.ts'

/** An id, the same for the same seed. */
export function idOf(seed: string): string {
  return createHash('sha256').update(seed).digest('base64')
}

export function tokenRecord(fields: Partial<TokenRecord> = {}): TokenRecord {
  return {
    id: idOf('token'),
    name: 'nightly ingestion',
    description: null,
    type: 'PERSONAL',
    actorUrn: 'urn:li:corpuser:alice',
    ownerUrn: 'urn:li:corpuser:alice',
    keyId: 'primary',
    createdAt: 1_790_000_000_000,
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    ...fields,
  }
}

export function userRecord(fields: Partial<UserRecord> = {}): UserRecord {
  return {
    urn: 'urn:li:corpuser:alice',
    kind: 'USER',
    displayName: 'Alice',
    email: null,
    title: null,
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
    status: 'ACTIVE',
    createdAt: 1_790_000_000_000,
    createdBy: null,
    removedAt: null,
    ...fields,
  }
}

export function groupRecord(fields: Partial<GroupRecord> = {}): GroupRecord {
  return {
    urn: 'urn:li:corpGroup:admins',
    name: 'Admins',
    description: null,
    origin: 'NATIVE',
    createdAt: 1_790_000_000_000,
    ...fields,
  }
}

export function sessionRecord(fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: idOf('session'),
    actorUrn: 'urn:li:corpuser:alice',
    createdAt: 1_790_000_000_000,
    expiresAt: 1_790_086_400_000,
    ...fields,
  }
}

/** URNs of different users that a collation with padding, folding or normalising takes for one. */
export const ALIKE_URNS = [
  'urn:li:corpuser:a',
  'urn:li:corpuser:a ',
  'urn:li:corpuser:a\0',
  'urn:li:corpuser:A',
  'urn:li:corpuser:á',
  'urn:li:corpuser:a\u0301',
  'urn:li:corpuser:ß',
  'urn:li:corpuser:ss',
  'urn:li:corpuser:🗝',
  'urn:li:corpuser:🔑',
]

/** The longest URN that our corpusers can have, in the most bytes. */
export const LONGEST_URN = `urn:li:corpuser:${'\uffee'.repeat(255)}`
