import type { Knex } from 'knex'
import type { PolicyWrites } from '../../app/ports/policies.ts'
import type { PolicyDocument } from '../../domain/policy/policy.ts'
import { bytesToUrn, type ColumnBytes, urnToBytes } from './column-bytes.ts'
import type { Transaction } from './transaction.ts'

export interface PolicyRow {
  urn: ColumnBytes
  /** JSON of a `PolicyInfo`; `null` of what was removed. */
  info: string | null
  position: number
  version: number
  removed: 0 | 1
}

/** The key of the one row that has the revision. */
export const REVISION = { id: 1 }

export function policyWrites(knex: Knex, tx: Transaction): PolicyWrites {
  const policies = () => knex<PolicyRow>('policies')
  const one = (urn: string) => policies().where({ urn: urnToBytes(urn) })
  const present = () => policies().where({ removed: 0 })
  const revision = () => knex('policy_revision').where(REVISION)
  let held = false
  let grown = false

  // First of all, so that changes of policies come one after another on all replicas: none meets another's locks in the
  // other order, and what one reads to write (the last position, which defaults are there) is so when it commits.
  function hold(): void {
    if (!held) tx.write(revision().select('revision').forUpdate())
    held = true
  }

  function grow(): void {
    if (!grown) tx.write(revision().increment('revision', 1))
    grown = true
  }

  async function change(statement: Knex.QueryBuilder): Promise<boolean> {
    hold()
    const isChanged = (await tx.changed(statement)) === 1
    if (isChanged) grow()
    return isChanged
  }

  /** Makes a policy that is there as it is given, also one that was removed. */
  function restore({ urn, info }: PolicyDocument): void {
    const changes = { info: JSON.stringify(info), removed: 0, version: knex.raw('version + 1') }
    tx.write(
      knex('policies')
        .where({ urn: urnToBytes(urn) })
        .update(changes),
    )
  }

  return {
    insert({ urn, info }) {
      hold()
      const row = present().select(
        knex.raw('?, ?, COALESCE(MAX(position), 0) + 1, 1, 0', [urnToBytes(urn), JSON.stringify(info)]),
      )
      tx.write(knex(knex.raw('policies (urn, info, position, version, removed)')).insert(row))
      grow()
    },

    update: ({ urn, info, version }) =>
      change(
        one(urn)
          .where({ version, removed: 0 })
          .update({ info: JSON.stringify(info), version: version + 1 }),
      ),

    remove: (urn) =>
      change(
        knex('policies')
          .where({ urn: urnToBytes(urn), removed: 0 })
          .update({ info: null, removed: 1, version: knex.raw('version + 1') }),
      ),

    async install(defaults) {
      hold()
      const keys = defaults.map(({ urn }) => urnToBytes(urn))
      const rows = await tx.rows<Pick<PolicyRow, 'urn' | 'info'>>(
        policies().select('urn', 'info').whereIn('urn', keys),
      )
      // What was removed has no `info`, so that a default that nobody may edit differs from it, and comes back.
      const infos = new Map(rows.map(({ urn, info }) => [bytesToUrn(urn), info]))
      const missing = defaults.filter(({ urn }) => !infos.has(urn))
      const changed = defaults.filter(
        ({ urn, info }) =>
          info.editable === false && infos.has(urn) && infos.get(urn) !== JSON.stringify(info),
      )
      if (missing.length === 0 && changed.length === 0) return false
      const [before] = await tx.rows<{ first: number | null }>(present().min({ first: 'position' }))
      const first = (before?.first ?? 0) - missing.length
      const added = missing.map(({ urn, info }, i) => ({
        urn: urnToBytes(urn),
        info: JSON.stringify(info),
        position: first + i,
        version: 1,
        removed: 0,
      }))
      if (added.length > 0) tx.write(knex('policies').insert(added))
      for (const policy of changed) restore(policy)
      grow()
      return true
    },
  }
}
