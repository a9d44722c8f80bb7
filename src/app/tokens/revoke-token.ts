import type { Caller } from '../../domain/caller.ts'
import { tokenUrn } from '../../domain/token-id.ts'
import type { Authorize } from '../access/authorize.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { Clock } from '../ports/core.ts'
import type { TokenStore } from '../ports/tokens.ts'
import type { Transactions } from '../ports/transactions.ts'
import { aboutToken, findOwnToken } from './read-tokens.ts'
import type { TokenLookup } from './token-lookup.ts'

/**
 * Revokes a token by id, in either spelling. Repeating it is no error. When it returns, this process accepts the token
 * no more, nor does any other once its copy of the record has aged out. Errors: NOT_FOUND.
 */
export type RevokeToken = (caller: Caller, id: string) => Promise<void>

export interface RevokeTokenPorts {
  store: Pick<TokenStore, 'find'>
  transactions: Transactions
  lookup: Pick<TokenLookup, 'refuse'>
  authorize: Authorize
  auditRecordOf: AuditRecordOf
  clock: Clock
}

export function makeRevokeToken(ports: RevokeTokenPorts): RevokeToken {
  const { store, transactions, lookup, authorize, auditRecordOf, clock } = ports
  return async (caller, id) => {
    const record = await findOwnToken({ store, authorize }, caller, id)
    const { name, actorUrn, ownerUrn } = record
    const act = auditRecordOf(caller, {
      action: 'token.revoke',
      subject: tokenUrn(record.id),
      details: { name, actorUrn, ownerUrn },
    })
    await transactions.change(async ({ tokens, audit }) => {
      if (await tokens.revoke(record.id, clock.now())) audit.append(act)
    })
    await lookup.refuse(record.id)
  }
}

/** Revokes anybody's token, for who manages them. Errors: FORBIDDEN, NOT_FOUND. */
export function makeRevokeAnyToken(
  revoke: RevokeToken,
  { requirePrivilege }: { requirePrivilege: RequirePrivilege },
): RevokeToken {
  return async (caller, id) => {
    await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.revoke', ...aboutToken(id) })
    await revoke(caller, id)
  }
}
