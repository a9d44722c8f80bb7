import fp from 'fastify-plugin'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeWhoAmI } from '../../src/app/access/who-am-i.ts'
import { makeIntrospectToken } from '../../src/app/tokens/introspect-token.ts'
import { makeRevokePresentedToken } from '../../src/app/tokens/revoke-presented-token.ts'

/** What is asked about a credential itself: the caller's own, or one that is presented in a body. */
export default fp(
  async (core) => {
    const { authorize, requirePrivilege, actors } = core
    const { tokens: store, directory, sessions } = core.stores
    const { hashToken, signer } = core.keys
    const clock = systemClock
    core.decorate('presentedTokens', {
      introspect: makeIntrospectToken({ store, signer, hashToken, actors, authorize, clock }),
      revoke: makeRevokePresentedToken({
        store,
        hashToken,
        revoke: core.tokens.revoke,
        authorize,
        requirePrivilege,
        clock,
      }),
    })
    core.decorate('whoAmI', makeWhoAmI({ actors, directory, sessions, authorize }))
  },
  { name: 'presented-tokens', dependencies: ['stores', 'keys', 'actors', 'authorization', 'tokens'] },
)
