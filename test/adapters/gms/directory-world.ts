import type { Test } from 'tap'
import { makeReadAspects } from '../../../src/adapters/gms/entity-aspects.ts'
import { makeGmsDirectory } from '../../../src/adapters/gms/gms-directory.ts'
import { makeGmsPool } from '../../../src/adapters/gms/pool.ts'
import { makeSendToGms, type SendToGms } from '../../../src/adapters/gms/send.ts'
import { makeLru } from '../../../src/adapters/lru.ts'
import type { GmsDirectory } from '../../../src/app/ports/gms-directory.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { type FakeClock, fakeClock } from '../../helpers/fakes/clock.ts'

export const DEADLINE_MS = 300
export const GROUP_LIFE_MS = 5_000

/** Sends to the GMS at this URL as the service does, with a short deadline. */
export function sendTo(t: Test, url: string, answerBytesMax = 100_000): SendToGms {
  const times = { connectTimeoutMs: 1_000, responseTimeoutMs: 1_000 }
  const gms = makeGmsPool({ url, ...times, connectionsMax: 4 })
  t.teardown(() => gms.pool.destroy())
  return makeSendToGms({ gms, answerBytesMax, deadlineMs: DEADLINE_MS })
}

/** The directory of the GMS at this URL. */
export function directoryAt(
  t: Test,
  url: string,
  { systemClientId = '__datahub_system', secret = 'secret-of-the-tests', loadsMax = 100 } = {},
): GmsDirectory & { clock: FakeClock } {
  const clock = fakeClock()
  const credentials = { systemClientId, systemClientSecret: new Secret(secret) }
  const directory = makeGmsDirectory({
    readAspects: makeReadAspects(sendTo(t, url), credentials, {
      code: 'DIRECTORY_UNAVAILABLE',
      what: 'users',
    }),
    clock,
    groupLifeMs: GROUP_LIFE_MS,
    knownGroups: makeLru(1_000),
    loadsMax,
  })
  return { ...directory, clock }
}
