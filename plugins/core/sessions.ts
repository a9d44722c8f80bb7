import fp from 'fastify-plugin'
import { digest, newSecret } from '../../src/adapters/digests.ts'
import { makeLru } from '../../src/adapters/lru.ts'
import { makePasswordHasher } from '../../src/adapters/password-hasher.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { ensureRootUser, type GeneratedPassword } from '../../src/app/directory/ensure-root-user.ts'
import { makeFindWithActor } from '../../src/app/directory/find-with-actor.ts'
import { makeSessions } from '../../src/app/sign-in/sessions.ts'
import { usesSqlite } from '../../src/config/rules.ts'

const SWEEP_EVERY_MS = 3_600_000

// About 200 bytes each: sessions that are asked for again and again.
const ACTORS_OF_MAX = 10_000

export interface SessionsOptions {
  /** Told the root password that was generated just now, to keep it once the doors listen and show it then. */
  onRootPassword: (generated: GeneratedPassword) => void
}

export default fp<SessionsOptions>(
  async (core, { onRootPassword }) => {
    const { stores, settings } = core
    const hasher = makePasswordHasher()
    const clock = systemClock
    const auditRecordOf = core.audit.recordOf
    const { transactions } = stores
    const generated = await ensureRootUser(
      { directory: stores.directory, transactions, auditRecordOf, hasher, clock, newSecret },
      {
        configured: settings.ROOT_PASSWORD,
        otherwise: usesSqlite(settings) ? 'generate once' : 'no sign-in',
      },
    )
    if (generated !== undefined) onRootPassword(generated)

    const durationMs = settings.SESSION_TOKEN_DURATION_MS
    const find = makeFindWithActor({
      find: stores.sessions.find,
      findWithActor: stores.withActor.session,
      actors: core.actors,
      actorOf: makeLru(ACTORS_OF_MAX),
      systemClientId: settings.DATAHUB_SYSTEM_CLIENT_ID,
    })
    const sessions = makeSessions({
      store: { ...stores.sessions, find },
      transactions,
      actors: core.actors,
      auditRecordOf,
      clock,
      newSecret,
      digest,
      durationMs,
    })
    core.decorate('sessions', sessions)
    core.decorate('passwordHasher', hasher)

    const sweeper = setInterval(() => {
      sessions
        .sweep()
        .catch((error: unknown) => core.log.warn({ err: error }, 'expired sessions could not be removed'))
    }, SWEEP_EVERY_MS)
    sweeper.unref()
    core.addHook('onClose', async () => clearInterval(sweeper))
  },
  { name: 'sessions', dependencies: ['stores', 'audit', 'actors'] },
)
