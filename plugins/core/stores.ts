import fp from 'fastify-plugin'
import { migrate } from '../../db/migrate.ts'
import { openDatabase } from '../../src/adapters/sql/connect.ts'
import { lockFolder } from '../../src/adapters/sql/folder-lock.ts'
import { makeSqlSessionStore } from '../../src/adapters/sql/session-store.ts'
import { makeSqlTokenStore } from '../../src/adapters/sql/token-store.ts'
import { withOutages } from '../../src/adapters/sql/unavailable.ts'
import { makeSqlUserStore } from '../../src/adapters/sql/user-store.ts'
import { parseDatabaseUrl } from '../../src/config/database-url.ts'

export default fp(
  async (core) => {
    const address = parseDatabaseUrl(core.settings.DATABASE_URL)
    const lock = address.dialect === 'sqlite' ? lockFolder(address.folder) : undefined
    const database = await openDatabase(address, { warn: (message) => core.log.warn(message) })
    core.addHook('onClose', async () => {
      await database.close()
      lock?.release()
    })
    const applied = await migrate(database)
    if (applied.length > 0) core.log.info({ migrations: applied }, 'database migrated')

    core.decorate('stores', {
      tokens: withOutages(makeSqlTokenStore(database)),
      users: withOutages(makeSqlUserStore(database)),
      sessions: withOutages(makeSqlSessionStore(database)),
      ping: async () => {
        await database.knex.raw('SELECT 1')
      },
    })
  },
  { name: 'stores' },
)
