import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import accessDeclared from '../plugins/access-declared.ts'
import actors from '../plugins/core/actors.ts'
import audit from '../plugins/core/audit.ts'
import auditSealer from '../plugins/core/audit-sealer.ts'
import auditTrail from '../plugins/core/audit-trail.ts'
import authorization from '../plugins/core/authorization.ts'
import directory from '../plugins/core/directory.ts'
import gms from '../plugins/core/gms.ts'
import gmsUpstream from '../plugins/core/gms-upstream.ts'
import gmsUsers from '../plugins/core/gms-users.ts'
import graphql from '../plugins/core/graphql.ts'
import idempotency from '../plugins/core/idempotency.ts'
import keys from '../plugins/core/keys.ts'
import lastUse from '../plugins/core/last-use.ts'
import metrics from '../plugins/core/metrics.ts'
import policies from '../plugins/core/policies.ts'
import presentedTokens from '../plugins/core/presented-tokens.ts'
import probes from '../plugins/core/probes.ts'
import redis from '../plugins/core/redis.ts'
import sessions, { type SessionsOptions } from '../plugins/core/sessions.ts'
import signIn from '../plugins/core/sign-in.ts'
import sso from '../plugins/core/sso.ts'
import stores from '../plugins/core/stores.ts'
import tokenCache from '../plugins/core/token-cache.ts'
import tokens from '../plugins/core/tokens.ts'
import verification from '../plugins/core/verification.ts'
import type { Settings } from './config/schema.ts'

export interface CoreOptions extends SessionsOptions {
  settings: Readonly<Settings>
  logger: FastifyBaseLogger
}

/**
 * What all doors share: stores, keys, cache, policies, sessions, the way to GMS. It is an app of its own, which answers
 * probes and metrics, and is closed after the doors.
 */
export async function buildCore({ settings, logger, onRootPassword }: CoreOptions): Promise<FastifyInstance> {
  const core = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
  })
  core.decorate('settings', settings)
  try {
    await core.register(accessDeclared)
    await core.register(stores)
    await core.register(keys)
    await core.register(redis)
    await core.register(auditSealer)
    await core.register(audit)
    await core.register(gmsUpstream)
    await core.register(gmsUsers)
    await core.register(actors)
    await core.register(tokenCache)
    await core.register(policies)
    await core.register(authorization)
    await core.register(directory)
    await core.register(auditTrail)
    await core.register(idempotency)
    await core.register(tokens)
    await core.register(lastUse)
    await core.register(presentedTokens)
    await core.register(sessions, { onRootPassword })
    await core.register(signIn)
    await core.register(sso)
    await core.register(verification)
    await core.register(gms)
    await core.register(graphql)
    await core.register(metrics)
    await core.register(probes)
    await core.ready()
  } catch (error) {
    await core.close()
    throw error
  }
  return core
}
