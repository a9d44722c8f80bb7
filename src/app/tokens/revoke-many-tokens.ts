import type { Caller } from '../../domain/caller.ts'
import { invalid } from '../../errors/service-error.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { AuditRecord, DigestOfIds } from '../ports/audit.ts'
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
 * Revokes tokens by a filter, in one transaction with one audit record: the filter, how many, and the digest of their
 * ids. When it returns, this process accepts none of them; others follow as for one revoke. When it rejects, none is
 * revoked, unless the connection to the database broke at the very end.
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
  lookup: Pick<TokenLookup, 'refuse' | 'forgetAll'>
  requirePrivilege: RequirePrivilege
  auditRecordOf: AuditRecordOf
  digestOfIds: DigestOfIds
  clock: Clock
  /**
   * How long the transaction may go on, milliseconds. It holds its rows' locks: who revokes one of them meanwhile waits,
   * and gives up after some time.
   */
  workMsMax: number
}

// One statement: a quarter of a second on MariaDB; on SQLite a tenth, in which nobody else has their turn.
const CHUNK_SIZE = 2_000

// What is found before anything is changed: more than MariaDB revokes in three seconds.
const CHUNKS_MAX = 25

// Of more tokens than these, forgetting every cached token costs less than refusing each in every tier.
const REFUSED_EACH_MAX = 500

export function makeRevokeManyTokens(ports: RevokeManyTokensPorts): RevokeManyTokens {
  const { lists, transactions, lookup, requirePrivilege, auditRecordOf, digestOfIds, clock, workMsMax } =
    ports

  async function find(filter: TokenFilter): Promise<{ chunks: string[][]; isAll: boolean }> {
    const chunks: string[][] = []
    const begunMs = clock.monotonic()
    let after: TokenPosition | undefined
    do {
      const { ids, next } = await lists.batch(filter, clock.now(), { after, limit: CHUNK_SIZE })
      if (ids.length > 0) chunks.push(ids)
      after = next ?? undefined
    } while (after !== undefined && chunks.length < CHUNKS_MAX && clock.monotonic() - begunMs < workMsMax)
    return { chunks, isAll: after === undefined }
  }

  async function revoke(caller: Caller, filter: TokenFilter): Promise<RevokedMany> {
    const { chunks, isAll } = await find(filter)
    if (chunks.length === 0) return { count: 0, dryRun: false, complete: isAll }
    const { revoked, isDone } = await transactions
      .change(async ({ tokens, audit }) => {
        const begunMs = clock.monotonic()
        const revoked: string[] = []
        let chunksDone = 0
        for (const ids of chunks) {
          revoked.push(...(await tokens.revokeMatching(ids, filter, clock.now())))
          chunksDone++
          if (clock.monotonic() - begunMs >= workMsMax) break
        }
        if (revoked.length > 0) audit.append(recordOf(caller, filter, revoked))
        return { revoked, isDone: chunksDone === chunks.length }
      })
      .catch((error: unknown) => {
        // The answer to COMMIT may have been lost.
        lookup.forgetAll()
        throw error
      })
    if (revoked.length > REFUSED_EACH_MAX) lookup.forgetAll()
    else await Promise.all(revoked.map((id) => lookup.refuse(id)))
    return { count: revoked.length, dryRun: false, complete: isAll && isDone }
  }

  function recordOf(caller: Caller, filter: TokenFilter, revoked: readonly string[]): AuditRecord {
    const details = { filter, count: revoked.length, digest: digestOfIds(revoked) }
    return auditRecordOf(caller, { action: 'token.revoke-many', details })
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
