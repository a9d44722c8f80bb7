import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { makeMintSession } from '../../../src/adapters/gms/mint-session.ts'
import { makeGmsPool } from '../../../src/adapters/gms/pool.ts'
import type { GmsSession } from '../../../src/app/ports/gms.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { type FakeClock, fakeClock } from '../../helpers/fakes/clock.ts'

export const SYSTEM_CLIENT_ID = '__datahub_system'
export const SYSTEM_CLIENT_SECRET = 'canary-system-secret'
export const RESPONSE_TIMEOUT_MS = 200

/** A server on the loopback that answers as it likes; it is cut off when the test ends. */
export async function tinyGms(
  t: Test,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Asks the GMS at this URL for sessions, as the service does. */
export function minterFor(
  t: Test,
  url: string,
  secret = SYSTEM_CLIENT_SECRET,
): { mint: (actorUrn: string) => Promise<GmsSession>; clock: FakeClock } {
  const gms = makeGmsPool({
    url,
    connectTimeoutMs: 1_000,
    responseTimeoutMs: RESPONSE_TIMEOUT_MS,
    connectionsMax: 8,
  })
  t.teardown(() => gms.pool.destroy())
  const clock = fakeClock()
  const systemClientSecret = new Secret(secret)
  return {
    mint: makeMintSession({ gms, systemClientId: SYSTEM_CLIENT_ID, systemClientSecret, clock }),
    clock,
  }
}
