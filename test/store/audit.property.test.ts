import fc from 'fast-check'
import t, { type Test } from 'tap'
import { toAuditColumns } from '../../src/adapters/sql/audit-row.ts'
import { auditWrites } from '../../src/adapters/sql/audit-writes.ts'
import { uuidToBytes } from '../../src/adapters/sql/column-bytes.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { openTransaction, type Transaction } from '../../src/adapters/sql/transaction.ts'
import { auditId, auditing, auditRecord, count } from './auditing.ts'
import { mysqlDatabase, sqliteDatabase } from './databases.ts'

const CONNECTIONS = 4

// What happens to the trail next: somebody writes in, ends or undoes their transaction, or a process seals.
const who = fc.nat({ max: CONNECTIONS - 1 })
const writes = fc.record({ kind: fc.constant('write' as const), who })
const ends = fc.record({ kind: fc.constantFrom('commit' as const, 'rollback' as const), who })
const seals = fc.record({ kind: fc.constant('seal' as const), process: fc.nat({ max: 1 }) })
const steps = fc.array(
  fc.oneof({ weight: 5, arbitrary: writes }, { weight: 3, arbitrary: ends }, { weight: 2, arbitrary: seals }),
  { maxLength: 40 },
)

t.test(
  'whatever commits, in whichever order, is in the chain once, and what was undone is not',
  async (t: Test) => {
    const database = await mysqlDatabase(t, { connectionsMax: CONNECTIONS + 3 })
    const { knex, dialect } = database
    let next = 0
    // Ids ascend in one process and not between two.
    const shuffled = fc.array(fc.nat({ max: 1_000 }), { minLength: 40, maxLength: 40 })
    const property = fc.asyncProperty(steps, shuffled, async (history, offsets) => {
      await knex('audit').del()
      const processes = [auditing(database), auditing(database)]
      const open = new Map<number, { tx: Transaction; ids: string[] }>()
      const committed: string[] = []
      for (const [i, step] of history.entries()) {
        if (step.kind === 'seal') {
          await processes[step.process]?.sealer.run()
          continue
        }
        const { tx, ids } = open.get(step.who) ?? { tx: openTransaction(knex, dialect), ids: [] }
        if (step.kind === 'write') {
          const id = auditId(2_000 * next++ + (offsets[i] as number))
          auditWrites(knex, tx).append(auditRecord(next, { id }))
          // Sent now, so that the row is there and not yet committed.
          await tx.rows(knex.raw('SELECT 1'))
          open.set(step.who, { tx, ids: [...ids, id] })
          continue
        }
        open.delete(step.who)
        await (step.kind === 'commit' ? tx.commit() : tx.rollback())
        if (step.kind === 'commit') committed.push(...ids)
      }
      for (const { tx, ids } of open.values()) {
        await tx.commit()
        committed.push(...ids)
      }
      await processes[0]?.sealer.finish()
      const chained = await processes[0]?.chained()
      const ids = chained?.map(({ id }) => Buffer.from(id).toString('hex')).toSorted()
      const wanted = committed.map((id) => uuidToBytes(id).toString('hex')).toSorted()
      const verification = await auditing(database).verify()
      return (
        verification.verdict === 'intact' &&
        verification.checked.count === committed.length &&
        JSON.stringify(ids) === JSON.stringify(wanted) &&
        processes.every(({ losses }) => losses.length === 0)
      )
    })
    await t.resolves(fc.assert(property, { numRuns: 40 }))
  },
)

const LENGTH = 12

/** One change of the table; gives the number of the first link that it touches. */
type Mutation = (database: Database, place: number, other: number) => Promise<number>

const at = (n: number) => ({ id: uuidToBytes(auditId(n)) })

const MUTATIONS: Record<string, Mutation> = {
  async remove({ knex }, place) {
    await knex('audit').where(at(place)).del()
    return place
  },
  async alter({ knex }, place, other) {
    const column = ['at', 'action', 'subject', 'actor_urn', 'address', 'details', 'seal'][other % 7] as string
    const { [column]: value } = await knex('audit').where(at(place)).first()
    await knex('audit')
      .where(at(place))
      .update({ [column]: changed(value) })
    return place
  },
  async swap({ knex }, place, other) {
    const [one, two] = [Math.min(place, other), Math.max(place, other)]
    const { seal: first } = await knex('audit').where(at(one)).first('seal')
    const { seal: second } = await knex('audit').where(at(two)).first('seal')
    await knex('audit').where(at(one)).update({ seq: null })
    await knex('audit').where(at(two)).update({ seq: one, seal: first })
    await knex('audit').where(at(one)).update({ seq: two, seal: second })
    return one
  },
  async move({ knex }, place, other) {
    await knex('audit')
      .where(at(place))
      .update({ seq: LENGTH + other })
    return place
  },
  async unseal({ knex }, place) {
    await knex('audit').where(at(place)).update({ seq: null, seal: null })
    return place
  },
  async shift({ knex }, place) {
    // The one before takes the place of one that is removed, and so on: no gap but at the start.
    await knex('audit').where(at(place)).del()
    for (let n = place - 1; n >= 1; n--)
      await knex('audit')
        .where(at(n))
        .update({ seq: n + 1 })
    return 1
  },
  async insert({ knex }, _, other) {
    const { seal } = await knex('audit').where(at(other)).first('seal')
    await knex('audit').insert({ ...toAuditColumns(auditRecord(100)), seq: LENGTH + 1, seal })
    return LENGTH + 1
  },
}

t.test('after any one change of the table the verifier names a link no later than it', async (t: Test) => {
  const database = await sqliteDatabase(t)
  const { knex } = database
  const trail = auditing(database)
  await trail.append(...count(LENGTH).map((n) => auditRecord(n)))
  await trail.sealer.run()
  const rows = await knex('audit').select()
  const known = trail.sealer.head()
  const place = fc.integer({ min: 1, max: LENGTH })
  const mutations = fc.constantFrom(...Object.keys(MUTATIONS))
  const property = fc.asyncProperty(mutations, place, place, async (name, place, other) => {
    fc.pre(name !== 'swap' || place !== other)
    await knex('audit').del()
    await knex('audit').insert(rows)
    const touched = await (MUTATIONS[name] as Mutation)(database, place, other)
    const { verdict, broken } = await trail.verifyAfresh(known && { known })
    return verdict === 'broken' && broken !== null && broken.seq <= touched
  })
  await t.resolves(fc.assert(property, { numRuns: 150 }))
})

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return value === '{}' ? '{"x":1}' : `${value} `
  const bytes = Buffer.from(value as Uint8Array)
  bytes[0] = (bytes[0] as number) ^ 1
  return bytes
}
