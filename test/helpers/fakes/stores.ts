import { idToBytes, urnToBytes } from '../../../src/adapters/sql/column-bytes.ts'
import type {
  SessionRecord,
  SessionStore,
  TokenStore,
  UserRecord,
  UserStore,
} from '../../../src/app/ports.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'

/** In memory, by the contracts of `test/store`: what is kept and what is given out are copies. */

export function memoryTokenStore(): TokenStore {
  const records = new Map<string, TokenRecord>()
  return {
    async insert(record) {
      insertOnce(records, idKey(record.id), { ...record })
    },
    async find(id) {
      return copy(records.get(idKey(id)))
    },
    async listByOwner({ ownerUrn, limit, before }) {
      urnToBytes(ownerUrn)
      return [...records.values()]
        .filter((record) => record.ownerUrn === ownerUrn && (!before || newestFirst(before, record) < 0))
        .sort(newestFirst)
        .slice(0, limit)
        .map((record) => ({ ...record }))
    },
    async revoke(id, revokedAtMs) {
      const record = records.get(idKey(id))
      if (record !== undefined) record.revokedAt ??= revokedAtMs
      return record !== undefined
    },
  }
}

export function memoryUserStore(): UserStore {
  const users = new Map<string, UserRecord>()
  return {
    async find(urn) {
      return copy(users.get(urnKey(urn)))
    },
    async upsertPassword(user) {
      const known = users.get(urnKey(user.urn))
      if (known === undefined) users.set(user.urn, { ...user })
      else known.passwordHash = user.passwordHash
    },
  }
}

export function memorySessionStore(): SessionStore {
  const sessions = new Map<string, SessionRecord>()
  return {
    async insert(session) {
      insertOnce(sessions, idKey(session.id), { ...session })
    },
    async find(id) {
      return copy(sessions.get(idKey(id)))
    },
    async delete(id) {
      sessions.delete(idKey(id))
    },
    async deleteByActor(actorUrn) {
      urnToBytes(actorUrn)
      for (const session of sessions.values()) if (session.actorUrn === actorUrn) sessions.delete(session.id)
    },
    async deleteExpired(nowMs) {
      const expired = [...sessions.values()].filter(({ expiresAt }) => expiresAt < nowMs)
      for (const { id } of expired) sessions.delete(id)
      return expired.length
    },
  }
}

function insertOnce<T>(rows: Map<string, T>, key: string, row: T): void {
  if (rows.has(key)) throw new Error('there is a row with this key')
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

function urnKey(urn: string): string {
  urnToBytes(urn)
  return urn
}

type Position = Pick<TokenRecord, 'createdAt' | 'id'>

function newestFirst(a: Position, b: Position): number {
  return b.createdAt - a.createdAt || Buffer.compare(idToBytes(b.id), idToBytes(a.id))
}
