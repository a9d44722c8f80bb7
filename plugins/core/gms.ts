import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { makeCallGms } from '../../src/adapters/gms/call-gms.ts'
import { makeGmsGuard } from '../../src/adapters/gms/guard.ts'
import { makeHeldBodies } from '../../src/adapters/gms/held-bodies.ts'
import { makeMintSession } from '../../src/adapters/gms/mint-session.ts'
import { type GmsPool, makeGmsPool } from '../../src/adapters/gms/pool.ts'
import { makeGmsProxy } from '../../src/adapters/gms/proxy.ts'
import { makeLru } from '../../src/adapters/lru.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { within } from '../../src/adapters/within.ts'
import { makeAdmitGmsRequest } from '../../src/app/gms/admit-gms-request.ts'
import { makeGmsChanges } from '../../src/app/gms/gms-changes.ts'
import {
  makeActorHeaderIdentity,
  makeNoIdentity,
  makePassthroughIdentity,
  makeSessionIdentity,
} from '../../src/app/gms/gms-identity.ts'
import { type GmsSessionsOptions, makeGmsSessions } from '../../src/app/gms/gms-sessions.ts'
import type { GmsIdentityFor, NoteGmsChange } from '../../src/app/ports/gms.ts'
import { usesGmsPolicies } from '../../src/config/policy-rules.ts'
import { judgeGmsRequest } from '../../src/domain/gms-endpoints/judge.ts'
import { Secret } from '../../src/domain/secret.ts'
import { corpuserId } from '../../src/domain/urn.ts'

// Enough for GMS's own 200 or so Jetty threads; more would only queue there instead of here.
const CONNECTIONS_MAX = 256

const MINT_CONNECTIONS_MAX = 8

// Of what is held whole. The largest answers of DataHub's own pages have a few megabytes.
const ANSWER_BYTES_MAX = 33_554_432

// About 600 bytes a session: 6 MB when full.
const HELD_SESSIONS_MAX = 10_000

// Design §2.5: a session that we mint ourselves lives five minutes.
const OWN_SESSION_MS = 300_000

// How long the answer to a change of policies waits for them to be read. 10,000 take some seconds, and DataHub's clients wait
// for 30 at the least.
const RELOAD_WAIT_MS = 10_000

const READ_AGAIN_PAUSE_MS = 1_000

const HELD_BODIES = {
  // DataHub's clients send 15 MB at the most (INGEST_MAX_PAYLOAD_BYTES, rest_emitter.py).
  bodyBytesMax: 16_777_216,
  // 16 of the longest, or 2,000 of the usual 128 kB; what one is gathered in may be twice as long.
  allBytesMax: 268_435_456,
  // The longest at 2 Mbit/s.
  arrivalMs: 60_000,
}

export default fp(
  async (core) => {
    const { settings } = core
    const { url } = core.gmsUpstream
    const pool = {
      url,
      connectTimeoutMs: settings.GMS_CONNECT_TIMEOUT_MS,
      responseTimeoutMs: settings.GMS_RESPONSE_TIMEOUT_MS,
    }
    const gms = makeGmsPool({ ...pool, connectionsMax: CONNECTIONS_MAX })
    // Of its own, so that slow uploads on all connections do not keep others from being told to GMS.
    const mints = makeGmsPool({ ...pool, connectionsMax: MINT_CONNECTIONS_MAX })
    // The doors have drained by now: what is still open has no client, or has outlived the drain.
    core.addHook('onClose', () => Promise.all([gms.pool.destroy(), mints.pool.destroy()]))
    const identities = identityFor(core, mints)
    const admit = makeAdmitGmsRequest({
      authorize: core.authorize,
      recordRefusal: core.audit.recordRefusal,
    })
    const noteChange = noteChangeBy(core)
    core.decorate('gmsGuard', { admit, noteChange })
    const guard = makeGmsGuard({
      judge: (head) =>
        judgeGmsRequest(head, {
          enforced: settings.REST_API_AUTHORIZATION_ENABLED,
          unmapped: settings.REST_API_UNMAPPED,
        }),
      admit,
      noteChange,
      bodies: makeHeldBodies(HELD_BODIES),
    })
    core.decorate('gmsProxy', makeGmsProxy({ gms, identityFor: identities, guard }))
    core.decorate('gmsCall', makeCallGms({ gms, identityFor: identities, answerBytesMax: ANSWER_BYTES_MAX }))
  },
  {
    name: 'gms',
    dependencies: ['stores', 'audit', 'actors', 'keys', 'policies', 'authorization', 'gms-upstream'],
  },
)

function noteChangeBy(core: FastifyInstance): NoteGmsChange {
  const { actors, policies, settings, log } = core
  const changes = makeGmsChanges({
    actors,
    reloadPolicies: usesGmsPolicies(settings) ? policies.reload : undefined,
    clock: systemClock,
  })
  const again = setInterval(changes.readAgain, READ_AGAIN_PAUSE_MS).unref()
  core.addHook('onClose', async () => clearInterval(again))

  return (demands) => {
    const reading = changes.note(demands)
    // Where policies decide nothing, nobody waits for them.
    if (reading === undefined || !settings.AUTH_POLICIES_ENABLED) return undefined
    return answeredInTime(reading, log)
  }
}

async function answeredInTime(reading: Promise<void>, log: FastifyInstance['log']): Promise<void> {
  const isRead = await within(
    reading.then(() => true),
    RELOAD_WAIT_MS,
  )
  if (!isRead)
    log.warn('a change of policies was answered before they were read: it holds here once they are')
}

function identityFor(core: FastifyInstance, gms: GmsPool): GmsIdentityFor {
  const { GMS_CREDENTIALS, ANONYMOUS_ACTOR } = core.settings
  const { systemClientId, systemClientSecret = new Secret('') } = core.gmsUpstream.credentials
  const authenticationEnabled = core.settings.METADATA_SERVICE_AUTH_ENABLED
  const clock = systemClock
  const sessionsBy = (mint: GmsSessionsOptions['mint']) =>
    authenticationEnabled
      ? makeSessionIdentity(makeGmsSessions({ mint, clock, held: makeLru(HELD_SESSIONS_MAX) }))
      : makeNoIdentity()
  switch (GMS_CREDENTIALS) {
    case 'exchange':
      return sessionsBy(makeMintSession({ gms, systemClientId, systemClientSecret, clock }))
    case 'session':
      return sessionsBy(async (actorUrn) => {
        const expiresAtMs = clock.now() + OWN_SESSION_MS
        return { token: core.keys.signGmsSession(corpuserId(actorUrn) ?? '', expiresAtMs), expiresAtMs }
      })
    case 'passthrough':
      return makePassthroughIdentity()
    case 'actor-header':
      return makeActorHeaderIdentity(ANONYMOUS_ACTOR)
  }
}
