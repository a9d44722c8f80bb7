import type { TokenFilter } from '../../src/app/ports/tokens.ts'
import { BIG_OWNER, LATE_OWNER, SMALL_OWNER } from './million.ts'

type Named = [name: string, filter: TokenFilter]

const DAY = 86_400_000

const owner = (urn: string): TokenFilter => ({ ownerUrns: [urn] })
const actor = (urn: string): TokenFilter => ({ actorUrns: [urn] })

const ACTIVE: TokenFilter = { states: ['active'] }
const EXPIRED: TokenFilter = { states: ['expired'] }
const REVOKED: TokenFilter = { states: ['revoked'] }

/** Each filter by itself, with the distributions that are bad for some way of reading. */
export function SINGLES(nowMs: number): Named[] {
  const [year, week] = [nowMs - 365 * DAY, nowMs - 7 * DAY]
  return [
    ['no filter', {}],
    ['owner of half of all', owner(BIG_OWNER)],
    ['owner of 25,000, all new', owner(LATE_OWNER)],
    ['owner of some 240', owner(SMALL_OWNER)],
    ['actor of 40 % of all', actor(BIG_OWNER)],
    ['actor of some 4,000', actor('urn:li:corpuser:service_7')],
    ['state active', ACTIVE],
    ['state expired', EXPIRED],
    ['state revoked', REVOKED],
    ['name ingest… (half of all)', { name: 'ingest' }],
    ['name nightly (some 6 %)', { name: 'nightly' }],
    ['name ingest5… (some 11 %)', { name: 'ingest5' }],
    ['name ingest99… (the newest 1 %)', { name: 'ingest99' }],
    ['name ingest999… (the newest 0.1 %)', { name: 'ingest999' }],
    ['name that none has', { name: 'zzz' }],
    ['lastUsedBefore: everything', { lastUsedBefore: nowMs + DAY }],
    ['lastUsedBefore: a year ago', { lastUsedBefore: year }],
    ['lastUsedBefore: nothing', { lastUsedBefore: 1 }],
    ['lastUsedAfter: everything used', { lastUsedAfter: 0 }],
    ['lastUsedAfter: this week', { lastUsedAfter: week }],
    ['lastUsedAfter: nothing', { lastUsedAfter: nowMs + DAY }],
    ['expiresBefore: all that expires', { expiresBefore: Number.MAX_SAFE_INTEGER }],
    ['expiresBefore: two years ago', { expiresBefore: nowMs - 730 * DAY }],
    ['expiresBefore: nothing', { expiresBefore: 1 }],
    ['expiresAfter: everything', { expiresAfter: 0 }],
    ['expiresAfter: now', { expiresAfter: nowMs }],
    ['expiresAfter: only what never does', { expiresAfter: nowMs + 4_000 * DAY }],
  ]
}

/** The pairs that docs/listing.md names. */
export function PAIRS(nowMs: number): Named[] {
  const [year, month] = [nowMs - 365 * DAY, nowMs + 30 * DAY]
  return [
    ['owner of half + active', { ...owner(BIG_OWNER), ...ACTIVE }],
    ['owner of half + revoked', { ...owner(BIG_OWNER), ...REVOKED }],
    ['owner of some 240 + expired', { ...owner(SMALL_OWNER), ...EXPIRED }],
    ['actor of 40 % + active', { ...actor(BIG_OWNER), ...ACTIVE }],
    ['actor of some 4,000 + expired', { ...actor('urn:li:corpuser:service_7'), ...EXPIRED }],
    ['owner of half + name ingest…', { ...owner(BIG_OWNER), name: 'ingest' }],
    ['owner of half + name ingest999…', { ...owner(BIG_OWNER), name: 'ingest999' }],
    ['owner of half + name that none has', { ...owner(BIG_OWNER), name: 'zzz' }],
    ['owner of 25,000, all new + name nightly', { ...owner(LATE_OWNER), name: 'nightly' }],
    ['owner of half + lastUsedBefore a year ago', { ...owner(BIG_OWNER), lastUsedBefore: year }],
    ['owner of half + lastUsedBefore: nothing', { ...owner(BIG_OWNER), lastUsedBefore: 1 }],
    ['active + lastUsedBefore a year ago', { ...ACTIVE, lastUsedBefore: year }],
    ['expired + lastUsedBefore a year ago', { ...EXPIRED, lastUsedBefore: year }],
    ['active + expiresBefore in 30 days', { ...ACTIVE, expiresBefore: month }],
    ['expired + expiresBefore two years ago', { ...EXPIRED, expiresBefore: nowMs - 730 * DAY }],
    ['active + name ingest…', { ...ACTIVE, name: 'ingest' }],
    ['revoked + name nightly', { ...REVOKED, name: 'nightly' }],
    ['active + name that none has', { ...ACTIVE, name: 'zzz' }],
  ]
}

/** Where two states have ten tokens each, and one has the others. */
export function TEN_SINGLES(nowMs: number): Named[] {
  return [
    ['state of 999,980', ACTIVE],
    ['expired, of ten', EXPIRED],
    ['revoked, of ten', REVOKED],
    ['owner of half + revoked, of ten', { ...owner(BIG_OWNER), ...REVOKED }],
    ['revoked, of ten + name ingest…', { ...REVOKED, name: 'ingest' }],
    ['revoked, of ten + lastUsedBefore: everything', { ...REVOKED, lastUsedBefore: nowMs + DAY }],
    ['expired, of ten + expiresBefore: everything', { ...EXPIRED, expiresBefore: nowMs + DAY }],
  ]
}

/** As the GraphQL list asks: revoked ones are not in it. */
export function OFFSETS(nowMs: number): Named[] {
  const unrevoked: TokenFilter = { states: ['active', 'expired'] }
  return [
    ['slices of all', unrevoked],
    ['slices of the owner of half', { ...owner(BIG_OWNER), ...unrevoked }],
    ['slices of the actor of 40 %', { ...actor(BIG_OWNER), ...unrevoked }],
    ['slices of active', ACTIVE],
    ['slices of expired', { ...unrevoked, expiresBefore: nowMs }],
    ['slices of revoked', REVOKED],
  ]
}
