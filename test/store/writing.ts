import type { Database } from '../../src/adapters/sql/connect.ts'
import { makeSqlDirectoryStore } from '../../src/adapters/sql/directory-store.ts'
import { makeSqlPolicyStore } from '../../src/adapters/sql/policy-store.ts'
import { makeSqlSessionStore } from '../../src/adapters/sql/session-store.ts'
import { makeSqlTokenLists } from '../../src/adapters/sql/token-lists.ts'
import { makeSqlTokenStore } from '../../src/adapters/sql/token-store.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import type { DirectoryWrites } from '../../src/app/ports/directory.ts'
import type { WritableDirectory } from '../helpers/fakes/directory.ts'
import type { WritablePolicyStore } from '../helpers/fakes/policies.ts'
import type { WritableSessionStore, WritableTokenStore } from '../helpers/fakes/stores.ts'

/** The tokens of a database with their writes beside them, each a transaction of its own. */
export function writableTokenStore(database: Database): WritableTokenStore {
  const { change } = makeSqlTransactions(database)
  return {
    ...makeSqlTokenStore(database),
    insert: (record) => change(({ tokens }) => tokens.insert(record)),
    revoke: (id, at) => change(({ tokens }) => tokens.revoke(id, at)),
    revokeByActor: (urn, at) => change(({ tokens }) => tokens.revokeByActor(urn, at)),
    revokeMatching: (ids, filter, at) => change(({ tokens }) => tokens.revokeMatching(ids, filter, at)),
    lapse: (until, limit) => change(({ tokens }) => tokens.lapse(until, limit)),
    lists: makeSqlTokenLists(database),
  }
}

export function writableSessionStore(database: Database): WritableSessionStore {
  const { change } = makeSqlTransactions(database)
  return {
    ...makeSqlSessionStore(database),
    insert: (session) => change(({ sessions }) => sessions.insert(session)),
    delete: (id) => change(({ sessions }) => sessions.delete(id)),
    endByActor: (urn, at) => change(({ sessions }) => sessions.endByActor(urn, at)),
    takeLogin: (digest, expiresAt) => change(({ sessions }) => sessions.takeLogin(digest, expiresAt)),
  }
}

export function writablePolicyStore(database: Database): WritablePolicyStore {
  const { change } = makeSqlTransactions(database)
  return {
    ...makeSqlPolicyStore(database),
    insert: (policy) => change(({ policies }) => policies.insert(policy)),
    update: (policy) => change(({ policies }) => policies.update(policy)),
    remove: (urn) => change(({ policies }) => policies.remove(urn)),
    install: (defaults) => change(({ policies }) => policies.install(defaults)),
  }
}

export async function writableDirectory(database: Database): Promise<WritableDirectory> {
  const { change } = makeSqlTransactions(database)
  const names = await change(({ directory }) => Object.keys(directory) as (keyof DirectoryWrites)[])
  const writes = names.map((name) => [
    name,
    (...args: unknown[]) =>
      change(({ directory }) => (directory[name] as (...args: unknown[]) => unknown)(...args)),
  ])
  return { ...makeSqlDirectoryStore(database), ...Object.fromEntries(writes) }
}
