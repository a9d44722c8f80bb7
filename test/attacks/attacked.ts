import { signIn } from '../helpers/person.ts'
import { type RunningService, startInProcess } from '../helpers/service.ts'
import { SALT, SIGNING_KEY } from './forge.ts'

export const PASSWORD = 'a password for tests'
export const REQUEST = { name: 'attack', duration: 'ONE_HOUR' }

/** A service whose signing key and salt the attacker has, and root's cookie. */
export async function attacked(
  t: Parameters<typeof startInProcess>[0],
): Promise<RunningService & { cookie: string }> {
  const service = await startInProcess(t, {
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: SIGNING_KEY,
    DATAHUB_TOKEN_SERVICE_SALT: SALT,
    ROOT_PASSWORD: PASSWORD,
  })
  return { ...service, cookie: await signIn(service.front, 'datahub', PASSWORD) }
}

/** How many tokens the caller has made. */
export async function countOf(front: string, cookie: string): Promise<number> {
  const answer = await fetch(`${front}/v1/tokens`, { headers: { cookie } })
  return ((await answer.json()) as { items: unknown[] }).items.length
}
