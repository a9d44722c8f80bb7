import { setImmediate } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { PolicyStore } from '../../app/ports/policies.ts'
import type { PolicyDocument, PolicyInfo } from '../../domain/policy/policy.ts'
import { readPolicyInfo } from '../../domain/policy/read-policy.ts'
import { bytesToUrn, urnToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'
import { type PolicyRow, REVISION } from './policy-writes.ts'

type StoredPolicy = Pick<PolicyRow, 'urn' | 'info' | 'position'>

// At 1.5 kB a policy 150 kB, which node:sqlite gives in half a millisecond, and the process is held that long.
const PAGE_ROWS = 100

// A quarter of what the process may be held at a stretch, for the page before and the garbage come on top.
const TURN_MS_MAX = 5

/** The policies of a migrated database. Methods reject with the driver's error. */
export function makeSqlPolicyStore({ knex, dialect }: Pick<Database, 'knex' | 'dialect'>): PolicyStore {
  /** All rows as they were at one time: in one transaction, for between two statements somebody may change them. */
  function readAll(): Promise<{ revision: number; rows: StoredPolicy[] }> {
    return knex.transaction(
      async (snapshot) => {
        const revision = await revisionOf(snapshot)
        const rows: StoredPolicy[] = []
        for (;;) {
          const page = await pageAfter(snapshot, rows.at(-1))
          rows.push(...page)
          if (page.length < PAGE_ROWS) return { revision, rows }
          await setImmediate()
        }
      },
      // Ours are otherwise of a level at which each statement sees what was committed until then. SQLite has this one only.
      dialect === 'mysql' ? { isolationLevel: 'repeatable read' } : {},
    )
  }

  return {
    // Read when the connection is another's again: SQLite has only one.
    async load() {
      const { revision, rows } = await readAll()
      const policies: PolicyDocument[] = []
      const unreadable: string[] = []
      let turnEndsAt = performance.now() + TURN_MS_MAX
      for (const row of rows) {
        const urn = bytesToUrn(row.urn)
        const info = toInfo(row.info)
        if (info === undefined) unreadable.push(urn)
        else policies.push({ urn, info })
        if (performance.now() < turnEndsAt) continue
        await setImmediate()
        turnEndsAt = performance.now() + TURN_MS_MAX
      }
      return { policies, unreadable, revision }
    },

    revision: () => revisionOf(knex),

    async find(urn) {
      const row = await knex<PolicyRow>('policies')
        .where({ urn: urnToBytes(urn), removed: 0 })
        .first()
      const info = row && toInfo(row.info)
      return info && { urn, info, version: row.version }
    },
  }
}

async function revisionOf(knex: Knex): Promise<number> {
  const [row] = await knex<{ id: number; revision: number }>('policy_revision').where(REVISION)
  if (row === undefined) throw new Error('the table policy_revision is empty: migrations made a row in it')
  return row.revision
}

function pageAfter(knex: Knex, last: StoredPolicy | undefined): Promise<StoredPolicy[]> {
  const page = knex<PolicyRow>('policies').select('urn', 'info', 'position').where({ removed: 0 })
  if (last !== undefined) {
    const { position, urn } = last
    // Said so that both databases start in the index at `position`.
    page
      .where('position', '>=', position)
      .andWhere((q) => q.where('position', '>', position).orWhere('urn', '>', Buffer.from(urn)))
  }
  return page.orderBy(['position', 'urn']).limit(PAGE_ROWS)
}

/** `undefined` for what is no policy. */
function toInfo(text: string | null): PolicyInfo | undefined {
  try {
    const info = readPolicyInfo(JSON.parse(text ?? ''))
    return typeof info === 'string' ? undefined : info
  } catch {
    return undefined
  }
}
