import type { PolicyStore } from '../ports/policies.ts'
import type { HeldPolicies } from './policy-snapshots.ts'

export interface WatchPoliciesPorts {
  store: Pick<PolicyStore, 'revision'>
  policies: Pick<HeldPolicies, 'revision' | 'reload'>
}

/**
 * Work to be repeated: reads the policies anew where those of the store are others than those in force, as after a change
 * by another replica, or a read that failed. Rejects where the store cannot be asked; what is in force stays so.
 */
export function makeWatchPolicies({ store, policies }: WatchPoliciesPorts): () => Promise<void> {
  return async () => {
    // Not "greater": a database that was restored from a copy counts from an older one on.
    if ((await store.revision()) !== policies.revision()) await policies.reload()
  }
}
