import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import {
  type DirectoryGms,
  gmsUser,
  SYSTEM_CLIENT_SECRET,
  startDirectoryGms,
} from '../helpers/directory-gms.ts'
import { bearer, issueToken, signIn } from '../helpers/person.ts'
import { type Environment, type RunningService, startInProcess } from '../helpers/service.ts'

export const ALICE = 'urn:li:corpuser:alice@example.com'
export const EDITORS = 'urn:li:corpGroup:editors'
export const PASSWORD = 'a password at DataHub'
export const ROOT_PASSWORD = 'a password for tests'

// The shortest that can be set. What DataHub says now holds here this much later at most, and some for a slow machine.
export const BOUND_MS = 1_000
const SLACK_MS = 500

/** `more`: what DataHub has besides when the service starts. */
export async function world(
  t: Test,
  settings: Environment = {},
  more: readonly [string, Record<string, object>][] = [],
): Promise<{ gms: DirectoryGms; service: RunningService }> {
  const gms = await startDirectoryGms(t)
  gms.entities.set(...gmsUser(ALICE, { nativeGroupMembership: { nativeGroups: [EDITORS] } }))
  gms.entities.set(EDITORS, { roleMembership: { roles: ['urn:li:dataHubRole:Editor'] } })
  for (const [urn, aspects] of more) gms.entities.set(urn, aspects)
  gms.passwords.set(ALICE, PASSWORD)
  const service = await startInProcess(t, {
    GMS_URL: gms.url,
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: SYSTEM_CLIENT_SECRET,
    DIRECTORY_REFRESH_INTERVAL_SECONDS: '1',
    ROOT_PASSWORD,
    ...settings,
  })
  return { gms, service }
}

/** The same, with alice signed in and a token of hers; `asks` gives the statuses of a request with each. */
export async function aliceIn(t: Test) {
  const { gms, service } = await world(t)
  let cookie = await signIn(service.front, 'alice@example.com', PASSWORD)
  const { token } = await issueToken(service.front, cookie, { name: 'nightly', duration: 'ONE_HOUR' })
  async function asks(): Promise<[byToken: number, bySession: number]> {
    const byToken = await fetch(`${service.gms}/entities/x`, { headers: bearer(token) })
    const bySession = await fetch(`${service.front}/v1/tokens`, { headers: { cookie } })
    return [byToken.status, bySession.status]
  }
  /** Waits until both are answered so; `undefined` where that was within the bound. */
  async function becomes(status: number, ofSession = status): Promise<string | undefined> {
    const start = performance.now()
    while (performance.now() - start < BOUND_MS + SLACK_MS) {
      const [byToken, bySession] = await asks()
      if (byToken === status && bySession === ofSession) return undefined
      await wait(20)
    }
    return `not ${status} after ${BOUND_MS + SLACK_MS} ms`
  }
  async function signInAnew(): Promise<void> {
    cookie = await signIn(service.front, 'alice@example.com', PASSWORD)
  }
  return { gms, service, cookie, token, asks, becomes, signInAnew }
}
