import fc from 'fast-check'
import t from 'tap'
import { makeSqlLastUseStore } from '../../src/adapters/sql/last-use.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import type { TokenUse } from '../../src/app/ports/uses.ts'
import { DATABASES } from './databases.ts'
import { idOf, tokenRecord } from './records.ts'

const NEVER = { at: null, address: null, userAgent: null }

function use(token: string, at: number, fields: Partial<TokenUse> = {}): TokenUse {
  return { tokenId: idOf(token), at, address: `192.0.2.${at % 256}`, userAgent: `program ${at}`, ...fields }
}

function shown({ at, address, userAgent }: TokenUse) {
  return { at, address, userAgent }
}

for (const [name, open] of DATABASES) {
  t.test(`last uses in ${name}`, async (t) => {
    const database = await open(t)
    const { change } = makeSqlTransactions(database)
    const { find } = makeSqlLastUseStore(database)
    const note = (...uses: TokenUse[]) => change(({ lastUse }) => lastUse.note(uses))
    let made = 0
    async function newTokens(count: number): Promise<string[]> {
      const names = Array.from({ length: count }, () => `token ${made++}`)
      await change(({ tokens }) => {
        for (const token of names) tokens.insert(tokenRecord({ id: idOf(token) }))
      })
      return names
    }

    t.test('a token that was never used says so, and one that is not there is not found', async (t) => {
      const [token = ''] = await newTokens(1)
      t.strictSame(await find(idOf(token)), NEVER)
      t.equal(await find(idOf('nowhere')), undefined)
      await note(use('nowhere', 1))
      t.equal(await find(idOf('nowhere')), undefined, 'a use makes no token')
    })

    t.test('a use is read back as it was written, and touches no other token', async (t) => {
      const [a = '', b = '', c = ''] = await newTokens(3)
      const ofA = use(a, 1_790_000_000_123, { address: '2001:db8::1', userAgent: 'für 🔑' })
      const ofB = use(b, 1_790_000_000_124, { userAgent: null })
      await note(ofA, ofB)
      t.strictSame(await find(idOf(a)), shown(ofA))
      t.strictSame(await find(idOf(b)), shown(ofB))
      t.strictSame(await find(idOf(c)), NEVER)
    })

    t.test('an older use, or the same again, leaves the newest whole', async (t) => {
      const [a = '', b = ''] = await newTokens(2)
      await note(use(a, 500))
      await note(use(a, 500, { userAgent: 'another' }), use(b, 7))
      await note(use(a, 499), use(b, 8))
      t.strictSame(await find(idOf(a)), shown(use(a, 500)))
      t.strictSame(await find(idOf(b)), shown(use(b, 8)))
    })

    t.test('the longest address and user agent that are noted fit', async (t) => {
      const [a = ''] = await newTokens(1)
      const longest = use(a, 9, { address: 'f'.repeat(64), userAgent: '\uffee'.repeat(200) })
      await note(longest)
      t.strictSame(await find(idOf(a)), shown(longest))
    })

    t.test('uses in any order, batch and number of replicas end at the newest of each token', async (t) => {
      const batch = fc.uniqueArray(
        fc.record({ token: fc.integer({ min: 0, max: 3 }), at: fc.integer({ min: 1, max: 60 }) }),
        { selector: ({ token }) => token, minLength: 1 },
      )
      await fc.assert(
        fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
          const tokens = await newTokens(4)
          const uses = batches.map((one) => one.map(({ token, at }) => use(tokens[token] ?? '', at)))
          // All at once, as replicas do it; on SQLite they follow each other.
          await Promise.all(uses.map((one) => note(...one)))
          for (const token of tokens) {
            const times = uses.flat().filter(({ tokenId }) => tokenId === idOf(token))
            const newest = Math.max(0, ...times.map(({ at }) => at))
            t.strictSame(await find(idOf(token)), newest === 0 ? NEVER : shown(use(token, newest)))
          }
        }),
        { numRuns: 25 },
      )
    })

    t.test('a full batch is one statement, in one round trip on MySQL', async (t) => {
      const tokens = await newTokens(100)
      const statements: { sql: string; bindings: unknown[] }[] = []
      const { knex, dialect } = database
      const update = knex.client._query
      t.teardown(() => {
        knex.client._query = update
      })
      knex.client._query = (connection: object, query: { sql: string; bindings: unknown[] }) => {
        statements.push({ ...query })
        return update.call(knex.client, connection, query)
      }
      await note(...tokens.map((token, index) => use(token, 1_000 + index)))
      knex.client._query = update
      const [first = ''] = tokens
      t.strictSame(await find(idOf(first)), shown(use(first, 1_000)))
      const updates = statements.filter(({ sql }) => /update/i.test(sql))
      t.equal(updates.length, 1)
      t.equal(statements.length, dialect === 'mysql' ? 1 : 3, 'BEGIN and COMMIT go with it on MySQL')
    })
  })
}
