import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { makeSqlPolicyStore } from '../../src/adapters/sql/policy-store.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import { DATABASES } from './databases.ts'

// More than two pages.
const POLICIES = 500
const MANY = 10_000

function policy(i: number, description = ''): PolicyDocument {
  return {
    urn: `urn:li:dataHubPolicy:${i}`,
    info: {
      displayName: `${i}`,
      description,
      type: 'METADATA',
      state: 'ACTIVE',
      privileges: ['VIEW_ENTITY_PAGE'],
      actors: { users: [`urn:li:corpuser:${i}`] },
    },
  }
}

async function fill({ knex }: Database, documents: readonly PolicyDocument[]): Promise<void> {
  const rows = documents.map(({ urn, info }, position) => ({
    urn: Buffer.from(urn),
    info: JSON.stringify(info),
    position,
    version: 1,
    removed: 0,
  }))
  await knex.batchInsert('policies', rows, 500)
}

for (const [name, makeDatabase] of DATABASES) {
  t.test(`policies that are many pages long come whole and in order from ${name}`, async (t) => {
    const database = await makeDatabase(t)
    // In pairs of one position, so that the URN decides, also between two pages.
    const documents = Array.from({ length: POLICIES }, (_, i) => policy(10_000 + i))
    await fill(database, documents)
    await database.knex('policies').update({ position: database.knex.raw('position - position % 2') })
    const { policies } = await makeSqlPolicyStore(database).load()
    t.strictSame(policies, documents)
  })

  t.test(`what is no policy in ${name} is told apart, and keeps nothing else away`, async (t) => {
    const database = await makeDatabase(t)
    const store = makeSqlPolicyStore(database)
    await fill(database, [policy(0), policy(1), policy(2), policy(3)])
    for (const [i, info] of [
      [1, '{"displayName": '],
      [2, '{"displayName": "no more than a name"}'],
    ] as const)
      await database.knex('policies').where({ position: i }).update({ info })
    const { policies, unreadable } = await store.load()
    t.strictSame(policies, [policy(0), policy(3)])
    t.strictSame(unreadable, [policy(1).urn, policy(2).urn])
    t.equal(await store.find(policy(1).urn), undefined)
    const { change } = makeSqlTransactions(database)
    t.equal(await change(({ policies }) => policies.remove(policy(1).urn)), true)
  })

  t.test(`policies that are made at once in ${name} each have a place of their own`, async (t) => {
    const database = await makeDatabase(t)
    const { change } = makeSqlTransactions(database)
    // So many that some would meet, did they not wait for each other.
    const made = Array.from({ length: 400 }, (_, i) => change(({ policies }) => policies.insert(policy(i))))
    await Promise.all(made)
    const places = await database.knex('policies').orderBy('position').pluck('position')
    t.strictSame(
      places,
      made.map((_, i) => i + 1),
    )
  })

  t.test(`policies that change while they are read from ${name} are of one revision`, async (t) => {
    const database = await makeDatabase(t)
    const store = makeSqlPolicyStore(database)
    const { change } = makeSqlTransactions(database)
    await change(({ policies }) => {
      for (let i = 0; i < POLICIES; i++) policies.insert(policy(i, '1'))
    })
    let isDone = false
    // Changes the first and the last together: of different pages, and each time to the next revision.
    async function writeOn(): Promise<void> {
      for (let version = 1; !isDone; version++) {
        await change(async ({ policies }) => {
          const description = `${version + 1}`
          t.equal(await policies.update({ ...policy(POLICIES - 1, description), version }), true)
          t.equal(await policies.update({ ...policy(0, description), version }), true)
        })
      }
    }
    const writing = writeOn()
    const seen = new Set<number | undefined>()
    for (let load = 0; load < 30; load++) {
      const { policies, revision } = await store.load()
      seen.add(revision)
      t.equal(policies.length, POLICIES)
      for (const one of [policies[0], policies.at(-1)]) t.equal(one?.info.description, `${revision}`)
    }
    isDone = true
    await writing
    t.ok(seen.size > 1, 'they changed meanwhile')
  })

  t.test(`10,000 policies are read from ${name} without holding the process`, async (t) => {
    const database = await makeDatabase(t)
    await fill(
      database,
      Array.from({ length: MANY }, (_, i) => policy(i, 'x'.repeat(1_300))),
    )
    const store = makeSqlPolicyStore(database)
    // Warm, as the process is when policies change.
    await store.load()
    const turns: number[] = []
    let isDone = false
    async function others(): Promise<void> {
      for (let before = process.threadCpuUsage(); !isDone; before = process.threadCpuUsage()) {
        await setImmediate()
        const { user, system } = process.threadCpuUsage(before)
        turns.push((user + system) / 1_000)
      }
    }
    const waiting = others()
    t.equal((await store.load()).policies.length, MANY)
    isDone = true
    await waiting
    // A hundred pages, and as many more turns as the parsing takes. Of the time of a processor that this thread had, so that
    // a machine that is busy with others lengthens none.
    t.ok(turns.length >= 100, `${turns.length} turns`)
    t.ok(Math.max(...turns) <= 20, `the longest took ${Math.max(...turns)} ms`)
  })
}
