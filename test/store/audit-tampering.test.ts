import type { Knex } from 'knex'
import t, { type Test } from 'tap'
import { toAuditColumns } from '../../src/adapters/sql/audit-row.ts'
import { uuidToBytes } from '../../src/adapters/sql/column-bytes.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import type { BrokenLink } from '../../src/domain/audit-chain.ts'
import { Secret } from '../../src/domain/secret.ts'
import { auditId, auditing, auditRecord, count } from './auditing.ts'
import { DATABASES } from './databases.ts'

const RECORDS = 10

/** Somebody who may write the database, and has neither the salt nor the log. */
type Attack = [
  what: string,
  attack: (audit: () => Knex.QueryBuilder, database: Database) => Promise<unknown>,
  broken: BrokenLink,
]

const row = (n: number) => ({ id: uuidToBytes(auditId(n)) })
const altered = (n: number): BrokenLink => ({ seq: n, id: auditId(n), fault: 'altered' })
const missing = (n: number): BrokenLink => ({ seq: n, id: null, fault: 'missing' })
const BOB_BYTES = Buffer.from('urn:li:corpuser:bob')

const ALTERATIONS: [string, object][] = [
  ['another time', { at: 1 }],
  ['another action', { action: 'token.revoke' }],
  ['another outcome', { outcome: 'refused' }],
  ['another actor', { actor_urn: BOB_BYTES }],
  ['no actor', { actor_urn: null }],
  ['another token', { actor_token_id: Buffer.alloc(32, 1) }],
  ['another subject', { subject: BOB_BYTES }],
  ['another address', { address: '192.0.2.2' }],
  ['another user agent', { user_agent: 'a tesT' }],
  ['no user agent', { user_agent: null }],
  ['other details', { details: '{"n":6}' }],
  ['details that parse alike', { details: '{"n": 5}' }],
  ['details that say one thing twice', { details: '{"n":4,"n":5}' }],
  ['details that are no JSON', { details: '{"n":5' }],
  ['another seal', { seal: Buffer.alloc(32, 1) }],
  ['no seal', { seal: null }],
]

const ATTACKS: Attack[] = [
  ...ALTERATIONS.map(
    ([what, columns]): Attack => [
      `one record gets ${what}`,
      (audit) => audit().where(row(5)).update(columns),
      altered(5),
    ],
  ),
  [
    'a record gets another id',
    (audit) => audit().where(row(5)).update(row(50)),
    { ...altered(5), id: auditId(50) },
  ],
  ['the first record is deleted', (audit) => audit().where(row(1)).del(), missing(1)],
  ['one of the middle is deleted', (audit) => audit().where(row(5)).del(), missing(5)],
  [
    'all but the newest are deleted, and it is renumbered',
    async (audit) => {
      await audit().whereNot(row(10)).del()
      await audit().update({ seq: 1 })
    },
    { ...altered(10), seq: 1 },
  ],
  [
    'one is taken out of the chain, to be sealed anew',
    (audit) => audit().where(row(5)).update({ seq: null, seal: null }),
    missing(5),
  ],
  [
    'two change places',
    async (audit) => {
      const [four, seven] = await audit().whereIn('seq', [4, 7]).orderBy('seq').select('seq', 'seal')
      await audit().where(row(4)).update({ seq: null })
      await audit().where(row(7)).update(four)
      await audit().where(row(4)).update(seven)
    },
    { seq: 4, id: auditId(7), fault: 'altered' },
  ],
  [
    'one is put in the place of one that is deleted',
    async (audit) => {
      const { seal } = await audit().where(row(5)).first('seal')
      await audit().where(row(5)).del()
      await audit().insert({ ...toAuditColumns(auditRecord(77)), seq: 5, seal })
    },
    { seq: 5, id: auditId(77), fault: 'altered' },
  ],
  [
    'one is added at the end, with a seal that was seen before',
    async (audit) => {
      const { seal } = await audit().where(row(10)).first('seal')
      await audit().insert({ ...toAuditColumns(auditRecord(77)), seq: 11, seal })
    },
    { seq: 11, id: auditId(77), fault: 'altered' },
  ],
  [
    'one is added before the first',
    (audit) => audit().insert({ ...toAuditColumns(auditRecord(77)), seq: 0, seal: Buffer.alloc(32) }),
    { seq: 0, id: auditId(77), fault: 'altered' },
  ],
  [
    'one is added far behind the end',
    (audit) => audit().insert({ ...toAuditColumns(auditRecord(77)), seq: 1_000_000, seal: Buffer.alloc(32) }),
    missing(11),
  ],
  [
    'the chain is computed anew from some point on, without the salt',
    async (audit, database) => {
      await audit().where(row(3)).update({ actor_urn: BOB_BYTES })
      await audit().where('seq', '>=', 3).update({ seq: null, seal: null })
      await auditing(database, { salt: new Secret('a guess at the salt of this deployment') }).sealer.run()
    },
    altered(3),
  ],
  [
    'the whole chain is computed anew, without the salt',
    async (audit, database) => {
      await audit().update({ seq: null, seal: null })
      await auditing(database, { salt: new Secret('a guess at the salt of this deployment') }).sealer.run()
    },
    altered(1),
  ],
]

async function tenSealed(database: Database) {
  const trail = auditing(database)
  await trail.append(...count(RECORDS).map((n) => auditRecord(n)))
  await trail.sealer.run()
  return trail
}

for (const [name, makeDatabase] of DATABASES) {
  t.test(`attack 86: on ${name}, the verifier names the first broken link`, async (t: Test) => {
    const database = await makeDatabase(t)
    const { knex } = database
    const trail = await tenSealed(database)
    const untouched = await knex('audit').select()
    const audit = (): Knex.QueryBuilder => knex('audit')
    for (const [what, attack, broken] of ATTACKS) {
      t.match(await trail.verifyAfresh(), { verdict: 'intact', broken: null })
      await attack(audit, database)
      t.match(await trail.verifyAfresh(), { verdict: 'broken', broken, continueFrom: null }, what)
      await knex('audit').del()
      await knex('audit').insert(untouched)
    }
  })

  t.test(
    `on ${name}, a number that two records have is named where nothing forbids it any more`,
    async (t) => {
      const database = await makeDatabase(t)
      const { knex, dialect } = database
      const trail = await tenSealed(database)
      await knex.raw(dialect === 'mysql' ? 'DROP INDEX audit_by_seq ON audit' : 'DROP INDEX audit_by_seq')
      await knex.raw('CREATE INDEX audit_by_seq ON audit (seq)')
      const { seal } = await knex('audit').where(row(5)).first('seal')
      // Found before or after the true one.
      for (const forged of [77, 0]) {
        await knex('audit').insert({ ...toAuditColumns(auditRecord(forged)), seq: 5, seal })
        const { broken } = await trail.verifyAfresh()
        t.match(broken, { seq: 5, id: auditId(forged), fault: /^(altered|duplicate)$/ })
        await knex('audit').where(row(forged)).del()
      }
      // Of a page that ends between the two.
      await knex('audit').insert({ ...toAuditColumns(auditRecord(77)), seq: 5, seal })
      const [other] = await trail.store.after({ seq: 5, id: auditId(5) }, 1)
      t.equal(other?.record.id, auditId(77))
    },
  )

  t.test(`on ${name}, what is cut off the end is noticed by whoever has seen the head`, async (t) => {
    const database = await makeDatabase(t)
    const { knex } = database
    const trail = await tenSealed(database)
    const known = trail.heads.at(-1)
    t.ok(known)
    if (known === undefined) return
    t.match(await trail.verifyAfresh({ known }), { verdict: 'intact' })
    await knex('audit').where('seq', '>', 8).del()

    t.match(
      await trail.verifyAfresh(),
      { verdict: 'intact', head: { seq: 8 } },
      'nobody can tell who was not there',
    )
    t.match(await trail.verifyAfresh({ known }), { verdict: 'broken', broken: missing(10) })
    t.match(await trail.verify(), { verdict: 'broken', broken: missing(10) })
    t.same(trail.losses, [])

    // The process that is running goes on after what it remembers, so that the gap stays, for everybody.
    await trail.append(auditRecord(11))
    await trail.sealer.run()
    t.same(trail.losses, [known])
    t.equal(trail.sealer.stats.linksLost, 1)
    t.match(await trail.verifyAfresh(), { verdict: 'broken', broken: missing(9), head: { seq: 11 } })
    await trail.append(auditRecord(12))
    await trail.sealer.run()
    t.equal(trail.losses.length, 1, 'told once')
    t.match(await trail.verifyAfresh({ from: 9 }), { verdict: 'broken', broken: missing(9) })
    t.match(await trail.verifyAfresh({ from: 12 }), { verdict: 'intact', checked: { count: 1 } })
  })

  t.test(`on ${name}, a record of an end that was cut off does not fit into another chain`, async (t) => {
    const database = await makeDatabase(t)
    const { knex } = database
    await tenSealed(database)
    const cutOff = await knex('audit').where(row(10)).first()
    await knex('audit').where('seq', '>', 8).del()
    const restarted = auditing(database)
    await restarted.append(...count(5, 11).map((n) => auditRecord(n)))
    await restarted.sealer.run()
    await knex('audit').where('seq', 10).del()
    await knex('audit').insert(cutOff)
    t.match(await restarted.verifyAfresh(), { verdict: 'broken', broken: altered(10) })
  })

  t.test(`on ${name}, an end that was cut off and grown again is not the one that was seen`, async (t) => {
    const database = await makeDatabase(t)
    const { knex } = database
    const trail = await tenSealed(database)
    const known = trail.heads.at(-1)
    await knex('audit').where('seq', '>', 8).del()
    // Every process was restarted in between, so none remembers.
    const restarted = auditing(database)
    await restarted.append(...count(5, 11).map((n) => auditRecord(n)))
    await restarted.sealer.run()
    t.match(await trail.verifyAfresh(), { verdict: 'intact', head: { seq: 13 } })
    t.match(await trail.verifyAfresh(known && { known }), {
      verdict: 'broken',
      broken: { seq: 10, id: auditId(12), fault: 'altered' },
    })
    // One that was not restarted tells, and takes what is there now for what is.
    clockOn(trail)
    await trail.sealer.run()
    t.same(trail.losses, [known])
    t.equal(trail.sealer.head()?.seq, 13)
  })
}

function clockOn({ clock }: Pick<ReturnType<typeof auditing>, 'clock'>): void {
  clock.advance(60_000)
}
