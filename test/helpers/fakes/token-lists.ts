import type { TokenFilter, TokenLists, TokenPosition, TokenQuery } from '../../../src/app/ports/tokens.ts'
import { type TokenRecord, tokenState } from '../../../src/domain/token-record.ts'

/**
 * Lists over the records that there are, by the words of `TokenLists` alone: every record is looked at, nothing is remembered.
 * The stores are held to what it answers.
 */
export function naiveTokenLists(records: () => readonly TokenRecord[]): TokenLists {
  const matching = (filter: TokenFilter, nowMs: number) =>
    records().filter((record) => matches(record, filter, nowMs))
  return {
    async page({ filter, sort, order, limit, after, nowMs }) {
      const key = keyOf(sort)
      const beyond = (record: TokenRecord) => {
        if (after === undefined) return true
        const between = compare(position(record, key), after)
        return order === 'asc' ? between > 0 : between < 0
      }
      const found = matching(filter, nowMs)
        .filter(beyond)
        .sort((a, b) => compare(position(a, key), position(b, key)) * (order === 'asc' ? 1 : -1))
      const last = found[limit - 1]
      const next = found.length > limit && last !== undefined ? position(last, key) : null
      return { records: copies(found.slice(0, limit)), next }
    },
    count: async (filter, nowMs) => ({ total: matching(filter, nowMs).length, exact: true }),
    countNow: async (filter, nowMs) => matching(filter, nowMs).length,
    async slice(filter, nowMs, { offset, limit }) {
      const key = ({ expiresAt }: TokenRecord) => expiresAt ?? -1
      const found = matching(filter, nowMs).sort((a, b) => compare(position(b, key), position(a, key)))
      return copies(found.slice(offset, offset + limit))
    },
    async batch(filter, nowMs, { after, limit }) {
      const query: TokenQuery = { filter, sort: 'created', order: 'asc', limit, nowMs }
      const page = await naiveTokenLists(records).page(after === undefined ? query : { ...query, after })
      return { ids: page.records.map(({ id }) => id), next: page.next }
    },
  }
}

function copies(records: readonly TokenRecord[]): TokenRecord[] {
  return records.map((record) => ({ ...record }))
}

/** Whether a token is one of those that a filter asks for. */
export function matches(record: TokenRecord, filter: TokenFilter, nowMs: number): boolean {
  const { ownerUrns, notOwnerUrns, actorUrns, notActorUrns, name, nameIs, states } = filter
  const expiresAt = record.expiresAt ?? Number.POSITIVE_INFINITY
  const { createdAt, lastUsedAt } = record
  return (
    (ownerUrns?.includes(record.ownerUrn) ?? true) &&
    !notOwnerUrns?.includes(record.ownerUrn) &&
    (actorUrns?.includes(record.actorUrn) ?? true) &&
    !notActorUrns?.includes(record.actorUrn) &&
    (name === undefined || named(record.name, name)) &&
    (nameIs === undefined || record.name === nameIs) &&
    (states?.includes(tokenState(record, nowMs)) ?? true) &&
    createdAt < (filter.createdBefore ?? Number.POSITIVE_INFINITY) &&
    createdAt >= (filter.createdAfter ?? 0) &&
    (filter.expiresBefore === undefined || expiresAt < filter.expiresBefore) &&
    expiresAt >= (filter.expiresAfter ?? 0) &&
    (filter.lastUsedAfter === undefined || (lastUsedAt ?? -1) >= filter.lastUsedAfter) &&
    (filter.lastUsedBefore === undefined ||
      (lastUsedAt === null
        ? createdAt < filter.lastUsedBefore && filter.lastUsedAfter === undefined
        : lastUsedAt < filter.lastUsedBefore))
  )
}

function named(name: string, asked: string): boolean {
  const split = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .split(/[^\p{L}\p{M}\p{N}]+/u)
  const [words, parts] = [split(name), split(asked).filter((part) => part !== '')]
  return parts.length > 0 && parts.every((part) => words.some((word) => word.startsWith(part)))
}

type Key = (record: TokenRecord) => number

function keyOf(sort: TokenQuery['sort']): Key {
  if (sort === 'expires') return ({ expiresAt }) => expiresAt ?? Number.MAX_SAFE_INTEGER
  if (sort === 'lastUsed') return ({ lastUsedAt }) => lastUsedAt ?? -1
  return ({ createdAt }) => createdAt
}

function position(record: TokenRecord, key: Key): TokenPosition {
  return [key(record), record.createdAt, Buffer.from(record.id, 'base64').toString('hex')]
}

function compare(a: TokenPosition, b: TokenPosition): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] as string | number
    if (value !== other) return value < other ? -1 : 1
  }
  return 0
}
