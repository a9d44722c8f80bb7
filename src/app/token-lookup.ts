import type { Principal } from '../domain/principal.ts'
import type { CachedToken, Clock, LocalCache, SharedTokenCache, TokenSigner, TokenStore } from './ports.ts'

/**
 * A token whose record is in the store and whose signature is good. Its validity at this moment is judged at each use
 * (`judgeToken`); nothing here says "valid".
 */
export interface KnownToken {
  principal: Principal
  /** The earlier of the claim's and the record's end, epoch milliseconds; `Infinity` for never. */
  endsAtMs: number
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
  /** Drops the id from every tier, and keeps loads that began before from filling them. */
  forget(id: string): Promise<void>
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
  /** Set by `forget`: what this flight read may be older than a revoke, so it fills nothing. */
  poisoned: boolean
}

/** Read-through over the tiers, one flight per token, with the fill fenced against a revoke that comes between. */
export function makeTokenLookup(options: TokenLookupOptions): TokenLookup {
  const { local, absent, shared, store, signer, clock, entryLifeMs } = options
  const flights = new Map<string, Flight>()
  const stats: LookupStats = { localHits: 0, sharedHits: 0, storeReads: 0, storeFailures: 0 }

  function find(id: string, token: string): KnownToken | undefined | Promise<KnownToken | undefined> {
    const now = clock.monotonic()
    const known = local.get(id)
    if (known !== undefined && now < known.staleAtMs) {
      stats.localHits++
      return known
    }
    const absentUntil = absent.get(id)
    if (absentUntil !== undefined && now < absentUntil) return undefined
    return (flights.get(id) ?? startFlight(id, token)).result
  }

  function startFlight(id: string, token: string): Flight {
    const flight: Flight = { result: Promise.resolve(undefined), poisoned: false }
    flight.result = load(id, token, flight).finally(() => {
      if (flights.get(id) === flight) flights.delete(id)
    })
    flights.set(id, flight)
    return flight
  }

  async function load(id: string, token: string, flight: Flight): Promise<KnownToken | undefined> {
    const startedAt = clock.monotonic()
    const startedAtMs = clock.now()
    const cached = await shared?.get(id)
    if (cached !== undefined) stats.sharedHits++
    const entry = cached ?? (await readStore(id, flight))
    if (entry === undefined) {
      if (!flight.poisoned) absent.set(id, startedAt + entryLifeMs)
      return undefined
    }
    // The entry's age counts from its read, which for a shared entry was before this load began.
    const ageAtStartMs = Math.max(0, startedAtMs - entry.readAtMs)
    const known = knownToken(id, entry, token, startedAt + entryLifeMs - ageAtStartMs)
    if (known !== undefined && !flight.poisoned) local.set(id, known)
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
    if (!flight.poisoned) void shared?.set(entry)
    return entry
  }

  function knownToken(
    id: string,
    { record }: CachedToken,
    token: string,
    staleAtMs: number,
  ): KnownToken | undefined {
    const stated = signer.verify(token, record.keyId)
    if (stated === undefined || stated.actorUrn !== record.actorUrn || stated.type !== record.type)
      return undefined
    return {
      // The id as the cache's key, so that both are one string.
      principal: { via: 'token', actorUrn: record.actorUrn, tokenId: id },
      endsAtMs: Math.min(
        stated.expiresAtMs ?? Number.POSITIVE_INFINITY,
        record.expiresAt ?? Number.POSITIVE_INFINITY,
      ),
      revoked: record.revokedAt !== null,
      staleAtMs,
    }
  }

  async function forget(id: string): Promise<void> {
    const flight = flights.get(id)
    if (flight !== undefined) flight.poisoned = true
    flights.delete(id)
    local.delete(id)
    absent.delete(id)
    await shared?.delete(id)
  }

  return { find, forget, stats }
}
