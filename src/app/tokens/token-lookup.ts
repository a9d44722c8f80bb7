import type { Principal } from '../../domain/principal.ts'
import { endOfToken } from '../../domain/token-record.ts'
import type { Clock, LocalCache } from '../ports/core.ts'
import type { CachedToken, SharedTokenCache, TokenSigner, TokenStore } from '../ports/tokens.ts'

/**
 * A token whose record is in the store and whose signature is good. Its validity at this moment is judged at each use
 * (verify-token.ts); nothing here says "valid".
 */
export interface KnownToken {
  /** Its `endsAtMs` is the earlier of the claim's and the record's end. */
  principal: Extract<Principal, { via: 'token' }>
  revoked: boolean
  /** Monotonic milliseconds after which the record must be read again. */
  staleAtMs: number
}

export interface TokenLookup {
  /**
   * The token with this id, from the nearest tier that knows it. Synchronous on an in-process hit. `undefined`: no such
   * token, or not signed by us. Rejects where the store cannot be asked.
   */
  find(id: string, token: string): KnownToken | undefined | Promise<KnownToken | undefined>
  /**
   * The token was revoked: refuses it from now on, drops it from every tier, and keeps loads that began before from
   * filling them.
   */
  refuse(id: string): Promise<void>
  /** Many tokens were revoked: what was read before, in any tier, is used no more. */
  forgetAll(): void
  stats: LookupStats
}

export interface LookupStats {
  localHits: number
  sharedHits: number
  storeReads: number
  storeFailures: number
}

export interface TokenLookupOptions {
  local: LocalCache<KnownToken>
  /** Ids that are in no store, with the monotonic time until which that is believed. A bound of its own. */
  absent: LocalCache<number>
  shared?: SharedTokenCache
  store: Pick<TokenStore, 'find'>
  signer: Pick<TokenSigner, 'verify'>
  clock: Clock
  /** How long a record may be used after it was read, in any tier. The bound on another replica's revoke. */
  entryLifeMs: number
}

interface Flight {
  result: Promise<KnownToken | undefined>
  /** Monotonic milliseconds. Who arrives an entry's life later starts another: what this one reads is too old for it. */
  startedAt: number
}

/** Read-through over the tiers, one flight per token, with the fill fenced against a revoke that comes between. */
export function makeTokenLookup(options: TokenLookupOptions): TokenLookup {
  const { local, absent, shared, store, signer, clock, entryLifeMs } = options
  const flights = new Map<string, Flight>()
  // Revoked here within an entry's life, while another replica may still put what it read before into the shared tier;
  // with the monotonic time until which that is so, earliest first. Bounded by the revokes of one life.
  const revoked = new Map<string, number>()
  // What was read into the shared tier before this moment of the wall clock is not used.
  let forgottenAtMs = Number.NEGATIVE_INFINITY
  const stats: LookupStats = { localHits: 0, sharedHits: 0, storeReads: 0, storeFailures: 0 }

  function find(id: string, token: string): KnownToken | undefined | Promise<KnownToken | undefined> {
    const now = clock.monotonic()
    const known = local.get(id)
    if (known !== undefined && now < known.staleAtMs) {
      stats.localHits++
      return known
    }
    const refusedUntil = revoked.get(id) ?? absent.get(id)
    if (refusedUntil !== undefined && now < refusedUntil) return undefined
    const flight = flights.get(id)
    return (
      flight !== undefined && now < flight.startedAt + entryLifeMs ? flight : startFlight(id, token, now)
    ).result
  }

  function startFlight(id: string, token: string, startedAt: number): Flight {
    const flight: Flight = { result: Promise.resolve(undefined), startedAt }
    flight.result = load(id, token, flight).finally(() => {
      if (isCurrent(id, flight)) flights.delete(id)
    })
    flights.set(id, flight)
    return flight
  }

  // The fence: what a revoke or a newer load has overtaken may be older than either, so it fills nothing.
  function isCurrent(id: string, flight: Flight): boolean {
    return flights.get(id) === flight
  }

  async function load(id: string, token: string, flight: Flight): Promise<KnownToken | undefined> {
    const { startedAt } = flight
    const startedAtMs = clock.now()
    const shown = await shared?.get(id)
    const cached = shown !== undefined && shown.readAtMs > forgottenAtMs ? shown : undefined
    if (cached !== undefined) stats.sharedHits++
    const entry = cached ?? (await readStore(id, flight))
    if (entry === undefined) {
      if (isCurrent(id, flight)) absent.set(id, startedAt + entryLifeMs)
      return undefined
    }
    // The entry's age counts from its read, which for a shared entry was before this load began.
    const ageAtStartMs = Math.max(0, startedAtMs - entry.readAtMs)
    const known = knownToken(id, entry, token, startedAt + entryLifeMs - ageAtStartMs)
    if (known !== undefined && isCurrent(id, flight)) local.set(id, known)
    return known
  }

  async function readStore(id: string, flight: Flight): Promise<CachedToken | undefined> {
    const readAtMs = clock.now()
    stats.storeReads++
    const record = await store.find(id).catch((error: unknown) => {
      stats.storeFailures++
      throw error
    })
    if (record === undefined) return undefined
    const entry = { record, readAtMs }
    if (isCurrent(id, flight)) void shared?.set(entry)
    return entry
  }

  function knownToken(
    id: string,
    { record }: CachedToken,
    token: string,
    staleAtMs: number,
  ): KnownToken | undefined {
    const stated = signer.verify(token, record.keyId)
    const endsAtMs = stated && endOfToken(record, stated)
    if (endsAtMs === undefined) return undefined
    return {
      // The id as the cache's key, so that both are one string.
      principal: { via: 'token', actorUrn: record.actorUrn, tokenId: id, endsAtMs },
      revoked: record.revokedAt !== null,
      staleAtMs,
    }
  }

  async function refuse(id: string): Promise<void> {
    flights.delete(id)
    local.delete(id)
    absent.delete(id)
    const now = clock.monotonic()
    for (const [earlier, until] of revoked) {
      if (now < until) break
      revoked.delete(earlier)
    }
    revoked.delete(id)
    revoked.set(id, now + entryLifeMs)
    await shared?.delete(id)
  }

  function forgetAll(): void {
    flights.clear()
    local.clear()
    absent.clear()
    forgottenAtMs = clock.now()
  }

  return { find, refuse, forgetAll, stats }
}
