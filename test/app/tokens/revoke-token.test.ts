import t from 'tap'
import { makeRevokeToken } from '../../../src/app/tokens/revoke-token.ts'
import { makeVerifyToken } from '../../../src/app/tokens/verify-token.ts'
import { tokenIdForPath } from '../../../src/domain/token-id.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { holdCalls } from '../../helpers/fakes/held-calls.ts'
import { ALICE, BOB, caller, EVERYBODY, MANAGER, tokenCaller } from '../../helpers/fakes/people.ts'
import type { WritableTokenStore } from '../../helpers/fakes/stores.ts'
import { hashToken, makeToken } from '../../helpers/fakes/tokens.ts'
import { auditRecordOf, memoryTransactions } from '../../helpers/fakes/transactions.ts'
import { lookupWorld, settled } from './lookup-world.ts'

const authorize = allowing({ [MANAGER]: ['MANAGE_ACCESS_TOKENS'] })

function revoker(replaced: Partial<WritableTokenStore> = {}) {
  const world = lookupWorld()
  const { store, lookup, clock } = world
  const forgotten: string[] = []
  const transactions = memoryTransactions({ tokens: { ...store, ...replaced } })
  const revoke = makeRevokeToken({
    store,
    transactions,
    auditRecordOf,
    lookup: {
      async refuse(id) {
        forgotten.push(id)
        await lookup.refuse(id)
      },
    },
    authorize,
    clock,
  })
  const verify = makeVerifyToken({ hashToken, lookup, actors: EVERYBODY, clock })
  return { ...world, revoke, forgotten, verify, audited: transactions.audited }
}

t.test('a token that is in use is refused as soon as its revoke has returned', async (t) => {
  const { revoke, verify, store, clock } = revoker()
  const { token, id, record } = makeToken()
  await store.insert(record)
  t.ok(await verify(token))
  await revoke(caller(ALICE), id)
  t.equal(await verify(token), undefined)
  t.equal((await store.find(id))?.revokedAt, clock.now())
})

t.test('creator, subject and manager may revoke a token, in either spelling of its id', async (t) => {
  for (const urn of [ALICE, BOB, MANAGER]) {
    for (const spelling of [(id: string) => id, tokenIdForPath]) {
      const { revoke, verify, store } = revoker()
      const { token, id, record } = makeToken({ actorId: 'bob' }, { ownerUrn: ALICE })
      await store.insert(record)
      await revoke(caller(urn), spelling(id))
      t.equal(await verify(token), undefined)
    }
  }
})

t.test(
  'somebody else’s token, an unknown one and a malformed id are NOT_FOUND, and nothing is revoked',
  async (t) => {
    const { revoke, verify, store, forgotten } = revoker()
    const { token, id, record } = makeToken({ actorId: 'bob' })
    await store.insert(record)
    const refusal = { code: 'NOT_FOUND', detail: 'You have no token with this id.' }
    for (const other of [id, tokenIdForPath(id), makeToken().id, 'x', ''])
      await t.rejects(revoke(caller(ALICE), other), refusal)
    t.ok(await verify(token))
    t.strictSame(forgotten, [])
  },
)

t.test('a revoke may be repeated, and keeps the time of the first', async (t) => {
  const { revoke, store, clock } = revoker()
  const { id, record } = makeToken()
  await store.insert(record)
  const first = clock.now()
  await revoke(caller(ALICE), id)
  clock.advance(5_000)
  await revoke(caller(ALICE), id)
  await Promise.all([revoke(caller(ALICE), id), revoke(caller(MANAGER), id)])
  t.equal((await store.find(id))?.revokedAt, first)
})

t.test(
  'a token is revoked in the store before it is forgotten, else a load between would bring it back',
  async (t) => {
    const held = holdCalls<[string, number], boolean>()
    const { revoke, store, forgotten, clock } = revoker({ revoke: held })
    const { id, record } = makeToken()
    await store.insert(record)
    const revoked = revoke(caller(ALICE), id)
    await settled()
    t.strictSame(held.waiting[0]?.args, [id, clock.now()])
    t.strictSame(forgotten, [])
    held.waiting[0]?.answer(true)
    await revoked
    t.strictSame(forgotten, [id])
  },
)

t.test('a revoke that the store did not take is an error, never "done"', async (t) => {
  const outage = new Error('the database is away')
  const { revoke, store } = revoker({ revoke: () => Promise.reject(outage) })
  const { id, record } = makeToken()
  await store.insert(record)
  await t.rejects(revoke(caller(ALICE), id), outage)
})

t.test('an expired token can be revoked too', async (t) => {
  const { revoke, store, clock } = revoker()
  const { id, record } = makeToken({}, { expiresAt: 5 })
  await store.insert(record)
  await revoke(caller(ALICE), id)
  t.equal((await store.find(id))?.revokedAt, clock.now())
})

t.test('a revoke is remembered once, with whose token it was and who did it by what', async (t) => {
  const { revoke, store, audited } = revoker()
  const { id, record } = makeToken({ actorId: 'bob' }, { ownerUrn: ALICE, name: 'cron' })
  await store.insert(record)
  await revoke(tokenCaller(MANAGER), id)
  await revoke(caller(BOB), id)
  await t.rejects(revoke(caller('urn:li:corpuser:eve'), id))
  const { principal, address, userAgent } = tokenCaller(MANAGER)
  t.match(audited, [
    {
      action: 'token.revoke',
      outcome: 'done',
      actorUrn: MANAGER,
      actorTokenId: principal.via === 'token' && principal.tokenId,
      subject: `urn:li:dataHubAccessToken:${id}`,
      address,
      userAgent,
      details: { name: 'cron', actorUrn: BOB, ownerUrn: ALICE },
    },
  ])
  t.equal(audited.length, 1)
})
