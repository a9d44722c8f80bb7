import t from 'tap'
import { holdCalls } from '../../helpers/fakes/held-calls.ts'
import { ALICE, BOB } from '../../helpers/fakes/people.ts'
import { memorySharedCache } from '../../helpers/fakes/shared-token-cache.ts'
import { makeToken } from '../../helpers/fakes/tokens.ts'
import { LIFE_MS, lookupWorld, settled, slowWorld } from './lookup-world.ts'

t.test('after many tokens were revoked, nothing that was known before is believed', async (t) => {
  const shared = memorySharedCache()
  const { lookup, store, clock, local } = lookupWorld({ shared })
  const [alices, bobs] = [makeToken(), makeToken({ actorId: 'bob' })]
  for (const { token, id, record } of [alices, bobs]) {
    await store.insert(record)
    await lookup.find(id, token)
  }
  await store.revokeByActor(ALICE, clock.now())
  lookup.forgetAll()
  t.equal(local.size, 0)
  clock.advance(1)
  t.match(await lookup.find(alices.id, alices.token), { revoked: true })
  t.match(await lookup.find(bobs.id, bobs.token), { revoked: false, principal: { actorUrn: BOB } })
  t.equal(lookup.stats.sharedHits, 0, 'what this process itself had put into the shared cache included')
})

t.test('what another replica read before is not believed in the next second either', async (t) => {
  const shared = memorySharedCache()
  const { lookup, store, clock } = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await store.insert(record)
  const readAtMs = clock.now()
  await store.revokeByActor(ALICE, clock.now())
  lookup.forgetAll()
  for (let i = 0; i < 3; i++) {
    clock.advance(LIFE_MS / 2 - 1)
    await shared.set({ record, readAtMs })
    t.match(await lookup.find(id, token), { revoked: true }, `after ${clock.now() - readAtMs} ms`)
  }
})

t.test('what another replica reads afterwards is believed again', async (t) => {
  const shared = memorySharedCache()
  const { lookup, store, clock } = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await store.insert(record)
  lookup.forgetAll()
  clock.advance(1)
  await shared.set({ record, readAtMs: clock.now() })
  t.match(await lookup.find(id, token), { revoked: false })
  t.equal(lookup.stats.sharedHits, 1)
})

t.test('a load that was under way fills nothing, and nobody who comes later joins it', async (t) => {
  const shared = memorySharedCache()
  const { lookup, store, reads, clock, local } = slowWorld({ shared })
  const { token, id, record } = makeToken()
  await store.insert(record)
  const before = lookup.find(id, token)
  await settled()
  await store.revokeByActor(ALICE, clock.now())
  lookup.forgetAll()
  const after = lookup.find(id, token)
  await settled()
  t.equal(reads.length, 2)
  reads[0]?.answerAsItBegan()
  t.match(await before, { revoked: false }, 'which arrived before the revoke')
  t.equal(local.size, 0)
  t.equal(shared.entries.size, 0)
  t.equal(lookup.find(id, token), after, 'and does not end the newer load')
  reads[0]?.answerAsItIs()
  t.match(await after, { revoked: true })
  t.match(lookup.find(id, token), { revoked: true })
})

t.test('a load that was asking the shared cache does not take what that held', async (t) => {
  const get = holdCalls<[string], undefined>()
  const shared = { ...memorySharedCache(), get }
  const { lookup, store, local } = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await store.insert(record)
  const before = lookup.find(id, token)
  lookup.forgetAll()
  get.waiting[0]?.answer(undefined)
  await before
  t.equal(local.size, 0)
  t.equal(shared.entries.size, 0)
})

t.test('an id that was unknown before is asked for again', async (t) => {
  const { lookup, store, absent } = lookupWorld()
  const { token, id, record } = makeToken()
  t.equal(await lookup.find(id, token), undefined)
  await store.insert(record)
  lookup.forgetAll()
  t.equal(absent.size, 0)
  t.match(await lookup.find(id, token), { revoked: false })
})

t.test('a token that was refused by its id stays refused', async (t) => {
  const shared = memorySharedCache()
  const { lookup, store, clock } = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await store.insert(record)
  await store.revoke(id, clock.now())
  await lookup.refuse(id)
  lookup.forgetAll()
  t.equal(lookup.find(id, token), undefined)
})
