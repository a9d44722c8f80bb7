import { randomUUID } from 'node:crypto'
import fp from 'fastify-plugin'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeIssueToken } from '../../src/app/issue-token.ts'
import { makeReadTokens } from '../../src/app/read-tokens.ts'
import { makeRevokeToken } from '../../src/app/revoke-token.ts'
import { lifetimeRules } from '../../src/config/lifetime-rules.ts'

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
      authorize,
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
    core.decorate('tokens', { issue, revoke, ...read })
  },
  { name: 'tokens', dependencies: ['stores', 'keys', 'token-cache', 'audit', 'actors', 'policies', 'idempotency'] },
)
