import type { Actor } from '../../domain/actor.ts'
import { isServiceAccountUrn } from '../../domain/chosen-id.ts'
import { ROOT_USER_URN } from '../../domain/urn.ts'
import type { DirectoryStore } from '../ports/directory.ts'
import type { ActorLookup } from './actor-lookup.ts'

export interface ActorsBesideGmsOptions {
  /** Our own store. */
  here: ActorLookup
  /** DataHub's directory. */
  inGms: ActorLookup
}

/**
 * Actors where users come from DataHub. Root is ours all the same, so that somebody gets in while DataHub is down, and so
 * are the service accounts that were made here; everybody else is whom DataHub says they are.
 */
export function makeActorsBesideGms({ here, inGms }: ActorsBesideGmsOptions): ActorLookup {
  function findServiceAccount(urn: string) {
    const own = here.find(urn)
    const orInGms = (found: Actor | undefined) =>
      found?.kind === 'SERVICE_ACCOUNT' ? found : inGms.find(urn)
    return own instanceof Promise ? own.then(orInGms) : orInGms(own)
  }

  return {
    find(urn) {
      if (urn === ROOT_USER_URN) return here.find(urn)
      return isServiceAccountUrn(urn) ? findServiceAccount(urn) : inGms.find(urn)
    },
    forget(urn) {
      here.forget(urn)
      inGms.forget(urn)
    },
    // Whoever is DataHub's is not in our store to be brought along.
    isKnown: (urn) => (urn !== ROOT_USER_URN && !isServiceAccountUrn(urn)) || here.isKnown(urn),
    learning: here.learning,
  }
}

/**
 * Loads actors from DataHub, but for service accounts that were ever made here: one that was removed is nobody, also where
 * DataHub could not be told.
 */
export function makeLoadOthersFromGms(
  { findUser }: Pick<DirectoryStore, 'findUser'>,
  load: (urn: string) => Promise<Actor | undefined>,
): (urn: string) => Promise<Actor | undefined> {
  return async (urn) => {
    const wasOurs = isServiceAccountUrn(urn) && (await findUser(urn)) !== undefined
    return wasOurs ? undefined : load(urn)
  }
}
