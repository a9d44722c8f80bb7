import { randomUUID } from 'node:crypto'
import fp from 'fastify-plugin'
import { digestOfIds } from '../../src/adapters/id-digest.ts'
import { repeat } from '../../src/adapters/repeat.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeIssueToken } from '../../src/app/tokens/issue-token.ts'
import { makeIssueTokenFor } from '../../src/app/tokens/issue-token-for.ts'
import { makeLapseTokens } from '../../src/app/tokens/lapse-tokens.ts'
import { makeReadTokens } from '../../src/app/tokens/read-tokens.ts'
import { makeRevokeManyTokens } from '../../src/app/tokens/revoke-many-tokens.ts'
import { makeRevokeAnyToken, makeRevokeToken } from '../../src/app/tokens/revoke-token.ts'
import { lifetimeRules } from '../../src/config/lifetime-rules.ts'
import { usesSqlite } from '../../src/config/rules.ts'

const LAPSE_EVERY_MS = 30_000

// Who revokes a token that a bulk revoke holds begins anew for five seconds.
const BULK_MS_MAX = 3_000

// A transaction has SQLite's one connection, which others wait for two seconds.
const BULK_MS_MAX_ON_SQLITE = 1_000

export default fp(
  async (core) => {
    const { authorize, requirePrivilege, actors, stores, keys, tokenLookup: lookup, settings } = core
    const { transactions } = stores
    const auditRecordOf = core.audit.recordOf
    const issue = makeIssueToken({
      transactions,
      actors,
      requirePrivilege,
      auditRecordOf,
      idempotency: core.idempotency,
      signer: keys.signer,
      hashToken: keys.hashToken,
      authorize,
      clock: systemClock,
      newUuid: randomUUID,
      settings: {
        authenticationEnabled: settings.METADATA_SERVICE_AUTH_ENABLED,
        ...lifetimeRules(settings),
        issuer: settings.DATAHUB_TOKEN_SERVICE_ISSUER,
        systemClientId: settings.DATAHUB_SYSTEM_CLIENT_ID,
      },
    })
    const read = makeReadTokens({
      store: stores.tokens,
      lists: stores.tokenLists,
      authorize,
      requirePrivilege,
      clock: systemClock,
      cursors: keys.cursorsOf('tokens'),
    })
    const revoke = makeRevokeToken({
      store: stores.tokens,
      transactions,
      lookup,
      authorize,
      auditRecordOf,
      clock: systemClock,
    })
    const revokeMany = makeRevokeManyTokens({
      lists: stores.tokenLists,
      transactions,
      lookup,
      requirePrivilege,
      auditRecordOf,
      digestOfIds,
      workMsMax: usesSqlite(settings) ? BULK_MS_MAX_ON_SQLITE : BULK_MS_MAX,
      clock: systemClock,
    })
    core.decorate('tokens', {
      issue,
      issueFor: makeIssueTokenFor({ issue, authorize, requirePrivilege }),
      revoke,
      revokeAny: makeRevokeAnyToken(revoke, { requirePrivilege }),
      revokeMany,
      ...read,
    })

    const lapsing = repeat(makeLapseTokens({ transactions, clock: systemClock }), {
      pauseMs: LAPSE_EVERY_MS,
      failed: (error) => core.log.warn({ err: error }, 'expired tokens cannot be put where lists find them'),
      recovered: () => core.log.info('expired tokens are put where lists find them again'),
    })
    core.addHook('onClose', () => lapsing.stop())
  },
  {
    name: 'tokens',
    dependencies: ['stores', 'keys', 'token-cache', 'audit', 'actors', 'authorization', 'idempotency'],
  },
)
