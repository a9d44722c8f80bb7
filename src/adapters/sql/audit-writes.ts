import type { Knex } from 'knex'
import type { AuditWrites } from '../../app/ports-audit.ts'
import { idToBytes, urnToBytes, uuidToBytes } from './column-bytes.ts'
import type { Transaction } from './transaction.ts'

export function auditWrites(knex: Knex, tx: Transaction): AuditWrites {
  return {
    append(record) {
      const { id, at, action, outcome, actorUrn, actorTokenId, subject, address, userAgent, details } = record
      tx.write(
        knex('audit').insert({
          id: uuidToBytes(id),
          at,
          action,
          outcome,
          actor_urn: actorUrn === null ? null : urnToBytes(actorUrn),
          actor_token_id: actorTokenId === null ? null : idToBytes(actorTokenId),
          subject: subject === null ? null : urnToBytes(subject),
          address,
          user_agent: userAgent,
          details: JSON.stringify(details),
        }),
      )
    },
  }
}
