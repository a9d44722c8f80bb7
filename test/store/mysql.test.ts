import t, { type Test } from 'tap'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { mysqlDatabase } from './databases.ts'
import { directoryStoreContract } from './directory-store.contract.ts'
import { onEachConnection } from './each-connection.ts'
import { policyStoreContract } from './policy-store.contract.ts'
import { sessionStoreContract } from './session-store.contract.ts'
import { tokenStoreContract } from './token-store.contract.ts'
import {
  writableDirectory,
  writablePolicyStore,
  writableSessionStore,
  writableTokenStore,
} from './writing.ts'

const CONNECTIONS = 4

// MariaDB 11.6 turned it on by default: a statement that meets a row changed since its snapshot fails with 1020.
for (const snapshotIsolation of ['OFF', 'ON'] as const) {
  t.test(`on MySQL, where it is MariaDB with innodb_snapshot_isolation ${snapshotIsolation}`, async (t) => {
    const database = (t: Test) => databaseWith(t, snapshotIsolation)
    t.test('tokens', async (t) => tokenStoreContract(t, async (t) => writableTokenStore(await database(t))))
    t.test('the directory', async (t) =>
      directoryStoreContract(t, async (t) => writableDirectory(await database(t))),
    )
    t.test('sessions', async (t) =>
      sessionStoreContract(t, async (t) => writableSessionStore(await database(t))),
    )
    t.test('policies', async (t) =>
      policyStoreContract(t, async (t) => writablePolicyStore(await database(t))),
    )
  })
}

/** A database all of whose pooled connections have the setting, if the server knows it. */
async function databaseWith(t: Test, value: 'ON' | 'OFF'): Promise<Database> {
  const database = await mysqlDatabase(t, { connectionsMax: CONNECTIONS })
  const [known] = await database.knex.raw<[object[], unknown]>(
    "SHOW VARIABLES LIKE 'innodb_snapshot_isolation'",
  )
  if (known.length === 0) return database
  const set = await onEachConnection(database, CONNECTIONS, async (connection) => {
    await connection.raw(`SET SESSION innodb_snapshot_isolation = ${value}`)
    const [row] = await connection.select<{ on: number }[]>(
      connection.raw('@@innodb_snapshot_isolation AS `on`'),
    )
    return row?.on
  })
  t.strictSame(set, Array(CONNECTIONS).fill(value === 'ON' ? 1 : 0))
  return database
}
