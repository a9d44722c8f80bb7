import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { migrate } from '../../db/migrate.ts'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { digest, makeTimeOrderedUuid } from '../../src/adapters/digests.ts'
import { makeLru } from '../../src/adapters/lru.ts'
import { makeSqlDirectoryStore } from '../../src/adapters/sql/directory-store.ts'
import { makeSqlIdempotencyStore } from '../../src/adapters/sql/idempotency.ts'
import { makeSqlTokenStore } from '../../src/adapters/sql/token-store.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeRequirePrivilege } from '../../src/app/access/require-privilege.ts'
import { makeAuditRecordOf } from '../../src/app/audit/audit-trail.ts'
import { type KnownActor, makeActorLookup } from '../../src/app/directory/actor-lookup.ts'
import { makeIdempotency } from '../../src/app/tokens/idempotency.ts'
import { makeIssueToken } from '../../src/app/tokens/issue-token.ts'
import { makeRevokeToken } from '../../src/app/tokens/revoke-token.ts'
import { ALICE, caller } from '../helpers/fakes/people.ts'
import { hashToken, signer } from '../helpers/fakes/tokens.ts'
import { refusalsIn } from '../helpers/fakes/transactions.ts'
import { startMysqlProxy } from '../helpers/mysql-proxy.ts'
import { authorizeBy } from '../helpers/policies.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { openFor } from './databases.ts'
import { tokenRecord, userRecord } from './records.ts'
import { writableDirectory } from './writing.ts'

/** Use-cases as they are wired, on a MySQL on which every command of theirs is counted. */
async function counted(t: Test) {
  const { url } = await testMysql(t)
  await migrate(await openFor(t, url))
  const proxy = await startMysqlProxy(t, url)
  const database = await openFor(t, proxy.url)
  const directory = await writableDirectory(database)
  const store = makeSqlTokenStore(database)
  const transactions = makeSqlTransactions(database)
  const auditRecordOf = makeAuditRecordOf({ clock: systemClock, newId: makeTimeOrderedUuid(systemClock.now) })
  const actors = makeActorLookup({
    load: makeSqlDirectoryStore(database).findActor,
    known: makeLru<KnownActor>(100),
    clock: systemClock,
    entryLifeMs: 60_000,
  })
  const authorize = authorizeBy(loadDefaultPolicies(), actors)
  const issue = makeIssueToken({
    transactions,
    actors,
    authorize,
    requirePrivilege: makeRequirePrivilege({
      authorize,
      recordRefusal: refusalsIn(transactions, auditRecordOf),
    }),
    auditRecordOf,
    idempotency: makeIdempotency({
      store: makeSqlIdempotencyStore(database),
      tokens: store,
      transactions,
      clock: systemClock,
      digest,
    }),
    signer,
    hashToken,
    clock: systemClock,
    newUuid: randomUUID,
    settings: { authenticationEnabled: true, allowNoExpiry: false, issuer: 'us', systemClientId: 'system' },
  })
  const lookup = { refuse: async () => undefined }
  const revoke = makeRevokeToken({
    store,
    transactions,
    lookup,
    authorize,
    auditRecordOf,
    clock: systemClock,
  })
  await directory.insertUser(userRecord())

  /** What was sent while this ran. */
  async function during<T>(work: () => Promise<T>): Promise<{ sent: string[]; result: T }> {
    const before = proxy.commands.length
    const result = await work()
    return { sent: proxy.commands.slice(before), result }
  }
  return { issue, revoke, actors, transactions, store, during }
}

const REQUEST = { name: 'nightly', duration: 'ONE_HOUR' } as const

t.test('a token is made in two round trips, and in one where its actor is known', async (t) => {
  const { issue, actors, store, during } = await counted(t)
  actors.forget()
  const cold = await during(() => issue(caller(ALICE), REQUEST))
  t.equal(cold.sent.length, 2, cold.sent.join('\n'))
  t.match(cold.sent[0], /^select .*`users`/)
  for (const key of [undefined, 'once']) {
    const warm = await during(() => issue(caller(ALICE), REQUEST, key))
    t.equal(warm.sent.length, 1, warm.sent.join('\n'))
    const said = /^START TRANSACTION; .*insert into `tokens` .*; insert into `audit` .*; COMMIT$/s
    t.match(warm.sent[0], said, 'the whole change, audit record and all')
    t.ok(await store.find(warm.result.metadata.id))
  }
})

t.test(
  'a change that asks nothing of what it writes is one round trip, however much it writes',
  async (t) => {
    const { transactions, during } = await counted(t)
    const { sent } = await during(() =>
      transactions.change(({ tokens, directory, sessions }) => {
        tokens.insert(tokenRecord())
        sessions.endByActor(ALICE, 1)
        directory.setRole([ALICE], 'urn:li:dataHubRole:Admin')
        directory.replaceReset({ userUrn: ALICE, digest: tokenRecord().id, expiresAt: 1 })
      }),
    )
    t.equal(sent.length, 1)
  },
)

t.test('a revoke is three round trips: the record, whether it was this one, and the rest', async (t) => {
  const { issue, revoke, during } = await counted(t)
  const { metadata } = await issue(caller(ALICE), REQUEST)
  const { sent } = await during(() => revoke(caller(ALICE), metadata.id))
  t.equal(sent.length, 3, sent.join('\n'))
  t.match(sent[1], /^START TRANSACTION; update `tokens`/)
  t.match(sent[2], /^insert into `audit` .*; COMMIT$/s)
})
