import fp from 'fastify-plugin'
import { migrate } from '../../db/migrate.ts'
import { makeSqlAuditChain } from '../../src/adapters/sql/audit-chain.ts'
import { makeSqlAuditTrail } from '../../src/adapters/sql/audit-trail.ts'
import { openDatabase } from '../../src/adapters/sql/connect.ts'
import { makeSqlDirectoryStore } from '../../src/adapters/sql/directory-store.ts'
import { lockFolder } from '../../src/adapters/sql/folder-lock.ts'
import { makeSqlIdempotencyStore } from '../../src/adapters/sql/idempotency.ts'
import { makeSqlLastUseStore } from '../../src/adapters/sql/last-use.ts'
import { makeSqlPolicyStore } from '../../src/adapters/sql/policy-store.ts'
import { refuseFolder } from '../../src/adapters/sql/private-folder.ts'
import { makeSqlSessionStore } from '../../src/adapters/sql/session-store.ts'
import { makeSqlTokenLists } from '../../src/adapters/sql/token-lists.ts'
import { makeSqlTokenStore } from '../../src/adapters/sql/token-store.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { withOutages } from '../../src/adapters/sql/unavailable.ts'
import { makeSqlReadsWithActor } from '../../src/adapters/sql/with-actor.ts'
import { type MysqlAddress, parseDatabaseUrl } from '../../src/config/database-url.ts'

/** MySQL cannot be used at the start. `passing`: the same start may succeed later. */
export class DatabaseStartError extends Error {
  override readonly name = 'DatabaseStartError'
  readonly passing: boolean

  constructor(message: string, passing: boolean) {
    super(message)
    this.passing = passing
  }
}

export default fp(
  async (core) => {
    const address = parseDatabaseUrl(core.settings.DATABASE_URL)
    if (address.dialect === 'sqlite') refuseFolder(address.file)
    const lock = address.dialect === 'sqlite' ? lockFolder(address.folder) : undefined
    const database = await openDatabase(address, { warn: (message) => core.log.warn(message) })
    core.addHook('onClose', async () => {
      await database.close()
      lock?.release()
    })
    const applied = await migrate(database).catch((error: unknown) => {
      throw address.dialect === 'mysql' ? (startError(address, error) ?? error) : error
    })
    if (applied.length > 0) core.log.info({ migrations: applied }, 'database migrated')

    core.decorate('stores', {
      tokens: withOutages(makeSqlTokenStore(database)),
      tokenLists: withOutages(makeSqlTokenLists(database)),
      directory: withOutages(makeSqlDirectoryStore(database)),
      sessions: withOutages(makeSqlSessionStore(database)),
      withActor: withOutages(makeSqlReadsWithActor(database)),
      auditTrail: withOutages(makeSqlAuditTrail(database)),
      auditChain: withOutages(makeSqlAuditChain(database)),
      lastUse: withOutages(makeSqlLastUseStore(database)),
      idempotency: withOutages(makeSqlIdempotencyStore(database)),
      policies: withOutages(makeSqlPolicyStore(database)),
      transactions: withOutages(makeSqlTransactions(database)),
      hasTokens: async () => (await database.knex('tokens').first('id')) !== undefined,
      ping: async () => {
        await database.knex.raw('SELECT 1')
      },
    })
  },
  { name: 'stores' },
)

const REFUSED = /^(ER_ACCESS_DENIED|ER_DBACCESS_DENIED|ER_BAD_DB|ER_NOT_SUPPORTED_AUTH|AUTH_SWITCH)/
const UNREACHABLE =
  /^(E[A-Z]+(_AGAIN)?|PROTOCOL_CONNECTION_LOST|PROTOCOL_SEQUENCE_TIMEOUT|ER_CON_COUNT_ERROR)$/

/** Without the driver's own words, which name the user; `undefined` for what is no matter of the connection. */
function startError({ host, port }: MysqlAddress, error: unknown): DatabaseStartError | undefined {
  const { code = '', name } = error as { code?: string; name: string }
  const where = `MySQL at ${host} port ${port}`
  if (REFUSED.test(code))
    return new DatabaseStartError(
      `DATABASE_URL was refused by ${where} (${code}): correct its user, password or database, or grant the rights.`,
      false,
    )
  if (UNREACHABLE.test(code) || name === 'KnexTimeoutError')
    return new DatabaseStartError(
      `DATABASE_URL: ${where} cannot be reached (${code || 'no answer in time'}). Start it, or correct DATABASE_URL.`,
      true,
    )
  return undefined
}
