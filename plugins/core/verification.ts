import jwt from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { digest } from '../../src/adapters/digests.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeAuthenticate } from '../../src/app/access/authenticate.ts'
import { type FindPlaySession, makeFindPlaySession } from '../../src/app/sign-in/play-sessions.ts'
import { makeVerifyToken } from '../../src/app/tokens/verify-token.ts'
import { parseHoconDuration } from '../../src/domain/hocon-duration.ts'

export default fp(
  async (core) => {
    const verifyToken = makeVerifyToken({
      hashToken: core.keys.hashToken,
      lookup: core.tokenLookup,
      actors: core.actors,
      clock: systemClock,
    })
    const findPlaySession = await playSessions(core)
    core.decorate(
      'authenticate',
      makeAuthenticate({
        verifyToken,
        findSession: core.sessions.find,
        ...(findPlaySession && { findPlaySession }),
      }),
    )
  },
  { name: 'verification', dependencies: ['keys', 'token-cache', 'actors', 'sessions'] },
)

async function playSessions(core: FastifyInstance): Promise<FindPlaySession | undefined> {
  const {
    DATAHUB_SECRET: secret,
    MAX_SESSION_TOKEN_AGE,
    DATAHUB_SYSTEM_CLIENT_ID: systemClientId,
  } = core.settings
  if (secret === undefined) return undefined
  const namespace = 'play'
  await core.register(jwt, {
    namespace,
    // Play signs with the secret's own UTF-8 bytes (Cookie.scala, JWTFormatter).
    secret: Buffer.from(secret.reveal(), 'utf8'),
    verify: { algorithms: ['HS256'], ignoreExpiration: true, ignoreNotBefore: true, cache: false },
  })
  const { play } = core.jwt as unknown as { [namespace]: { verify(token: string): unknown } }
  return makeFindPlaySession({
    verify: (token) => play.verify(token),
    actors: core.actors,
    clock: systemClock,
    digest,
    maxAgeMs: parseHoconDuration(MAX_SESSION_TOKEN_AGE) ?? 0,
    systemClientId,
  })
}
