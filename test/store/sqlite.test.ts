import t from 'tap'
import { makeSqlSessionStore } from '../../src/adapters/sql/session-store.ts'
import { makeSqlTokenStore } from '../../src/adapters/sql/token-store.ts'
import { makeSqlUserStore } from '../../src/adapters/sql/user-store.ts'
import { sqliteDatabase } from './databases.ts'
import { sessionStoreContract } from './session-store.contract.ts'
import { tokenStoreContract } from './token-store.contract.ts'
import { userStoreContract } from './user-store.contract.ts'

t.test('tokens in SQLite', async (t) => {
  tokenStoreContract(t, async (t) => makeSqlTokenStore(await sqliteDatabase(t)))
})

t.test('users in SQLite', async (t) => {
  userStoreContract(t, async (t) => makeSqlUserStore(await sqliteDatabase(t)))
})

t.test('sessions in SQLite', async (t) => {
  sessionStoreContract(t, async (t) => makeSqlSessionStore(await sqliteDatabase(t)))
})
