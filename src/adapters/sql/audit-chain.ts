import { setImmediate } from 'node:timers/promises'
import type { Knex } from 'knex'
import { type ServerLock, withServerLock } from '../../../db/server-lock.ts'
import type { AuditChainStore } from '../../app/ports/audit.ts'
import { CHAIN_START, type ChainLink } from '../../domain/audit-chain.ts'
import { type AuditRow, toAuditEntry } from './audit-row.ts'
import { byIndex } from './by-index.ts'
import { bytesToUuid, type ColumnBytes, uuidToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'
import { openTransaction } from './transaction.ts'

// A turn takes tens of milliseconds; each of its three statements is given up after five seconds.
const HELD_SECONDS_MAX = 15

interface LinkRow {
  id: ColumnBytes
  seq: number
  seal: ColumnBytes | null
}

/**
 * The chain in the table of a migrated database. Methods reject with the driver's error.
 *
 * On MySQL a turn is taken with the server's lock, and an update locks one committed row by its primary key: no lock
 * that a writer of a new row asks for. Two that seal at once all the same would give a number twice, which the unique
 * index refuses to the later one.
 */
export function makeSqlAuditChain(database: Pick<Database, 'knex' | 'dialect'>): AuditChainStore {
  const { knex, dialect } = database
  const audit = () => knex<AuditRow>(byIndex(knex, dialect, 'audit', 'audit_by_seq'))
  const links = () => audit().select<LinkRow[]>('id', 'seq', 'seal')
  const newest = () => links().whereNotNull('seq').orderBy('seq', 'desc').limit(1)
  // The index has rows of one `seq` in the order of their ids. MariaDB does not know that of a unique one, and would sort.
  const waiting = () => audit().whereNull('seq')

  async function turn(limit: number, chain: Parameters<AuditChainStore['seal']>[1]): Promise<number> {
    const tx = openTransaction(knex, dialect)
    try {
      const [head] = await tx.rows<LinkRow>(newest())
      const rows = await tx.rows<AuditRow>(waiting().limit(limit))
      rows.sort((a, b) => Buffer.compare(a.id, b.id))
      const records = rows.map((row) => toAuditEntry(row).record)
      for (const [i, link] of chain(head === undefined ? CHAIN_START : toLink(head), records).entries())
        tx.write(sealing(knex, rows[i] as AuditRow, link))
      await tx.commit()
      return rows.length
    } catch (error) {
      await tx.rollback()
      throw error
    }
  }

  return {
    async unsealed(countMax) {
      const [oldest] = await waiting().select('at').limit(1)
      if (oldest === undefined) return { count: 0, oldestAt: null }
      const some = waiting().select('id').limit(countMax).as('some')
      const [counted] = await knex.from(some).count<{ count: number }[]>({ count: '*' })
      return { count: counted?.count ?? 0, oldestAt: oldest.at }
    },

    async link(seq) {
      const [row] = seq === undefined ? await newest() : await links().where({ seq }).limit(1)
      return row && { ...toLink(row), id: bytesToUuid(row.id) }
    },

    async after(place, limit) {
      const rows = audit().whereNotNull('seq')
      if (place !== undefined) {
        rows
          .where('seq', '>=', place.seq)
          .andWhere((q) => q.where('seq', '>', place.seq).orWhereNot('id', uuidToBytes(place.id)))
      }
      const found: AuditRow[] = await rows.orderBy('seq').limit(limit)
      // node:sqlite answers at once: without a pause a walk of the whole table would let nobody else have their turn.
      await setImmediate()
      return found.map(toAuditEntry)
    },

    async seal(limit, chain) {
      if (dialect === 'sqlite') return turn(limit, chain)
      const lock: ServerLock = { purpose: 'audit', waitSeconds: 0, heldSecondsMax: HELD_SECONDS_MAX }
      return withServerLock(knex, lock, () => turn(limit, chain))
    },
  }
}

/** Seals a row unless somebody else has. */
function sealing(knex: Knex, { id }: AuditRow, { seq, seal }: ChainLink) {
  return knex<AuditRow>('audit')
    .where({ id })
    .whereNull('seq')
    .update({ seq, seal: Buffer.from(seal, 'hex') })
}

function toLink({ seq, seal }: LinkRow): ChainLink {
  return { seq, seal: Buffer.from(seal ?? []).toString('hex') }
}
