import type { Actor } from '../../domain/actor.ts'
import { isReservedActor } from '../../domain/urn.ts'

type Load = (urn: string) => Promise<Actor | undefined>

/**
 * Whoever a directory says they are, actors that GMS gives power which no policy grants are nobody: not by a token or a
 * session from before the name was reserved either (DATAHUB_SYSTEM_CLIENT_ID may change).
 */
export function withoutReserved(load: Load, systemClientId: string): Load {
  return async (urn) => (isReservedActor(urn, systemClientId) ? undefined : load(urn))
}
