import t from 'tap'
import { holdCalls } from '../helpers/fakes/held-calls.ts'
import { memorySharedCache } from '../helpers/fakes/shared-token-cache.ts'
import { makeToken } from '../helpers/fakes/tokens.ts'
import { lookupWorld, settled, slowWorld } from './lookup-world.ts'

t.test('a revoked token is forgotten in every tier', async (t) => {
  const shared = memorySharedCache()
  const { lookup, store, local, clock } = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await store.insert(record)
  await lookup.find(id, token)
  await store.revoke(id, clock.now())
  await lookup.forget(id)
  t.equal(local.size, 0)
  t.equal(shared.entries.size, 0)
  t.match(await lookup.find(id, token), { revoked: true })
  t.equal(lookup.stats.storeReads, 2)
})

t.test('a token that was refused as unknown is asked for anew after it was forgotten', async (t) => {
  const { lookup, store } = lookupWorld()
  const { token, id, record } = makeToken()
  await lookup.find(id, token)
  await store.insert(record)
  await lookup.forget(id)
  t.match(await lookup.find(id, token), { revoked: false })
})

t.test('a token revoked while its load is in flight is refused from then on', async (t) => {
  for (const order of ['the old load ends last', 'the old load ends first'] as const) {
    const shared = memorySharedCache()
    const { lookup, store, reads, clock, local } = slowWorld({ shared })
    const { token, id, record } = makeToken()
    await store.insert(record)
    const before = lookup.find(id, token)
    await settled()
    await store.revoke(id, clock.now())
    await lookup.forget(id)

    const after = lookup.find(id, token)
    await settled()
    t.equal(reads.length, 2, 'a request that begins after the revoke reads for itself')
    const [old, fresh] = reads
    const steps = [
      async () => {
        old?.answerAsItBegan()
        await before
      },
      async () => {
        fresh?.answerAsItIs()
        await after
      },
    ]
    for (const step of order === 'the old load ends last' ? steps.toReversed() : steps) {
      await step()
      t.not(local.get(id)?.revoked, false, order)
      t.not(shared.entries.get(id)?.record.revokedAt, null, order)
    }
    t.match(await after, { revoked: true }, order)
    t.match(await before, { revoked: false }, 'which arrived before the revoke')
    t.match(lookup.find(id, token), { revoked: true }, order)
  }
})

t.test('a load that a revoke has overtaken does not make the newer load be started twice', async (t) => {
  const { lookup, store, reads } = slowWorld()
  const { token, id, record } = makeToken()
  await store.insert(record)
  const before = lookup.find(id, token)
  await settled()
  await lookup.forget(id)
  const after = lookup.find(id, token)
  await settled()
  reads[0]?.answerAsItBegan()
  await before
  t.equal(lookup.find(id, token), after)
  t.equal(reads.length, 1)
})

t.test('a load that found nothing before a token was forgotten leaves no refusal behind', async (t) => {
  const { lookup, store, reads, absent } = slowWorld()
  const { token, id, record } = makeToken()
  const before = lookup.find(id, token)
  await settled()
  await store.insert(record)
  await lookup.forget(id)
  reads[0]?.answerAsItBegan()
  t.equal(await before, undefined)
  t.equal(absent.size, 0)
})

t.test('a load that a revoke overtakes while the shared cache is asked fills nothing', async (t) => {
  const get = holdCalls<[string], undefined>()
  const shared = { ...memorySharedCache(), get }
  const { lookup, store, local, clock } = lookupWorld({ shared })
  const { token, id, record } = makeToken()
  await store.insert(record)
  const before = lookup.find(id, token)
  await store.revoke(id, clock.now())
  await lookup.forget(id)
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
  const forgotten = lookup.forget(id).then(() => {
    returned = true
  })
  await settled()
  t.equal(returned, false)
  t.strictSame(del.waiting[0]?.args, [id])
  del.waiting[0]?.answer()
  await forgotten
  t.equal(returned, true)
})

t.test(
  'a token is refused from the moment on that its revoke forgets it, while the shared cache is slow',
  async (t) => {
    const del = holdCalls<[string], void>()
    const { lookup, store, clock } = lookupWorld({
      shared: { ...memorySharedCache(), delete: del, get: async () => undefined },
    })
    const { token, id, record } = makeToken()
    await store.insert(record)
    await lookup.find(id, token)
    await store.revoke(id, clock.now())
    const forgotten = lookup.forget(id)
    t.match(await lookup.find(id, token), { revoked: true })
    del.waiting[0]?.answer()
    await forgotten
  },
)
