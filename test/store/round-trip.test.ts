import fc from 'fast-check'
import t from 'tap'
import type { GroupRecord, UserRecord } from '../../src/app/ports/directory.ts'
import type { SessionRecord } from '../../src/app/ports/sessions.ts'
import type { TokenRecord } from '../../src/domain/token-record.ts'
import { DATABASES } from './databases.ts'
import { writableDirectory, writableSessionStore, writableTokenStore } from './writing.ts'

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
    kind: fc.constantFrom('USER', 'SERVICE_ACCOUNT'),
    displayName: text(255),
    email: fc.option(text(320)),
    title: fc.option(text(500)),
    passwordHash: fc.option(fc.string({ unit: 'binary-ascii', maxLength: 255 })),
    status: fc.constantFrom('ACTIVE', 'SUSPENDED'),
    createdAt: time,
    createdBy: fc.option(urn),
    removedAt: maybeTime,
  },
  plain,
)

const group: fc.Arbitrary<GroupRecord> = fc.record(
  {
    urn: text(127).map((name) => `urn:li:corpGroup:${name}`),
    name: text(255),
    description: fc.option(text(2_000)),
    origin: fc.constantFrom('NATIVE', 'EXTERNAL'),
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
    const tokens = writableTokenStore(database)
    const directory = await writableDirectory(database)
    const sessions = writableSessionStore(database)
    const property = fc.asyncProperty(token, user, group, session, async (token, user, group, session) => {
      await database.knex('corp_groups').del()
      await database.knex('users').del()
      await database.knex('token_words').del()
      await database.knex('tokens').del()
      await database.knex('sessions').del()
      await tokens.insert(token)
      await directory.insertUser(user)
      await directory.insertGroup(group)
      await sessions.insert(session)
      t.strictSame(await tokens.find(token.id), token)
      t.strictSame(await tokens.lists.slice({ ownerUrns: [token.ownerUrn] }, 0, { offset: 0, limit: 1 }), [
        token,
      ])
      t.strictSame(await directory.findUser(user.urn), user)
      t.strictSame(await directory.findGroup(group.urn), { ...group, roles: [], memberCount: 0 })
      t.strictSame(await sessions.find(session.id), session)
      if (!t.passing()) throw new Error('not equal')
    })
    await fc.assert(property, { numRuns: 100 })
  })
}
