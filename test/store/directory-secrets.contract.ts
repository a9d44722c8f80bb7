import type { Test } from 'tap'
import { DuplicateError } from '../../src/app/ports/transactions.ts'
import type { WritableDirectory } from '../helpers/fakes/directory.ts'
import { idOf, userRecord } from './records.ts'

const NOW = 1_790_000_000_000
const ADMIN = 'urn:li:dataHubRole:Admin'

/** The part of the directory's contract that is about invite and reset tokens. */
export function directorySecretsContract(t: Test, makeStore: (t: Test) => Promise<WritableDirectory>): void {
  t.test('a role has one invite token at a time, and so has no role', async (t) => {
    const store = await makeStore(t)
    const reader = 'urn:li:dataHubRole:Reader'
    t.equal(await store.findInvite(null), undefined)
    const invite = (roleUrn: string | null, seed: string) =>
      store.replaceInvite({ roleUrn, digest: idOf(seed), sealed: `sealed ${seed}`, createdAt: NOW })
    await invite(null, 'first')
    await invite(reader, 'reader')
    t.strictSame(await store.findInvite(null), { sealed: 'sealed first' })
    t.strictSame(await store.findInviteRole(idOf('first')), { roleUrn: null })
    t.strictSame(await store.findInviteRole(idOf('reader')), { roleUrn: reader })
    t.equal(await store.findInvite('urn:li:dataHubRole:Admin'), undefined)

    await invite(null, 'second')
    await invite(reader, 'reader 2')
    for (const old of ['first', 'reader']) t.equal(await store.findInviteRole(idOf(old)), undefined, old)
    t.strictSame(await store.findInvite(null), { sealed: 'sealed second' })
    t.strictSame(await store.findInviteRole(idOf('second')), { roleUrn: null })
    t.strictSame(await store.findInvite(reader), { sealed: 'sealed reader 2' })
    t.strictSame(await store.findInviteRole(idOf('reader 2')), { roleUrn: reader })
    await t.rejects(store.findInviteRole('AAAA'), TypeError)
  })

  t.test('a reset token serves one user, once, until it ends, and the newest alone', async (t) => {
    const store = await makeStore(t)
    const { urn } = userRecord()
    const reset = (userUrn: string, seed: string) =>
      store.replaceReset({ userUrn, digest: idOf(seed), expiresAt: NOW + 1_000 })
    await store.insertUser(userRecord())
    await reset(urn, 'first')
    await reset(urn, 'second')
    await reset('urn:li:corpuser:bob', 'other')
    t.equal(await store.findReset(idOf('first'), NOW), undefined, 'replaced')
    t.equal(await store.takeReset(idOf('first')), false)
    t.strictSame(await store.findReset(idOf('second'), NOW + 999), { userUrn: urn })
    t.equal(await store.findReset(idOf('second'), NOW + 1_000), undefined, 'at its end')
    const taken = await Promise.all(Array.from({ length: 10 }, () => store.takeReset(idOf('second'))))
    t.equal(taken.filter(Boolean).length, 1)
    t.equal(await store.findReset(idOf('second'), NOW), undefined)
    t.strictSame(await store.findReset(idOf('other'), NOW), { userUrn: 'urn:li:corpuser:bob' })
    await t.rejects(store.findReset('AAAA', NOW), TypeError)
  })

  t.test('of two first invite tokens of a role one is made', async (t) => {
    const store = await makeStore(t)
    const invite = (seed: string, roleUrn: string | null = null) =>
      store.insertInvite({ roleUrn, digest: idOf(seed), sealed: seed, createdAt: NOW })
    const both = await Promise.allSettled([invite('one'), invite('two')])
    const refused = both.filter((result) => result.status === 'rejected')
    t.equal(refused.length, 1)
    t.type(refused[0]?.reason, DuplicateError)
    await invite('of a role', ADMIN)
    t.strictSame(await store.findInvite(ADMIN), { sealed: 'of a role' })
  })
}
