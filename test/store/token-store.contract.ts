import type { Test } from 'tap'
import { DuplicateError } from '../../src/app/ports/transactions.ts'
import type { WritableTokenStore } from '../helpers/fakes/stores.ts'
import { ALIKE_URNS, idOf, LONGEST_URN, tokenRecord } from './records.ts'

/** What every `TokenStore` must do; `makeStore` gives an empty one that ends with the test. */
export function tokenStoreContract(t: Test, makeStore: (t: Test) => Promise<WritableTokenStore>): void {
  t.test('a token is read back as it was written', async (t) => {
    const store = await makeStore(t)
    const bare = tokenRecord()
    const full = tokenRecord({
      id: idOf('full'),
      name: ' ümlaut 🗝 and spaces ',
      description: 'first line\nsecond line',
      type: 'SERVICE_ACCOUNT',
      actorUrn: LONGEST_URN,
      expiresAt: Number.MAX_SAFE_INTEGER,
      lastUsedAt: 0,
      revokedAt: 1_790_000_000_001,
    })
    await store.insert(bare)
    await store.insert(full)
    t.strictSame(await store.find(bare.id), bare)
    t.strictSame(await store.find(full.id), full)
  })

  t.test('a token that was never issued is not found, and cannot be revoked', async (t) => {
    const store = await makeStore(t)
    await store.insert(tokenRecord())
    t.equal(await store.find(idOf('another')), undefined)
    t.equal(await store.revoke(idOf('another'), 1), false)
  })

  t.test('an id is one token in one spelling', async (t) => {
    const store = await makeStore(t)
    const id = Buffer.alloc(32, 0xfb).toString('base64')
    t.match(id, /\+/)
    t.match(Buffer.alloc(32, 0xff).toString('base64'), /\//)
    for (const record of [
      tokenRecord({ id }),
      tokenRecord({ id: Buffer.alloc(32, 0xff).toString('base64') }),
    ]) {
      await store.insert(record)
      t.strictSame(await store.find(record.id), record)
    }
    for (const other of [id.replaceAll('+', '-'), id.slice(0, -1), id.replace(/s=$/, 't='), `${id} `, '']) {
      await t.rejects(store.find(other), TypeError, `"${other}"`)
    }
  })

  t.test('a second token with the same id is refused and leaves the first as it was', async (t) => {
    const store = await makeStore(t)
    await store.insert(tokenRecord())
    await t.rejects(store.insert(tokenRecord({ name: 'another' })), DuplicateError)
    t.strictSame(await store.find(tokenRecord().id), tokenRecord())
  })

  t.test('a token is revoked once, and keeps the time of that', async (t) => {
    const store = await makeStore(t)
    const { id } = tokenRecord()
    await store.insert(tokenRecord())
    t.equal(await store.revoke(id, 2_000), true)
    for (const revokedAtMs of [2_000, 9_000, 1_000]) t.equal(await store.revoke(id, revokedAtMs), false)
    t.equal((await store.find(id))?.revokedAt, 2_000)
  })

  t.test('of revokes of one token at the same time, one did it', async (t) => {
    const store = await makeStore(t)
    const { id } = tokenRecord()
    await store.insert(tokenRecord())
    const done = await Promise.all(Array.from({ length: 10 }, (_, i) => store.revoke(id, 5_000 + i)))
    t.equal(done.filter(Boolean).length, 1)
    t.equal((await store.find(id))?.revokedAt, 5_000 + done.indexOf(true))
  })

  t.test('all tokens of one actor are revoked at once, and nobody else’s', async (t) => {
    const store = await makeStore(t)
    const [actorUrn = '', ...others] = ALIKE_URNS
    const earlier = tokenRecord({ id: idOf('earlier'), actorUrn, revokedAt: 5 })
    const own = ['desk', 'cron'].map((seed) => tokenRecord({ id: idOf(seed), actorUrn }))
    // Made by the actor for somebody else: its subject stays.
    const made = tokenRecord({ id: idOf('made'), ownerUrn: actorUrn, actorUrn: others[0] ?? '' })
    const kept = others.map((urn) => tokenRecord({ id: idOf(urn), actorUrn: urn }))
    for (const record of [earlier, ...own, made, ...kept]) await store.insert(record)
    const revoked = await store.revokeByActor(actorUrn, 2_000)
    t.strictSame(revoked.toSorted(), own.map(({ id }) => id).toSorted())
    t.strictSame(await store.revokeByActor(actorUrn, 3_000), [])
    t.equal((await store.find(earlier.id))?.revokedAt, 5)
    for (const { id } of own) t.equal((await store.find(id))?.revokedAt, 2_000)
    for (const record of [made, ...kept]) t.strictSame(await store.find(record.id), record)
  })

  t.test('an owner sees own tokens only, newest first, page by page, each once', async (t) => {
    const store = await makeStore(t)
    // Three of each millisecond, so that pages end inside one.
    const own = Array.from({ length: 10 }, (_, i) =>
      tokenRecord({ id: idOf(`own ${i}`), createdAt: 1_000 + Math.floor(i / 3) }),
    )
    for (const record of own) await store.insert(record)
    await store.insert(tokenRecord({ id: idOf('not own'), ownerUrn: 'urn:li:corpuser:bob' }))

    const ownerUrn = own[0]?.ownerUrn ?? ''
    const bytes = (id: string) => Buffer.from(id, 'base64')
    const expected = own.toSorted(
      (a, b) => b.createdAt - a.createdAt || Buffer.compare(bytes(b.id), bytes(a.id)),
    )
    for (const limit of [1, 2, 4, 100])
      t.strictSame(await allPages(store, ownerUrn, limit), expected, `by ${limit}`)
    t.strictSame(await allPages(store, 'urn:li:corpuser:carol', 10), [])
  })

  t.test('owners whose names look alike see nothing of each other', async (t) => {
    const store = await makeStore(t)
    for (const ownerUrn of ALIKE_URNS) await store.insert(tokenRecord({ id: idOf(ownerUrn), ownerUrn }))
    for (const ownerUrn of ALIKE_URNS) {
      const ids = (await allPages(store, ownerUrn, 10)).map(({ id }) => id)
      t.strictSame(ids, [idOf(ownerUrn)], JSON.stringify(ownerUrn))
    }
  })

  t.test('of some tokens those are revoked that match and were not, and they are named', async (t) => {
    const store = await makeStore(t)
    const ids = Array.from({ length: 5 }, (_, i) => idOf(`${i}`))
    const bob = 'urn:li:corpuser:bob'
    for (const [i, id] of ids.entries())
      await store.insert(
        tokenRecord({ id, ...(i === 4 && { ownerUrn: bob }), revokedAt: i === 3 ? 7 : null }),
      )
    const filter = { ownerUrns: [tokenRecord().ownerUrn] }
    const asked = [...ids.slice(1), idOf('nobody’s')]
    const revoked = await store.revokeMatching(asked, filter, 9)
    t.strictSame(revoked.toSorted(), ids.slice(1, 3).toSorted())
    t.strictSame(await store.revokeMatching(asked, filter, 10), [])
    const times = await Promise.all(ids.map(async (id) => (await store.find(id))?.revokedAt))
    t.strictSame(times, [null, 9, 9, 7, null])
  })
}

async function allPages({ lists }: WritableTokenStore, ownerUrn: string, limit: number) {
  const query = {
    filter: { ownerUrns: [ownerUrn] },
    sort: 'created',
    order: 'desc',
    limit,
    nowMs: 0,
  } as const
  let page = await lists.page(query)
  const all = [...page.records]
  while (page.next !== null) {
    page = await lists.page({ ...query, after: page.next })
    all.push(...page.records)
  }
  return all
}
