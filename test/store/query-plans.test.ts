import t from 'tap'
import { idToBytes } from '../../src/adapters/sql/column-bytes.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { toGroupRow, toUserRow } from '../../src/adapters/sql/directory-rows.ts'
import { directoryWrites } from '../../src/adapters/sql/directory-writes.ts'
import { makeSqlPolicyStore } from '../../src/adapters/sql/policy-store.ts'
import { policyWrites } from '../../src/adapters/sql/policy-writes.ts'
import { sessionWrites } from '../../src/adapters/sql/session-writes.ts'
import { toTokenRow } from '../../src/adapters/sql/token-row.ts'
import { tokenWrites } from '../../src/adapters/sql/token-writes.ts'
import type { Statement as Built, Transaction } from '../../src/adapters/sql/transaction.ts'
import { mysqlDatabase, sqliteDatabase } from './databases.ts'
import { groupRecord, idOf, tokenRecord, userRecord } from './records.ts'
import { writableDirectory, writableSessionStore, writableTokenStore } from './writing.ts'

const ROWS = 3_000
const OWNERS = 30
// As many, so that MySQL does not rather read and sort them all.
const GROUPS = 3_000

const OWNER = 'urn:li:corpuser:7'
const GROUP = 'urn:li:corpGroup:7'
const ROLE = 'urn:li:dataHubRole:7'
const POLICY = {
  urn: 'urn:li:dataHubPolicy:7',
  info: { displayName: '7', type: 'PLATFORM', state: 'ACTIVE', privileges: [], actors: {}, editable: false },
}
const SLICE = { start: 20, count: 20, query: '' }

interface Statement {
  sql: string
  bindings: readonly unknown[]
}

interface MysqlStep {
  table: string | null
  type: string | null
  key: string | null
  Extra: string | null
}

t.test('no query of the stores reads a whole table or index, or sorts, in MySQL', async (t) => {
  const database = await filled(await mysqlDatabase(t))
  for (const statement of [...(await statementsOf(database)), ...(await writesOf(database))]) {
    const plan = await mysqlPlan(database, statement)
    t.ok(plan.length > 0, statement.sql)
    for (const { type, Extra } of plan) {
      t.notOk(['ALL', 'index'].includes(type ?? ''), `${type}: ${statement.sql}`)
      t.notMatch(Extra ?? '', /filesort/, statement.sql)
    }
  }
})

t.test('no query of the stores reads a whole table or index, or sorts, in SQLite', async (t) => {
  const database = await filled(await sqliteDatabase(t))
  for (const statement of [...(await statementsOf(database)), ...(await writesOf(database))]) {
    for (const detail of await sqlitePlan(database, statement))
      t.notMatch(detail, /SCAN|TEMP B-TREE/, statement.sql)
  }
})

// In the order of an index, and never more than is asked for: but how many there are is counted.
t.test('what lists groups and members of roles reads an index, and sorts nothing', async (t) => {
  const [mysql, sqlite] = [await filled(await mysqlDatabase(t)), await filled(await sqliteDatabase(t))]
  for (const statement of await wholeListsOf(mysql)) {
    for (const { type, Extra } of await mysqlPlan(mysql, statement)) {
      t.not(type, 'ALL', statement.sql)
      t.notMatch(Extra ?? '', /filesort|temporary/, statement.sql)
    }
  }
  for (const statement of await wholeListsOf(sqlite)) {
    for (const detail of await sqlitePlan(sqlite, statement)) {
      t.notMatch(detail, /TEMP B-TREE/, statement.sql)
      if (/SCAN/.test(detail)) t.match(detail, /USING (COVERING )?INDEX/, statement.sql)
    }
  }
})

// The members of one group are not in the order of their births: that many are sorted, and no more.
t.test('what lists a group’s members reads no others', async (t) => {
  const [mysql, sqlite] = [await filled(await mysqlDatabase(t)), await filled(await sqliteDatabase(t))]
  const lists = async (database: Database) => {
    const store = await writableDirectory(database)
    return recorded(database, async () => {
      await store.listGroupMembers(GROUP, SLICE)
      await store.pageGroupMembers(GROUP, { limit: 20, query: '' })
    })
  }
  for (const statement of await lists(mysql))
    for (const { type } of await mysqlPlan(mysql, statement))
      t.notOk(['ALL', 'index'].includes(type ?? ''), statement.sql)
  for (const statement of await lists(sqlite))
    for (const detail of await sqlitePlan(sqlite, statement)) t.notMatch(detail, /^SCAN/, statement.sql)
})

async function mysqlPlan({ knex }: Database, { sql, bindings }: Statement): Promise<MysqlStep[]> {
  const [plan] = await knex.raw<MysqlStep[][]>(`EXPLAIN ${sql}`, bindings as never)
  // What a UNION has gathered is read whole, of course.
  return (plan ?? []).filter(({ table }) => !table?.startsWith('<union'))
}

async function sqlitePlan({ knex }: Database, { sql, bindings }: Statement): Promise<string[]> {
  const plan = await knex.raw<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, bindings as never)
  return plan.map(({ detail }) => detail)
}

/** Tables of some size. */
async function filled(database: Database): Promise<Database> {
  const { knex } = database
  const rows = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))
  const user = (i: number) => `urn:li:corpuser:${i}`
  const group = (i: number) => `urn:li:corpGroup:${i}`
  const bytes = (urn: string) => Buffer.from(urn)
  const tables = {
    tokens: rows(ROWS, (i) => {
      const owner = user(i % OWNERS)
      return toTokenRow(tokenRecord({ id: idOf(`${i}`), ownerUrn: owner, actorUrn: owner, createdAt: i }))
    }),
    users: rows(ROWS, (i) =>
      toUserRow(userRecord({ urn: user(i), createdAt: i, kind: i % 5 === 0 ? 'USER' : 'SERVICE_ACCOUNT' })),
    ),
    sessions: rows(ROWS, (i) => {
      const actor_urn = bytes(user(i % OWNERS))
      return { id: idToBytes(idOf(`${i}`)), actor_urn, created_at: i, expires_at: i }
    }),
    corp_groups: rows(GROUPS, (i) => toGroupRow(groupRecord({ urn: group(i), createdAt: i }))),
    group_members: rows(ROWS, (i) => ({ user_urn: bytes(user(i)), group_urn: bytes(group(i % 300)) })),
    role_members: rows(ROWS, (i) => ({
      actor_urn: bytes(i % 2 === 0 ? user(i) : group(i)),
      role_urn: bytes(`urn:li:dataHubRole:${i % OWNERS}`),
    })),
    invite_tokens: rows(OWNERS, (i) => {
      const role_urn = bytes(`urn:li:dataHubRole:${i}`)
      return { role_urn, digest: idToBytes(idOf(`${i}`)), sealed: 's', created_at: i }
    }),
    policies: rows(ROWS, (i) => ({
      urn: bytes(`urn:li:dataHubPolicy:${i}`),
      info: i % 10 === 0 ? null : '{}',
      position: i,
      version: 1,
      removed: i % 10 === 0 ? 1 : 0,
    })),
    reset_tokens: rows(ROWS, (i) => ({
      user_urn: bytes(user(i)),
      digest: idToBytes(idOf(`${i}`)),
      expires_at: i,
    })),
  }
  for (const [table, all] of Object.entries(tables)) await knex.batchInsert(table, all as never, 500)
  if (database.dialect === 'mysql') await knex.raw(`ANALYZE TABLE ${Object.keys(tables).join()}`)
  return database
}

/** The SQL that is sent meanwhile. */
async function recorded({ knex }: Database, work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = []
  knex.on('query', ({ sql, bindings }: Statement) => {
    if (!/^(SET TRANSACTION|BEGIN|COMMIT)/.test(sql)) statements.push({ sql, bindings })
  })
  await work()
  knex.removeAllListeners('query')
  return statements
}

/** The real SQL of the reads of the stores that are about one thing or one owner. */
function statementsOf(database: Database): Promise<Statement[]> {
  return recorded(database, async () => {
    const [tokens, sessions] = [writableTokenStore(database), writableSessionStore(database)]
    const directory = await writableDirectory(database)
    const id = idOf('2000')
    await tokens.find(id)
    await sessions.find(id)
    await sessions.deleteExpired(20)
    await directory.findUser(OWNER)
    await directory.findActor(OWNER)
    await directory.findMember(OWNER)
    await directory.findGroup(GROUP)
    await directory.listUsers('USER', SLICE)
    await directory.pageUsers('USER', { limit: 20, query: '' })
    await directory.pageUsers('USER', { limit: 20, query: '', after: { createdAt: ROWS / 2, urn: OWNER } })
    await directory.findExisting([OWNER, GROUP])
    await directory.findRoles([OWNER, GROUP])
    await directory.listRoleMembers(ROLE, SLICE)
    await directory.findInvite(ROLE)
    await directory.findInvite(null)
    await directory.findInviteRole(id)
    await directory.findReset(id, 1)
    const policies = makeSqlPolicyStore(database)
    await policies.revision()
    await policies.find(POLICY.urn)
    await policies.load()
  })
}

/** The real SQL of the writes that look for rows. */
async function writesOf({ knex }: Database): Promise<Statement[]> {
  const statements: Statement[] = []
  const note = (statement: Built) => {
    const { sql, bindings } = (statement.toSQL() as { toNative(): Statement }).toNative()
    // What a row is inserted with is looked for nowhere, and MySQL has no plan of it.
    if (!/^insert .* values/.test(sql)) statements.push({ sql, bindings })
  }
  const tx: Transaction = {
    write: note,
    async changed(statement) {
      note(statement)
      return 1
    },
    async rows(statement) {
      note(statement)
      return []
    },
    commit: async () => undefined,
    rollback: async () => undefined,
  }
  const [tokens, sessions, directory, policies] = [
    tokenWrites(knex, tx),
    sessionWrites(knex, tx),
    directoryWrites(knex, tx),
    policyWrites(knex, tx),
  ]
  await tokens.revoke(idOf('2000'), 1)
  await tokens.revokeByActor(OWNER, 1)
  await sessions.delete(idOf('2001'))
  sessions.endByActor(OWNER, 1)
  await directory.replaceUser(userRecord({ urn: OWNER }))
  await directory.updateProfile(OWNER, { title: 'x' })
  await directory.setPassword(OWNER, null)
  await directory.setStatus(OWNER, 'SUSPENDED')
  await directory.removeUser(OWNER, 1)
  await directory.removeGroup(GROUP)
  directory.addMembers(GROUP, [OWNER, 'urn:li:corpuser:8'])
  directory.removeMembers(GROUP, [OWNER, 'urn:li:corpuser:8'])
  directory.setExternalGroups(OWNER, [GROUP, 'urn:li:corpGroup:8'])
  directory.setRole([OWNER, GROUP], ROLE)
  await directory.takeReset(idOf('2000'))
  policies.insert(POLICY)
  await policies.update({ ...POLICY, version: 1 })
  await policies.remove(POLICY.urn)
  await policies.install([POLICY])
  return statements
}

function wholeListsOf(database: Database): Promise<Statement[]> {
  return recorded(database, async () => {
    const directory = await writableDirectory(database)
    await directory.listGroups({ ...SLICE, start: 0 })
    await directory.pageGroups({ limit: 20, query: '', after: { createdAt: GROUPS / 2, urn: GROUP } })
    await directory.countRoleMembers()
  })
}
