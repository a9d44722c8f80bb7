import { inspect } from 'node:util'
import t from 'tap'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import type { AuditRecord } from '../../src/app/ports/audit.ts'
import { DuplicateError } from '../../src/app/ports/transactions.ts'
import { ALICE, BOB, caller } from '../helpers/fakes/people.ts'
import { auditRecordOf } from '../helpers/fakes/transactions.ts'
import { DATABASES, errorOf } from './databases.ts'
import { idOf, sessionRecord, tokenRecord, userRecord } from './records.ts'
import { writableDirectory, writableSessionStore, writableTokenStore } from './writing.ts'

const act = () => auditRecordOf(caller(ALICE), { action: 'token.create', details: { name: 'nightly' } })

for (const [name, makeDatabase] of DATABASES) {
  async function world(t: Parameters<typeof makeDatabase>[0]) {
    const database = await makeDatabase(t)
    return {
      database,
      ...makeSqlTransactions(database),
      tokens: writableTokenStore(database),
      sessions: writableSessionStore(database),
      directory: await writableDirectory(database),
      countAudit: async () => (await database.knex('audit').select('id')).length,
    }
  }

  t.test(
    `everything of a change is in ${name} when it returns, and what work returned comes back`,
    async (t) => {
      const { change, tokens, sessions, directory, countAudit } = await world(t)
      const result = await change(async (writes) => {
        writes.directory.insertUser(userRecord())
        writes.tokens.insert(tokenRecord())
        t.equal(await writes.directory.setStatus(ALICE, 'SUSPENDED'), true, 'it sees what it wrote')
        t.equal(await writes.tokens.revoke(tokenRecord().id, 7), true)
        writes.sessions.insert(sessionRecord())
        writes.audit.append(act())
        return 'the answer'
      })
      t.equal(result, 'the answer')
      t.match(await directory.findUser(ALICE), { status: 'SUSPENDED' })
      t.match(await tokens.find(tokenRecord().id), { revokedAt: 7 })
      t.ok(await sessions.find(sessionRecord().id))
      t.equal(await countAudit(), 1)
    },
  )

  t.test(`a change whose audit record cannot be written does not happen in ${name}`, async (t) => {
    const { change, tokens, countAudit } = await world(t)
    const first = act()
    await change(({ audit }) => audit.append(first))
    const broken: [string, AuditRecord][] = [
      ['an id that is taken', first],
      ['no action', { ...act(), action: null as never }],
      ['an id that is none', { ...act(), id: 'no UUID' }],
    ]
    for (const [what, record] of broken) {
      const attempt = change((writes) => {
        writes.tokens.insert(tokenRecord())
        writes.audit.append(record)
      })
      const error = await errorOf(attempt)
      t.equal(error instanceof DuplicateError, what === 'an id that is taken', what)
      t.equal(await tokens.find(tokenRecord().id), undefined, what)
    }
    t.equal(await countAudit(), 1)
    await change((writes) => {
      writes.tokens.insert(tokenRecord())
      writes.audit.append(act())
    })
    t.ok(await tokens.find(tokenRecord().id), 'and the next change is not held back')
  })

  t.test(`a statement that fails in the middle leaves nothing in ${name}, before or after it`, async (t) => {
    const { change, tokens, sessions, directory, countAudit } = await world(t)
    await directory.insertUser(userRecord())
    await tokens.insert(tokenRecord())
    const attempt = change(async (writes) => {
      await writes.directory.setStatus(ALICE, 'SUSPENDED')
      writes.sessions.insert(sessionRecord())
      writes.tokens.insert(tokenRecord({ name: 'another' }))
      writes.directory.setRole([ALICE], 'urn:li:dataHubRole:Admin')
      writes.audit.append(act())
    })
    await t.rejects(attempt, DuplicateError)
    t.strictSame(await directory.findActor(ALICE), {
      urn: ALICE,
      kind: 'USER',
      status: 'ACTIVE',
      groups: [],
      roles: [],
      sessionsSince: 0,
    })
    t.equal(await sessions.find(sessionRecord().id), undefined)
    t.strictSame(await tokens.find(tokenRecord().id), tokenRecord())
    t.equal(await countAudit(), 0)
  })

  t.test(`work that throws writes nothing to ${name}, and its error comes back as it is`, async (t) => {
    const { change, tokens, directory } = await world(t)
    await directory.insertUser(userRecord())
    const wrong = new Error('refused')
    const early = change((writes) => {
      writes.tokens.insert(tokenRecord())
      throw wrong
    })
    t.equal(await errorOf(early), wrong)
    const late = change(async (writes) => {
      writes.tokens.insert(tokenRecord())
      await writes.directory.setStatus(ALICE, 'SUSPENDED')
      throw wrong
    })
    t.equal(await errorOf(late), wrong)
    t.equal(await tokens.find(tokenRecord().id), undefined)
    t.match(await directory.findUser(ALICE), { status: 'ACTIVE' })
  })

  t.test(`work that goes on after it failed writes to nobody’s transaction in ${name}`, async (t) => {
    const { change, directory } = await world(t)
    for (const urn of [ALICE, BOB]) await directory.insertUser(userRecord({ urn }))
    const later = Promise.withResolvers<unknown>()
    const attempt = change(async (writes) => {
      const straying = async () => {
        await writes.directory.setStatus(ALICE, 'SUSPENDED')
        await new Promise((resolve) => setTimeout(resolve, 50))
        await writes.directory.setStatus(BOB, 'SUSPENDED')
      }
      straying().catch(later.resolve)
      await new Promise((resolve) => setTimeout(resolve, 20))
      throw new Error('failed meanwhile')
    })
    await t.rejects(attempt, { message: 'failed meanwhile' })
    t.match(await later.promise, { message: 'the transaction has ended' })
    for (const urn of [ALICE, BOB]) t.match(await directory.findUser(urn), { status: 'ACTIVE' }, urn)
  })

  t.test(`a write that nobody waits for belongs to its change in ${name} all the same`, async (t) => {
    const { change, directory, tokens } = await world(t)
    await directory.insertUser(userRecord())
    const failing = change((writes) => {
      writes.tokens.insert(tokenRecord())
      void writes.directory.setStatus(ALICE, 'SUSPENDED')
      throw new Error('failed')
    })
    await t.rejects(failing, { message: 'failed' })
    t.match(await directory.findUser(ALICE), { status: 'ACTIVE' })
    t.equal(await tokens.find(tokenRecord().id), undefined)
    await change((writes) => {
      void writes.directory.setStatus(ALICE, 'SUSPENDED')
    })
    t.match(await directory.findUser(ALICE), { status: 'SUSPENDED' })
  })

  t.test(`a change of ${name} that writes nothing takes no connection`, async (t) => {
    const { database, change } = await world(t)
    let acquired = 0
    database.knex.client.pool.on('acquireRequest', () => acquired++)
    t.equal(await change(() => 'nothing'), 'nothing')
    await change((writes) => writes.directory.addMembers('urn:li:corpGroup:x', []))
    t.equal(acquired, 0)
    await change(({ audit }) => audit.append(act()))
    t.equal(acquired, 1)
  })

  t.test(`many changes at once are each whole in ${name}`, async (t) => {
    const { change, tokens, directory, countAudit } = await world(t)
    for (const urn of [ALICE, BOB]) await directory.insertUser(userRecord({ urn }))
    const changes = Array.from({ length: 200 }, (_, i) =>
      change(async (writes) => {
        const urn = i % 2 === 0 ? ALICE : BOB
        writes.tokens.insert(tokenRecord({ id: idOf(`${i}`), actorUrn: urn }))
        writes.audit.append(act())
        const status = i % 4 < 2 ? 'SUSPENDED' : 'ACTIVE'
        if (await writes.directory.setStatus(urn, status)) writes.audit.append(act())
        if (i % 5 === 0) throw new Error('refused')
      }).then(
        () => 'done',
        (error: Error) => error.message,
      ),
    )
    const outcomes = await Promise.all(changes)
    t.strictSame([...new Set(outcomes)].toSorted(), ['done', 'refused'])
    const kept = await Promise.all(outcomes.map((_, i) => tokens.find(idOf(`${i}`))))
    for (const [i, token] of kept.entries()) {
      if ((token !== undefined) !== (i % 5 !== 0)) t.fail(`token ${i}`)
    }
    t.ok((await countAudit()) >= 160)
  })

  t.test(`reads go on beside changes of ${name}`, async (t) => {
    const { change, tokens } = await world(t)
    await tokens.insert(tokenRecord())
    const both = Array.from({ length: 50 }, async (_, i) => {
      await change(async (writes) => {
        writes.tokens.insert(tokenRecord({ id: idOf(`${i}`) }))
        await writes.tokens.revoke(idOf(`${i}`), 5)
      })
      return tokens.find(tokenRecord().id)
    })
    for (const found of await Promise.all(both)) t.match(found, { revokedAt: null })
  })

  t.test(`a change that fails in ${name} does not show its values`, async (t) => {
    const { change } = await world(t)
    const user = userRecord({ passwordHash: '$argon2id$hunter2', status: null as never })
    const error = await errorOf(change((writes) => writes.directory.insertUser(user)))
    t.notMatch(inspect(error, { depth: 10, showHidden: true }), 'hunter2')
  })
}
