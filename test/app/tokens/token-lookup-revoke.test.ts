import t from 'tap'
import { holdCalls } from '../../helpers/fakes/held-calls.ts'
import { memorySharedCache } from '../../helpers/fakes/shared-token-cache.ts'
import { hashToken, makeToken } from '../../helpers/fakes/tokens.ts'
import { LIFE_MS, lookupWorld, settled, slowWorld } from './lookup-world.ts'

t.test(
  'a revoked token is refused at once, dropped from every tier, and read again when that has aged',
  async (t) => {
    const shared = memorySharedCache()
    const { lookup, store, local, clock } = lookupWorld({ shared })
    const { token, id, record } = makeToken()
    await store.insert(record)
    await lookup.find(id, token)
    await store.revoke(id, clock.now())
    await lookup.refuse(id)
    t.equal(local.size, 0)
    t.equal(shared.entries.size, 0)
    t.equal(lookup.find(id, token), undefined)
    t.equal(lookup.stats.storeReads, 1)
    clock.advance(LIFE_MS)
    t.match(await lookup.find(id, token), { revoked: true })
    t.equal(lookup.stats.storeReads, 2)
  },
)

t.test(
  'what another replica read before a revoke and puts into the shared cache after it is not believed',
  async (t) => {
    const shared = memorySharedCache()
    const { lookup, store, clock } = lookupWorld({ shared })
    const { token, id, record } = makeToken()
    await store.insert(record)
    const readAtMs = clock.now()
    await store.revoke(id, clock.now())
    await lookup.refuse(id)
    await shared.set({ record, readAtMs })
    clock.advance(LIFE_MS - 1)
    t.equal(await lookup.find(id, token), undefined, 'as long as that entry lives')
  },
)

t.test('a token revoked while its load is in flight is refused from then on', async (t) => {
  const shared = memorySharedCache()
  const { lookup, store, reads, clock, local } = slowWorld({ shared })
  const { token, id, record } = makeToken()
  await store.insert(record)
  const before = lookup.find(id, token)
  await settled()
  await store.revoke(id, clock.now())
  await lookup.refuse(id)
  t.equal(lookup.find(id, token), undefined, 'a request that begins after the revoke does not join the load')

  reads[0]?.answerAsItBegan()
  t.match(await before, { revoked: false }, 'which arrived before the revoke')
  t.equal(local.size, 0)
  t.equal(shared.entries.size, 0)
  t.equal(lookup.find(id, token), undefined)
})

t.test('a load that a revoke has overtaken does not make the newer load be started twice', async (t) => {
  const { lookup, store, reads, clock } = slowWorld()
  const { token, id, record } = makeToken()
  await store.insert(record)
  const before = lookup.find(id, token)
  await settled()
  await lookup.refuse(id)
  clock.advance(LIFE_MS)
  const after = lookup.find(id, token)
  await settled()
  reads[0]?.answerAsItBegan()
  await before
  t.equal(lookup.find(id, token), after)
  t.equal(reads.length, 1)
})

t.test('who arrives an entry’s life after a load began does not take its answer', async (t) => {
  const { lookup, store, reads, clock } = slowWorld()
  const { token, id, record } = makeToken()
  await store.insert(record)
  const early = lookup.find(id, token)
  await settled()
  clock.advance(LIFE_MS - 1)
  t.equal(lookup.find(id, token), early)
  clock.advance(1)
  // Revoked by another replica meanwhile: nothing was said here.
  await store.revoke(id, clock.now())
  const late = lookup.find(id, token)
  await settled()
  for (const read of [...reads]) read.answerAsItBegan()
  t.match(await early, { revoked: false })
  t.match(await late, { revoked: true })
  t.match(lookup.find(id, token), { revoked: true }, 'and the older answer does not replace the newer')
})

t.test('a load that a revoke overtakes while the shared cache is asked fills nothing', async (t) => {
  const get = holdCalls<[string], undefined>()
  const shared = { ...memorySharedCache(), get }
  const { lookup, store, local, clock } = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await store.insert(record)
  const before = lookup.find(id, token)
  await store.revoke(id, clock.now())
  await lookup.refuse(id)
  get.waiting[0]?.answer(undefined)
  await before
  t.equal(local.size, 0)
  t.equal(shared.entries.size, 0)
})

t.test('a revoke returns when the shared cache has been told, not before', async (t) => {
  const del = holdCalls<[string], void>()
  const { lookup } = lookupWorld({ shared: { ...memorySharedCache(), delete: del } })
  const { id } = makeToken()
  let returned = false
  const refused = lookup.refuse(id).then(() => {
    returned = true
  })
  await settled()
  t.equal(returned, false)
  t.strictSame(del.waiting[0]?.args, [id])
  del.waiting[0]?.answer()
  await refused
  t.equal(returned, true)
})

t.test(
  'a token is refused from the moment on that its revoke drops it, while the shared cache is slow',
  async (t) => {
    const del = holdCalls<[string], void>()
    const { lookup, store, clock } = lookupWorld({
      shared: { ...memorySharedCache(), delete: del, get: async () => undefined },
    })
    const { token, id, record } = makeToken()
    await store.insert(record)
    await lookup.find(id, token)
    await store.revoke(id, clock.now())
    const refused = lookup.refuse(id)
    t.equal(lookup.find(id, token), undefined)
    del.waiting[0]?.answer()
    await refused
  },
)

t.test('no number of guesses makes the process forget what it revoked a moment ago', async (t) => {
  const shared = memorySharedCache()
  const { lookup, store, clock } = lookupWorld({ shared, entriesMax: 10 })
  const { token, id, record } = makeToken()
  await store.insert(record)
  const readAtMs = clock.now()
  await store.revoke(id, clock.now())
  await lookup.refuse(id)
  for (let i = 0; i < 100; i++) await lookup.find(hashToken(`guess ${i}`), token)
  await shared.set({ record, readAtMs })
  t.equal(await lookup.find(id, token), undefined)
})
