import { isReservedActor } from '../../domain/urn.ts'
import type { LocalCache } from '../ports/core.ts'
import type { WithActor } from '../ports/with-actor.ts'
import type { ActorLookup } from './actor-lookup.ts'

export interface FindWithActorOptions<R> {
  find: (id: string) => Promise<R | undefined>
  /** In one round trip, which costs the database and us twice as much as `find`. */
  findWithActor: (id: string) => Promise<WithActor<R> | undefined>
  actors: Pick<ActorLookup, 'isKnown' | 'learning'>
  /** Whose record an id was when it was last read: what tells whether to bring the actor along, and nothing else. */
  actorOf: LocalCache<string>
  /** DataHub's `DATAHUB_SYSTEM_CLIENT_ID`. */
  systemClientId: string
}

/**
 * Finds records whose actor is asked for next: where that one is not known, the same read brings them along for the lookup
 * of actors.
 */
export function makeFindWithActor<R extends { actorUrn: string }>(
  options: FindWithActorOptions<R>,
): (id: string) => Promise<R | undefined> {
  const { find, findWithActor, actors, actorOf, systemClientId } = options
  return async (id) => {
    const actorUrn = actorOf.get(id)
    if (actorUrn !== undefined && actors.isKnown(actorUrn)) return find(id)
    const learn = actors.learning()
    const found = await findWithActor(id)
    if (found === undefined) return undefined
    const { record, actor } = found
    actorOf.set(id, record.actorUrn)
    if (!isReservedActor(record.actorUrn, systemClientId)) learn(record.actorUrn, actor)
    return record
  }
}
