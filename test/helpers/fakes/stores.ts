import { idToBytes, urnToBytes } from '../../../src/adapters/sql/column-bytes.ts'
import type { SessionRecord, SessionStore } from '../../../src/app/ports/sessions.ts'
import type { TokenLists, TokenStore } from '../../../src/app/ports/tokens.ts'
import { DuplicateError, type TokenWrites } from '../../../src/app/ports/transactions.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { matches, naiveTokenLists } from './token-lists.ts'

/** In memory, by the contracts of `test/store`: what is kept and what is given out are copies. */

/** A token store with its writes beside it, each a change of its own. */
export interface WritableTokenStore extends TokenStore {
  insert(record: TokenRecord): Promise<void>
  /** `false` where there is none or it is revoked already. */
  revoke(id: string, revokedAtMs: number): Promise<boolean>
  revokeByActor(actorUrn: string, revokedAtMs: number): Promise<string[]>
  revokeMatching: TokenWrites['revokeMatching']
  lapse: TokenWrites['lapse']
  lists: TokenLists
}

export interface WritableSessionStore extends SessionStore {
  insert(session: SessionRecord): Promise<void>
  delete(id: string): Promise<boolean>
  endByActor(actorUrn: string, atMs: number): Promise<void>
  /** `false` where it was taken before. */
  takeLogin(digest: string, expiresAt: number): Promise<boolean>
}

export function memoryTokenStore(): WritableTokenStore {
  const records = new Map<string, TokenRecord>()
  return {
    async insert(record) {
      insertOnce(records, idKey(record.id), { ...record })
    },
    async find(id) {
      return copy(records.get(idKey(id)))
    },
    async revoke(id, revokedAtMs) {
      const record = records.get(idKey(id))
      if (record === undefined || record.revokedAt !== null) return false
      record.revokedAt = revokedAtMs
      return true
    },
    async revokeByActor(actorUrn, revokedAtMs) {
      urnToBytes(actorUrn)
      const own = [...records.values()].filter(
        (record) => record.actorUrn === actorUrn && record.revokedAt === null,
      )
      for (const record of own) record.revokedAt = revokedAtMs
      return own.map(({ id }) => id)
    },
    async revokeMatching(ids, filter, revokedAtMs) {
      const revoked: string[] = []
      for (const record of ids.map((id) => records.get(id))) {
        if (!record || record.revokedAt !== null || !matches(record, filter, revokedAtMs)) continue
        record.revokedAt = revokedAtMs
        revoked.push(record.id)
      }
      return revoked
    },
    // Nothing is stored of a state here, so nothing has to be moved.
    lapse: async () => 0,
    lists: naiveTokenLists(() => [...records.values()]),
  }
}

export function memorySessionStore(): WritableSessionStore {
  const sessions = new Map<string, SessionRecord>()
  const usedLogins = new Map<string, number>()
  return {
    async insert(session) {
      insertOnce(sessions, idKey(session.id), { ...session })
    },
    async find(id) {
      return copy(sessions.get(idKey(id)))
    },
    async delete(id) {
      return sessions.delete(idKey(id))
    },
    async endByActor(actorUrn) {
      urnToBytes(actorUrn)
      for (const session of sessions.values()) if (session.actorUrn === actorUrn) sessions.delete(session.id)
    },
    async takeLogin(digest, expiresAt) {
      if (usedLogins.has(idKey(digest))) return false
      usedLogins.set(digest, expiresAt)
      return true
    },
    async deleteExpired(nowMs) {
      for (const [digest, expiresAt] of usedLogins) if (expiresAt < nowMs) usedLogins.delete(digest)
      const expired = [...sessions.values()].filter(({ expiresAt }) => expiresAt < nowMs)
      for (const { id } of expired) sessions.delete(id)
      return expired.length
    },
  }
}

function insertOnce<T>(rows: Map<string, T>, key: string, row: T): void {
  if (rows.has(key)) throw new DuplicateError('there is a row with this key')
  rows.set(key, row)
}

function copy<T extends object>(row: T | undefined): T | undefined {
  return row && { ...row }
}

// Both throw what the SQL stores throw for text that is no key.
function idKey(id: string): string {
  idToBytes(id)
  return id
}
