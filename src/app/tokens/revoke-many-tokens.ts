import type { Caller } from '../../domain/caller.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import { invalid } from '../plain-text.ts'
import type { IdDigest } from '../ports/audit.ts'
import type { Clock } from '../ports/core.ts'
import type { TokenFilter, TokenLists, TokenPosition } from '../ports/tokens.ts'
import type { Transactions } from '../ports/transactions.ts'
import { filterOf, ownFilterOf, type TokenConditions } from './token-conditions.ts'
import type { TokenLookup } from './token-lookup.ts'

/** Which tokens to revoke: one condition at the least, or `all`. */
export interface RevokeManyRequest extends TokenConditions {
  state?: 'active' | 'expired'
  all?: boolean
  /** Revokes nothing, and says how many tokens it would be. */
  dryRun?: boolean
}

export interface RevokedMany {
  /** How many were revoked, or would be. */
  count: number
  dryRun: boolean
  /** `false`: there are more, and the same request goes on with them. */
  complete: boolean
}

/**
 * Revokes tokens by a filter, some thousands in a transaction, each with its audit record: the filter, how many, and the
 * digest of their ids. When it returns, this process accepts none of them; others follow as for one revoke.
 */
export interface RevokeManyTokens {
  /** Among the caller's own tokens. Errors: FORBIDDEN for others', INVALID_REQUEST. */
  own(caller: Caller, request: RevokeManyRequest): Promise<RevokedMany>
  /** Among all, for who manages them. Errors: FORBIDDEN, INVALID_REQUEST. */
  any(caller: Caller, request: RevokeManyRequest): Promise<RevokedMany>
}

export interface RevokeManyTokensPorts {
  lists: Pick<TokenLists, 'batch' | 'countNow'>
  transactions: Transactions
  lookup: Pick<TokenLookup, 'forgetAll'>
  requirePrivilege: RequirePrivilege
  auditRecordOf: AuditRecordOf
  newIdDigest: () => IdDigest
  clock: Clock
}

// One transaction: half a second on MariaDB, a fifth of the time limit of a statement.
const BATCH_SIZE = 5_000

// Of the 15 s that a request may take; the last batch begins within it.
const WORK_MS_MAX = 8_000

export function makeRevokeManyTokens(ports: RevokeManyTokensPorts): RevokeManyTokens {
  const { lists, transactions, lookup, requirePrivilege, auditRecordOf, newIdDigest, clock } = ports

  async function revokeBatch(caller: Caller, ids: readonly string[], filter: TokenFilter): Promise<number> {
    return transactions.change(async ({ tokens, audit }) => {
      const revoked = await tokens.revokeMatching(ids, filter, clock.now())
      if (revoked.length === 0) return 0
      const digest = newIdDigest()
      for (const id of revoked) digest.add(id)
      const details = { filter, count: revoked.length, digest: digest.hex() }
      audit.append(auditRecordOf(caller, { action: 'token.revoke-many', details }))
      return revoked.length
    })
  }

  async function revoke(caller: Caller, filter: TokenFilter): Promise<RevokedMany> {
    const begunMs = clock.monotonic()
    let count = 0
    let after: TokenPosition | undefined
    try {
      do {
        const { ids, next } = await lists.batch(filter, clock.now(), { after, limit: BATCH_SIZE })
        if (ids.length > 0) count += await revokeBatch(caller, ids, filter)
        after = next ?? undefined
      } while (after !== undefined && clock.monotonic() - begunMs < WORK_MS_MAX)
    } finally {
      // Also where a later batch failed: the earlier ones are revoked.
      lookup.forgetAll()
    }
    return { count, dryRun: false, complete: after === undefined }
  }

  async function run(caller: Caller, filter: TokenFilter, dryRun: boolean): Promise<RevokedMany> {
    const unrevoked: TokenFilter = { ...filter, states: filter.states ?? ['active', 'expired'] }
    if (!dryRun) return revoke(caller, unrevoked)
    return { count: await lists.countNow(unrevoked, clock.now()), dryRun, complete: true }
  }

  return {
    async own(caller, request) {
      const { dryRun, conditions } = read(request)
      return run(caller, ownFilterOf(caller, conditions), dryRun)
    },
    async any(caller, request) {
      await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.revoke-many' })
      const { dryRun, conditions } = read(request)
      return run(caller, filterOf(conditions), dryRun)
    },
  }
}

function read({ all = false, dryRun = false, ...conditions }: RevokeManyRequest) {
  const named = Object.keys(conditions).length
  if (named === 0 && !all)
    throw invalid('Name at least one condition, such as ownerUrn or expiresBefore; or send "all": true.')
  if (named > 0 && all) throw invalid('"all" goes without conditions: leave it out, or leave them out.')
  return { dryRun, conditions }
}
