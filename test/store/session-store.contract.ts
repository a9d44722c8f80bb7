import type { Test } from 'tap'
import { DuplicateError } from '../../src/app/ports/transactions.ts'
import type { WritableSessionStore } from '../helpers/fakes/stores.ts'
import { ALIKE_URNS, idOf, LONGEST_URN, sessionRecord } from './records.ts'

/** What every `SessionStore` must do; `makeStore` gives an empty one that ends with the test. */
export function sessionStoreContract(t: Test, makeStore: (t: Test) => Promise<WritableSessionStore>): void {
  t.test('a session is read back as it was written, to the last byte of its actor', async (t) => {
    const store = await makeStore(t)
    const sessions = [...ALIKE_URNS, LONGEST_URN].map((actorUrn) =>
      sessionRecord({ id: idOf(actorUrn), actorUrn }),
    )
    for (const session of sessions) await store.insert(session)
    for (const session of sessions) t.strictSame(await store.find(session.id), session)
  })

  t.test('a session that was never opened is not found', async (t) => {
    const store = await makeStore(t)
    t.equal(await store.find(idOf('session')), undefined)
    await t.rejects(store.find('AAAA'), TypeError)
  })

  t.test('a second session with the same id is refused', async (t) => {
    const store = await makeStore(t)
    await store.insert(sessionRecord())
    await t.rejects(store.insert(sessionRecord({ actorUrn: 'urn:li:corpuser:mallory' })), DuplicateError)
    t.strictSame(await store.find(sessionRecord().id), sessionRecord())
  })

  t.test('a sign-out ends that session, may be repeated, and leaves the others', async (t) => {
    const store = await makeStore(t)
    const other = sessionRecord({ id: idOf('other') })
    await store.insert(sessionRecord())
    await store.insert(other)
    t.equal(await store.delete(sessionRecord().id), true)
    t.equal(await store.delete(sessionRecord().id), false)
    t.equal(await store.find(sessionRecord().id), undefined)
    t.strictSame(await store.find(other.id), other)
  })

  t.test('all sessions of one user end at once, and nobody else’s', async (t) => {
    const store = await makeStore(t)
    const [actorUrn = '', ...others] = [...ALIKE_URNS, LONGEST_URN]
    const ended = ['desk', 'phone'].map((seed) => sessionRecord({ id: idOf(seed), actorUrn }))
    const kept = others.map((urn) => sessionRecord({ id: idOf(urn), actorUrn: urn }))
    for (const session of [...ended, ...kept]) await store.insert(session)
    await store.endByActor(actorUrn, 1)
    await store.endByActor(actorUrn, 1)
    for (const { id } of ended) t.equal(await store.find(id), undefined)
    for (const session of kept) t.strictSame(await store.find(session.id), session)
  })

  t.test(
    'a single sign-on is used once, also by two at the same moment, until it is over in any case',
    async (t) => {
      const store = await makeStore(t)
      const now = 1_790_000_000_000
      const takes = await Promise.all([1, 2, 3].map(() => store.takeLogin(idOf('login'), now - 1)))
      t.strictSame(takes.toSorted(), [false, false, true])
      t.equal(await store.takeLogin(idOf('another'), now), true)
      t.equal(await store.deleteExpired(now), 0, 'they are no sessions')
      t.equal(await store.takeLogin(idOf('login'), now), true, 'swept')
      t.equal(await store.takeLogin(idOf('another'), now), false, 'not over yet')
    },
  )

  t.test('only what expired before now is swept, and counted', async (t) => {
    const store = await makeStore(t)
    const now = 1_790_000_000_000
    for (const expiresAt of [now - 86_400_000, now - 1, now, now + 1]) {
      await store.insert(sessionRecord({ id: idOf(`${expiresAt}`), expiresAt }))
    }
    t.equal(await store.deleteExpired(now), 2)
    t.equal(await store.deleteExpired(now), 0)
    t.equal(await store.find(idOf(`${now - 1}`)), undefined)
    t.ok(await store.find(idOf(`${now}`)))
  })
}
