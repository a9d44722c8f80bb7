import fp from 'fastify-plugin'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeAuthenticate } from '../../src/app/authenticate.ts'
import { makeVerifyToken } from '../../src/app/verify-token.ts'

export default fp(
  async (core) => {
    const verifyToken = makeVerifyToken({
      hashToken: core.keys.hashToken,
      lookup: core.tokenLookup,
      actors: core.actors,
      clock: systemClock,
    })
    core.decorate('authenticate', makeAuthenticate({ verifyToken, findSession: core.sessions.find }))
  },
  { name: 'verification', dependencies: ['keys', 'token-cache', 'actors', 'sessions'] },
)
