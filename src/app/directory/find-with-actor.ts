import { isReservedActor } from '../../domain/urn.ts'
import type { WithActor } from '../ports/with-actor.ts'
import type { ActorLookup } from './actor-lookup.ts'

export interface FindWithActorOptions<R> {
  read: (id: string) => Promise<WithActor<R> | undefined>
  actors: Pick<ActorLookup, 'learning'>
  /** DataHub's `DATAHUB_SYSTEM_CLIENT_ID`. */
  systemClientId: string
}

/** Finds records whose actor is asked for next, and lets the lookup of actors have what the same read brought along. */
export function makeFindWithActor<R extends { actorUrn: string }>(
  options: FindWithActorOptions<R>,
): (id: string) => Promise<R | undefined> {
  const { read, actors, systemClientId } = options
  return async (id) => {
    const learn = actors.learning()
    const found = await read(id)
    if (found === undefined) return undefined
    const { record, actor } = found
    if (!isReservedActor(record.actorUrn, systemClientId)) learn(record.actorUrn, actor)
    return record
  }
}
