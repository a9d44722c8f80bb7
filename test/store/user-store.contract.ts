import type { Test } from 'tap'
import type { UserStore } from '../../src/app/ports.ts'
import { ALIKE_URNS, LONGEST_URN, userRecord } from './records.ts'

/** What every `UserStore` must do; `makeStore` gives an empty one that ends with the test. */
export function userStoreContract(t: Test, makeStore: (t: Test) => Promise<UserStore>): void {
  t.test('a user is read back as written, with a password or without', async (t) => {
    const store = await makeStore(t)
    const users = [
      userRecord(),
      userRecord({ urn: 'urn:li:corpuser:sso', passwordHash: null, displayName: '' }),
      userRecord({ urn: LONGEST_URN, status: 'SUSPENDED', displayName: ' 🗝 ' }),
    ]
    for (const user of users) await store.upsertPassword(user)
    for (const user of users) t.strictSame(await store.find(user.urn), user)
  })

  t.test('a user who never signed up is not found', async (t) => {
    const store = await makeStore(t)
    t.equal(await store.find('urn:li:corpuser:alice'), undefined)
  })

  t.test('a new password changes nothing else: who is suspended stays suspended', async (t) => {
    const store = await makeStore(t)
    const suspended = userRecord({ status: 'SUSPENDED' })
    await store.upsertPassword(suspended)
    await store.upsertPassword(
      userRecord({ passwordHash: '$argon2id$new', displayName: 'Mallory', createdAt: 1 }),
    )
    t.strictSame(await store.find(suspended.urn), { ...suspended, passwordHash: '$argon2id$new' })
  })

  t.test('replicas that create the root user at the same time leave one', async (t) => {
    const store = await makeStore(t)
    await Promise.all(Array.from({ length: 10 }, () => store.upsertPassword(userRecord())))
    t.strictSame(await store.find(userRecord().urn), userRecord())
  })

  t.test('users whose names look alike do not share a password', async (t) => {
    const store = await makeStore(t)
    const users = ALIKE_URNS.map((urn, i) => userRecord({ urn, passwordHash: `$argon2id$${i}` }))
    for (const user of users) await store.upsertPassword(user)
    for (const user of users) t.strictSame(await store.find(user.urn), user, JSON.stringify(user.urn))
    await t.rejects(store.upsertPassword(userRecord({ urn: 'urn:li:corpuser:\udfff' })), TypeError)
  })
}
