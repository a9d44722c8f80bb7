import { randomUUID } from 'node:crypto'
import fp from 'fastify-plugin'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeIssueToken } from '../../src/app/issue-token.ts'
import { makeReadTokens } from '../../src/app/read-tokens.ts'
import { makeRevokeToken } from '../../src/app/revoke-token.ts'

export default fp(
  async (core) => {
    const { authorize, stores, keys, tokenLookup: lookup, settings } = core
    const issue = makeIssueToken({
      store: stores.tokens,
      users: stores.users,
      signer: keys.signer,
      hashToken: keys.hashToken,
      authorize,
      clock: systemClock,
      newUuid: randomUUID,
      settings: {
        authenticationEnabled: settings.METADATA_SERVICE_AUTH_ENABLED,
        allowNoExpiry: settings.TOKEN_ALLOW_NO_EXPIRY,
        issuer: settings.DATAHUB_TOKEN_SERVICE_ISSUER,
        systemClientId: settings.DATAHUB_SYSTEM_CLIENT_ID,
      },
    })
    const read = makeReadTokens({
      store: stores.tokens,
      authorize,
      clock: systemClock,
      cursors: keys.cursors,
    })
    const revoke = makeRevokeToken({ store: stores.tokens, lookup, authorize, clock: systemClock })
    core.decorate('tokens', { issue, revoke, ...read })
  },
  { name: 'tokens', dependencies: ['stores', 'keys', 'token-cache', 'policies'] },
)
