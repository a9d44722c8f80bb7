import { createHash, createHmac } from 'node:crypto'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { RunningService } from '../helpers/service.ts'

export const SIGNING_KEY = 'the signing key of the attacked deployment'
export const SALT = 'the salt of the attacked deployment, also long'

/** A compact JWS of these parts, signed with the deployment's own key: what remains to be refused is what it says. */
export function sign(
  header: string | object,
  payload: string | object,
  key: string = SIGNING_KEY,
  hash = 'sha256',
): string {
  const content = `${segment(header)}.${segment(payload)}`
  return `${content}.${createHmac(hash, key).update(content).digest('base64url')}`
}

export function segment(part: string | object): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

const ROOT = 'urn:li:corpuser:datahub'

export const HEADER = '{"alg":"HS256"}'

/** DataHub's claims of a token of root's that ends in 2100, with some of them changed; `undefined` takes one away. */
export function claims(changed: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    actorType: 'USER',
    actorId: 'datahub',
    type: 'PERSONAL',
    version: '2',
    jti: '11111111-2222-4333-8444-555555555555',
    sub: 'datahub',
    exp: 4_102_444_800,
    iss: 'datahub-metadata-service',
    ...changed,
  }
}

/**
 * Puts a record that belongs to exactly this token string into the store, so that not its absence but the token itself
 * must be what refuses it.
 */
export function plant(service: RunningService, token: string, record: PlantedRecord = {}): void {
  const { actorUrn = ROOT, expiresAt = 4_102_444_800_000 } = record
  const id = idOf(token)
  sql(
    service,
    `INSERT OR REPLACE INTO tokens
       (id, id_prefix, name, name_words, type, actor_urn, owner_urn, key_id, created_at, expires_at)
     VALUES (?, ?, 'planted', X'', 'PERSONAL', ?, ?, 'env', 1790000000000, ?)`,
    [id, id.subarray(0, 8), Buffer.from(actorUrn), Buffer.from(ROOT), expiresAt],
  )
}

export interface PlantedRecord {
  actorUrn?: string
  /** Epoch milliseconds; `null` for never. */
  expiresAt?: number | null
}

export function idOf(token: string): Buffer {
  return createHash('sha256')
    .update(token + SALT)
    .digest()
}

/** Changes the database behind the service's back, as another replica would. */
export function sql({ folder }: RunningService, statement: string, values: SQLInputValue[]): void {
  const database = new DatabaseSync(`${folder}/data/latchkey.db`, { timeout: 5_000 })
  try {
    database.prepare(statement).run(...values)
  } finally {
    database.close()
  }
}
