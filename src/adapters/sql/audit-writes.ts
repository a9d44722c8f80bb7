import type { Knex } from 'knex'
import type { AuditWrites } from '../../app/ports/audit.ts'
import { toAuditColumns } from './audit-row.ts'
import type { Transaction } from './transaction.ts'

export function auditWrites(knex: Knex, tx: Transaction): AuditWrites {
  return {
    append: (record) => tx.write(knex('audit').insert(toAuditColumns(record))),
  }
}
