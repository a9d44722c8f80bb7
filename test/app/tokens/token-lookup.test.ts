import t from 'tap'
import { memorySharedCache } from '../../helpers/fakes/shared-token-cache.ts'
import { KEY_ID, makeToken } from '../../helpers/fakes/tokens.ts'
import { LIFE_MS, lookupWorld, settled, slowWorld } from './lookup-world.ts'
import { RECORDS_AND_CLAIMS } from './records-and-claims.ts'

t.test('a token is looked for in this process, then in the shared cache, then in the store', async (t) => {
  const shared = memorySharedCache()
  const first = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await first.store.insert(record)
  const now = first.clock.now()

  const known = await first.lookup.find(id, token)
  t.match(known, {
    principal: { via: 'token', actorUrn: 'urn:li:corpuser:alice', tokenId: id },
    revoked: false,
  })
  t.equal(shared.gets, 1)
  t.strictSame(shared.entries.get(id), { record, readAtMs: now })

  t.equal(await first.lookup.find(id, token), known)
  t.strictSame(first.lookup.stats, { localHits: 1, sharedHits: 0, storeReads: 1, storeFailures: 0 })
  t.equal(shared.gets, 1)

  const second = lookupWorld({ shared })
  t.match(await second.lookup.find(id, token), { revoked: false })
  t.strictSame(second.lookup.stats, { localHits: 0, sharedHits: 1, storeReads: 0, storeFailures: 0 })
})

t.test('without a shared cache the store is asked at once', async (t) => {
  const { lookup, store } = lookupWorld()
  const { token, id, record } = makeToken()
  await store.insert(record)
  t.ok(await lookup.find(id, token))
  t.equal(lookup.stats.storeReads, 1)
})

t.test('a token that is known in this process is answered without waiting', async (t) => {
  const { lookup, store } = lookupWorld()
  const { token, id, record } = makeToken()
  await store.insert(record)
  const first = lookup.find(id, token)
  t.type(first, Promise)
  const known = await first
  t.equal(lookup.find(id, token), known)
})

t.test('10,000 requests that bring a new token at the same time cost one read of the store', async (t) => {
  const { lookup, store, reads } = slowWorld({ shared: memorySharedCache() })
  const { token, id, record } = makeToken()
  await store.insert(record)
  const finds = Array.from({ length: 10_000 }, () => lookup.find(id, token))
  await settled()
  t.equal(reads.length, 1)
  reads[0]?.answerAsItIs()
  const known = new Set(await Promise.all(finds))
  t.equal(known.size, 1)
  t.match([...known], [{ principal: { tokenId: id } }])
  t.equal(lookup.stats.storeReads, 1)
})

t.test('two tokens that are looked up at the same time are never taken for each other', async (t) => {
  const { lookup, store, reads } = slowWorld()
  const alice = makeToken()
  const bob = makeToken({ actorId: 'bob' })
  await store.insert(alice.record)
  await store.insert(bob.record)
  const finds = [lookup.find(alice.id, alice.token), lookup.find(bob.id, bob.token)]
  await settled()
  // The later read ends first.
  for (const read of reads.toReversed()) read.answerAsItIs()
  t.match(await Promise.all(finds), [
    { principal: { actorUrn: 'urn:li:corpuser:alice' } },
    { principal: { actorUrn: 'urn:li:corpuser:bob' } },
  ])
})

t.test('a record is read again when its life is over, whatever is done to the wall clock', async (t) => {
  for (const setBackMs of [0, 3_600_000, -3_600_000]) {
    const { lookup, store, clock } = lookupWorld()
    const { token, id, record } = makeToken()
    await store.insert(record)
    await lookup.find(id, token)
    clock.setWallBack(setBackMs)
    clock.advance(LIFE_MS - 1)
    t.notOk(lookup.find(id, token) instanceof Promise)
    clock.advance(1)
    t.type(lookup.find(id, token), Promise)
    await settled()
    t.equal(lookup.stats.storeReads, 2)
  }
})

t.test('another replica’s revoke is noticed when the record’s life is over', async (t) => {
  const { lookup, store, clock } = lookupWorld()
  const { token, id, record } = makeToken()
  await store.insert(record)
  await lookup.find(id, token)
  await store.revoke(id, clock.now())
  clock.advance(LIFE_MS)
  t.match(await lookup.find(id, token), { revoked: true })
})

t.test('the age of a shared entry counts from its read, by whichever replica that was', async (t) => {
  const shared = memorySharedCache()
  const { lookup, clock } = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await shared.set({ record, readAtMs: clock.now() - 600 })
  await lookup.find(id, token)
  clock.advance(399)
  t.notOk(lookup.find(id, token) instanceof Promise)
  clock.advance(1)
  t.type(lookup.find(id, token), Promise)
})

t.test('a shared entry that comes slowly is not believed any longer for that', async (t) => {
  const shared = memorySharedCache()
  const { token, id, record } = makeToken()
  const { lookup, clock } = lookupWorld({
    shared: {
      ...shared,
      async get() {
        clock.advance(300)
        return { record, readAtMs: clock.now() - 600 }
      },
    },
  })
  await lookup.find(id, token)
  clock.advance(399)
  t.notOk(lookup.find(id, token) instanceof Promise)
  clock.advance(1)
  t.type(lookup.find(id, token), Promise)
})

t.test('a shared entry of a replica whose clock is ahead is believed for one life, no longer', async (t) => {
  const shared = memorySharedCache()
  const { lookup, clock } = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await shared.set({ record, readAtMs: clock.now() + 600 })
  await lookup.find(id, token)
  clock.advance(LIFE_MS)
  t.type(lookup.find(id, token), Promise)
})

t.test('a record that the store gave slowly is kept for the rest of its life, no longer', async (t) => {
  const { lookup, store, clock, reads } = slowWorld()
  const { token, id, record } = makeToken()
  await store.insert(record)
  const find = lookup.find(id, token)
  await settled()
  clock.advance(700)
  reads[0]?.answerAsItBegan()
  await find
  clock.advance(299)
  t.notOk(lookup.find(id, token) instanceof Promise, 'a slow store must not be asked more than a quick one')
  clock.advance(1)
  t.type(lookup.find(id, token), Promise)
})

t.test('a record of a token is known only together with what the token itself says', async (t) => {
  const { token, id, record } = makeToken()
  const stranger = makeToken({ actorId: 'mallory' })
  const cases = {
    'the record names a key that is not of this ring': { record: { ...record, keyId: 'retired' }, token },
    'the signature is not ours': { record, token: `${token.slice(0, -43)}${'A'.repeat(43)}` },
    'the token is somebody else’s': { record, token: stranger.token },
    'the token is a session of GMS’s': { record, token: makeToken({ version: '1' as '2' }).token },
  }
  for (const [what, { record, token }] of Object.entries(cases)) {
    const { lookup, store, local } = lookupWorld()
    await store.insert(record)
    t.equal(await lookup.find(id, token), undefined, what)
    t.equal(local.size, 0, what)
  }
  t.equal(record.keyId, KEY_ID)
})

t.test('a token is known only together with its record, until the first of the two ends', async (t) => {
  for (const [what, { claims, fields, ends }] of Object.entries(RECORDS_AND_CLAIMS)) {
    const { lookup, store, local } = lookupWorld()
    const { token, id, record } = makeToken(claims, fields)
    await store.insert(record)
    const known = await lookup.find(id, token)
    const endsAtMs = ends === null ? Number.POSITIVE_INFINITY : ends && ends * 1000
    t.equal(known?.principal.endsAtMs, endsAtMs, what)
    t.equal(local.size, ends === undefined ? 0 : 1, what)
  }
})
