import t from 'tap'
import { memorySharedCache } from '../../helpers/fakes/shared-token-cache.ts'
import { hashToken, makeToken } from '../../helpers/fakes/tokens.ts'
import { LIFE_MS, lookupWorld, settled, slowWorld } from './lookup-world.ts'

t.test('a token that is in no store is asked for once in its life, and then again', async (t) => {
  const shared = memorySharedCache()
  const { lookup, clock } = lookupWorld({ shared })
  const { token, id } = makeToken()
  t.equal(await lookup.find(id, token), undefined)
  clock.advance(LIFE_MS - 1)
  const again = lookup.find(id, token)
  t.notOk(again instanceof Promise)
  t.equal(again, undefined)
  t.equal(lookup.stats.storeReads, 1)
  clock.advance(1)
  t.equal(await lookup.find(id, token), undefined)
  t.equal(lookup.stats.storeReads, 2)
  t.equal(shared.entries.size, 0, 'the others are not told')
})

t.test(
  'a token that is imported after it was refused is accepted within the life of the refusal',
  async (t) => {
    const { lookup, store, clock } = lookupWorld()
    const { token, id, record } = makeToken()
    await lookup.find(id, token)
    await store.insert(record)
    clock.advance(LIFE_MS)
    t.match(await lookup.find(id, token), { revoked: false })
  },
)

t.test('guesses fill a small space of their own and push out nobody who is known', async (t) => {
  const { lookup, store, local, absent } = lookupWorld({ entriesMax: 10 })
  const { token, id, record } = makeToken()
  await store.insert(record)
  await lookup.find(id, token)
  for (let i = 0; i < 1_000; i++) {
    const guess = makeToken()
    if ((await lookup.find(guess.id, guess.token)) !== undefined) t.fail('a guess was accepted')
  }
  t.equal(absent.size, 10)
  t.equal(local.size, 1)
  t.notOk(lookup.find(id, token) instanceof Promise)
})

t.test('wrong signatures under a right payload do not lock out the right token', async (t) => {
  const { lookup, store } = lookupWorld()
  const { token, id, record } = makeToken()
  await store.insert(record)
  for (let i = 0; i < 1_000; i++) {
    const guess = token.slice(0, -43) + String(i).padStart(43, 'A')
    if ((await lookup.find(hashToken(guess), guess)) !== undefined) t.fail('a guess was accepted')
  }
  t.match(await lookup.find(id, token), { revoked: false })
})

t.test(
  'a store that cannot be asked says nothing of the token, and the next request asks again',
  async (t) => {
    const { lookup, store, reads, local, absent } = slowWorld({ shared: memorySharedCache() })
    const { token, id, record } = makeToken()
    await store.insert(record)
    const finds = [lookup.find(id, token), lookup.find(id, token)]
    await settled()
    const outage = new Error('the database is away')
    reads[0]?.fail(outage)
    for (const { status, ...rest } of await Promise.allSettled(finds)) {
      t.equal(status, 'rejected')
      t.strictSame(rest, { reason: outage })
    }
    t.equal(local.size + absent.size, 0)

    const next = lookup.find(id, token)
    await settled()
    reads[0]?.answerAsItIs()
    t.match(await next, { revoked: false })
    t.match(lookup.stats, { storeReads: 2, storeFailures: 1 })
  },
)

t.test(
  'a token that is known already is served while the store is away, until its life is over',
  async (t) => {
    const { lookup, store, reads, clock } = slowWorld()
    const { token, id, record } = makeToken()
    await store.insert(record)
    const first = lookup.find(id, token)
    await settled()
    reads[0]?.answerAsItIs()
    await first
    clock.advance(LIFE_MS - 1)
    t.match(lookup.find(id, token), { revoked: false })
    clock.advance(1)
    const late = lookup.find(id, token)
    await settled()
    reads[0]?.fail(new Error('the database is away'))
    await t.rejects(Promise.resolve(late), { message: 'the database is away' })
  },
)
