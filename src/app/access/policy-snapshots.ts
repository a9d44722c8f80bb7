import type { PolicyDocument } from '../../domain/policy/policy.ts'
import type { PolicySnapshot } from '../../domain/policy/snapshot.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { PolicySnapshots, PolicySource } from '../ports/policies.ts'

export interface PolicySnapshotsOptions {
  source: Pick<PolicySource, 'load'>
  compile: (policies: readonly PolicyDocument[]) => Promise<PolicySnapshot>
  /** Told of the first of several failures in a row to read them, and of the end of that. */
  failed: (error: unknown) => void
  recovered: () => void
  /** Told of policies that grant nothing because they cannot be read, where these are others than before. */
  unreadable: (urns: readonly string[]) => void
}

export interface PolicyStats {
  policies: number
  unreadablePolicies: number
  policyLoads: number
  policyLoadFailures: number
}

export type PolicyState =
  /** None could be read so far. */
  | 'unavailable'
  /** They could not be read the last time: those before are in force. */
  | 'stale'
  | 'ok'

export interface HeldPolicies extends PolicySnapshots {
  state(): PolicyState
  /** `LoadedPolicies.revision` of those that were read last. */
  revision(): number | undefined
  /**
   * Puts a change in force that was made where they are kept, and that a reload after it could not read; the next read
   * takes its place.
   */
  amend(change: (policies: readonly PolicyDocument[]) => readonly PolicyDocument[]): Promise<void>
  stats: PolicyStats
}

/** The policies in force, swapped as a whole. One load runs at a time, and one waits for all who ask meanwhile. */
export function makePolicySnapshots(options: PolicySnapshotsOptions): HeldPolicies {
  const { source, compile } = options
  const stats: PolicyStats = {
    policies: 0,
    unreadablePolicies: 0,
    policyLoads: 0,
    policyLoadFailures: 0,
  }
  let snapshot: PolicySnapshot | undefined
  let inForce: number | undefined
  let reads = 0
  let failing = false
  let unreadableBefore = ''
  let running: Promise<void> | undefined
  let waiting: Promise<void> | undefined

  async function load(): Promise<void> {
    stats.policyLoads++
    try {
      const { policies, unreadable, revision } = await source.load()
      snapshot = await compile(policies)
      inForce = revision
      reads++
      stats.policies = policies.length
      noteUnreadable(unreadable)
    } catch (error) {
      stats.policyLoadFailures++
      if (!failing) options.failed(error)
      failing = true
      throw error
    }
    if (failing) options.recovered()
    failing = false
  }

  function noteUnreadable(urns: readonly string[]): void {
    stats.unreadablePolicies = urns.length
    const now = urns.toSorted().join('\n')
    if (now !== unreadableBefore && urns.length > 0) options.unreadable(urns)
    unreadableBefore = now
  }

  function start(): Promise<void> {
    const mine = load().finally(() => {
      if (running === mine) running = undefined
    })
    running = mine
    return mine
  }

  function current(): PolicySnapshot {
    if (snapshot === undefined) throw new ServiceError('POLICIES_UNAVAILABLE')
    return snapshot
  }

  return {
    stats,
    revision: () => inForce,
    state: () => (snapshot === undefined ? 'unavailable' : failing ? 'stale' : 'ok'),
    current,
    async amend(change) {
      const readsBefore = reads
      for (;;) {
        const before = current()
        const after = await compile(change(before.policies))
        // It has the change, and maybe a later one of the same policy, which this one would undo until the next read.
        if (reads !== readsBefore) return
        // Another change that came into force meanwhile must not be lost.
        if (snapshot !== before) continue
        snapshot = after
        stats.policies = after.policies.length
        return
      }
    },
    reload() {
      // The one that waits begins in a moment: a second beside it could end last, with what it read first.
      if (running === undefined) return waiting ?? start()
      // What runs may have read what was there before the call.
      waiting ??= running
        .catch(() => undefined)
        .then(() => {
          waiting = undefined
          return start()
        })
      return waiting
    },
  }
}
