import t from 'tap'
import { makeWriteCounted } from '../../../src/app/audit/counted-records.ts'
import type { AuditRecord } from '../../../src/app/ports/audit.ts'
import {
  DuplicateError,
  type Transactions,
  UnfitValueError,
  type Writes,
} from '../../../src/app/ports/transactions.ts'
import { ALICE, tokenCaller } from '../../helpers/fakes/people.ts'
import { auditRecordOf } from '../../helpers/fakes/transactions.ts'

/** A database that takes no subject of more than 100 characters, and no record twice; `fail` may stop it. */
function world(recordsPerWriteMax = 3) {
  const written: AuditRecord[] = []
  const told: string[] = []
  const database = { fail: (_when: 'before' | 'after'): void => undefined, attempts: 0 }
  const transactions: Transactions = {
    async change(work) {
      database.attempts++
      database.fail('before')
      const added: AuditRecord[] = []
      const audit = { append: (record: AuditRecord) => void added.push(record) }
      const result = await work({ audit } as unknown as Writes)
      if (added.some(({ subject }) => (subject ?? '').length > 100))
        throw new UnfitValueError('data too long')
      if (added.some(({ id }) => written.some((other) => other.id === id))) throw new DuplicateError('there')
      written.push(...added)
      database.fail('after')
      return result
    },
  }
  const unwritable = (id: string) => void told.push(id)
  const write = makeWriteCounted({ transactions, unwritable }, recordsPerWriteMax)
  return { write, written, told, database }
}

const counted = (subject: string): AuditRecord =>
  auditRecordOf(tokenCaller(ALICE), {
    action: 'access.refuse',
    outcome: 'refused',
    subject,
    details: { what: 'user.read', repeats: 7, first: 1, last: 2 },
  })

const [ONE, BAD, TWO] = [counted('urn:li:tag:1'), counted('x'.repeat(101)), counted('urn:li:tag:2')]

t.test('a record that the database does not take holds up no other, and its counts are kept', async (t) => {
  const { write, written, told } = world()
  await write(() => [ONE, BAD, TWO])
  const { id, at, action, outcome, actorUrn } = BAD
  const nothing = { actorTokenId: null, subject: null, address: null, userAgent: null }
  const counts = { repeats: 7, first: 1, last: 2, unwritable: true }
  t.strictSame(written, [ONE, { id, at, action, outcome, actorUrn, ...nothing, details: counts }, TWO])
  t.strictSame(told, [id])
  await write(() => [])
  t.equal(written.length, 3)
})

t.test('while the database is away every record stays as it is, a bad one too', async (t) => {
  const { write, written, told, database } = world()
  database.fail = () => {
    throw new Error('away')
  }
  await t.rejects(
    write(() => [ONE, BAD, TWO]),
    { message: 'away' },
  )
  t.strictSame(told, [])
  database.fail = () => undefined
  await write(() => [])
  t.strictSame(
    written.map(({ details }) => details.repeats),
    [7, 7, 7],
  )
  t.strictSame([written[0], written[2]], [ONE, TWO])
})

t.test('a record that fails with the connection is written whole by the next attempt', async (t) => {
  const { write, written, told, database } = world()
  for (const failures of [1, 2, 3, 4]) {
    let left = failures
    database.fail = (when) => {
      if (when === 'before' && left-- > 0) throw new Error('the connection was reset')
    }
    const records = [counted(`urn:li:tag:${failures}a`), counted(`urn:li:tag:${failures}b`)]
    written.length = 0
    for (let attempts = 0; attempts < 4; attempts++)
      await write(() => (attempts === 0 ? records : [])).catch(() => undefined)
    t.strictSame(written, records)
  }
  t.strictSame(told, [])
})

t.test('records whose commit was not answered are written once', async (t) => {
  const { write, written, told, database } = world(2)
  database.fail = (when) => {
    if (when === 'after') throw new Error('the connection was lost')
  }
  await write(() => [ONE, TWO])
  t.strictSame(written, [ONE, TWO])
  t.strictSame(told, [])
})

t.test('an outage in the middle of writing one by one loses none of those behind', async (t) => {
  const { write, written, database } = world()
  database.fail = () => {
    if (database.attempts > 2) throw new Error('away')
  }
  await t.rejects(
    write(() => [ONE, BAD, TWO]),
    { message: 'away' },
  )
  t.strictSame(written, [ONE])
  database.fail = () => undefined
  await write(() => [])
  t.equal(written.length, 3)
  t.strictSame(written[2], TWO)
})
