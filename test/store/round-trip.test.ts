import fc from 'fast-check'
import t from 'tap'
import { makeSqlSessionStore } from '../../src/adapters/sql/session-store.ts'
import { makeSqlTokenStore } from '../../src/adapters/sql/token-store.ts'
import { makeSqlUserStore } from '../../src/adapters/sql/user-store.ts'
import type { SessionRecord, UserRecord } from '../../src/app/ports.ts'
import type { TokenRecord } from '../../src/domain/token-record.ts'
import { DATABASES } from './databases.ts'

const id = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64'))
// A record without a prototype would never equal one of ours.
const plain = { noNullPrototype: true }
const time = fc.maxSafeNat()
const maybeTime = fc.option(time)
// Any code point; fast-check leaves lone surrogates out of this unit.
const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength })
const urn = text(127).map((user) => `urn:li:corpuser:${user}`)

const token: fc.Arbitrary<TokenRecord> = fc.record(
  {
    id,
    name: text(255),
    description: fc.option(text(2_000)),
    type: fc.constantFrom('PERSONAL', 'SERVICE_ACCOUNT'),
    actorUrn: urn,
    ownerUrn: urn,
    keyId: fc.string({ unit: 'binary-ascii', maxLength: 64 }),
    createdAt: time,
    expiresAt: maybeTime,
    lastUsedAt: maybeTime,
    revokedAt: maybeTime,
  },
  plain,
)

const user: fc.Arbitrary<UserRecord> = fc.record(
  {
    urn,
    displayName: text(255),
    passwordHash: fc.option(fc.string({ unit: 'binary-ascii', maxLength: 255 })),
    status: fc.constantFrom('ACTIVE', 'SUSPENDED'),
    createdAt: time,
  },
  plain,
)

const session: fc.Arbitrary<SessionRecord> = fc.record(
  { id, actorUrn: urn, createdAt: time, expiresAt: time },
  plain,
)

for (const [name, makeDatabase] of DATABASES) {
  t.test(`whatever is written to ${name} is read back equal`, async (t) => {
    const database = await makeDatabase(t)
    const tokens = makeSqlTokenStore(database)
    const users = makeSqlUserStore(database)
    const sessions = makeSqlSessionStore(database)
    const property = fc.asyncProperty(token, user, session, async (token, user, session) => {
      await database.knex('users').del()
      await database.knex('tokens').del()
      await database.knex('sessions').del()
      await tokens.insert(token)
      await users.upsertPassword(user)
      await sessions.insert(session)
      t.strictSame(await tokens.find(token.id), token)
      t.strictSame(await tokens.listByOwner({ ownerUrn: token.ownerUrn, limit: 1 }), [token])
      t.strictSame(await users.find(user.urn), user)
      t.strictSame(await sessions.find(session.id), session)
      if (!t.passing()) throw new Error('not equal')
    })
    await fc.assert(property, { numRuns: 100 })
  })
}
