import t from 'tap'
import { sqliteDatabase } from './databases.ts'
import { directoryStoreContract } from './directory-store.contract.ts'
import { policyStoreContract } from './policy-store.contract.ts'
import { sessionStoreContract } from './session-store.contract.ts'
import { tokenStoreContract } from './token-store.contract.ts'
import {
  writableDirectory,
  writablePolicyStore,
  writableSessionStore,
  writableTokenStore,
} from './writing.ts'

t.test('tokens in SQLite', async (t) => {
  tokenStoreContract(t, async (t) => writableTokenStore(await sqliteDatabase(t)))
})

t.test('the directory in SQLite', async (t) => {
  directoryStoreContract(t, async (t) => writableDirectory(await sqliteDatabase(t)))
})

t.test('sessions in SQLite', async (t) => {
  sessionStoreContract(t, async (t) => writableSessionStore(await sqliteDatabase(t)))
})

t.test('policies in SQLite', async (t) => {
  policyStoreContract(t, async (t) => writablePolicyStore(await sqliteDatabase(t)))
})
