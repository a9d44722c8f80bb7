import { isOwnAdministration } from '../../domain/privilege.ts'
import { corpuserId } from '../../domain/urn.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { NoteGmsChange } from '../ports/gms.ts'

export interface NoteGmsChangePorts {
  actors: Pick<ActorLookup, 'forget'>
  /** Reads the policies anew, or gives up waiting; `undefined` where they are not GMS's. It says itself where that fails. */
  reloadPolicies: (() => Promise<void>) | undefined
}

/**
 * What was written through us holds here once this resolves: whoever it is about is asked for anew, and so are the
 * policies. Never rejects: where they cannot be read, those before stay in force.
 */
export function makeNoteGmsChange({ actors, reloadPolicies }: NoteGmsChangePorts): NoteGmsChange {
  return (demands) => {
    const changes = demands.filter(({ anyOf }) => anyOf.flat().some(isOwnAdministration))
    for (const { resource } of changes) {
      const isUser = resource !== undefined && corpuserId(resource.urn) !== undefined
      actors.forget(isUser ? resource.urn : undefined)
    }
    const ofPolicies = changes.some(({ anyOf }) => anyOf.flat().includes('MANAGE_POLICIES'))
    return ofPolicies ? reloadPolicies?.().catch(() => undefined) : undefined
  }
}
