import t from 'tap'
import { digestOfIds } from '../../../src/adapters/id-digest.ts'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import { makeRevokeManyTokens } from '../../../src/app/tokens/revoke-many-tokens.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, BOB, caller, MANAGER } from '../../helpers/fakes/people.ts'
import { memoryTokenStore } from '../../helpers/fakes/stores.ts'
import { auditRecordOf, memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'
import { idOf, tokenRecord } from '../../store/records.ts'

const token = (seed: string, fields: Partial<TokenRecord> = {}) =>
  tokenRecord({ id: idOf(seed), ownerUrn: ALICE, actorUrn: ALICE, ...fields })

async function world(records: readonly TokenRecord[]) {
  const tokens = memoryTokenStore()
  for (const record of records) await tokens.insert(record)
  const transactions = memoryTransactions({ tokens })
  const clock = fakeClock()
  const authorize = allowing({ [MANAGER]: ['MANAGE_ACCESS_TOKENS'] })
  const calls = { forgotten: 0, refused: [] as string[] }
  const slowly = { findMs: 0, revokeMs: 1_000 }
  const { revokeMatching } = tokens
  tokens.revokeMatching = (...args) => {
    clock.advance(slowly.revokeMs)
    return revokeMatching(...args)
  }
  const revoke = makeRevokeManyTokens({
    lists: {
      ...tokens.lists,
      batch(...args) {
        clock.advance(slowly.findMs)
        return tokens.lists.batch(...args)
      },
    },
    transactions,
    lookup: {
      refuse: async (id) => void calls.refused.push(id),
      forgetAll: () => void calls.forgotten++,
    },
    requirePrivilege: makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) }),
    auditRecordOf,
    digestOfIds,
    clock,
    workMsMax: 3_000,
  })
  const revoked = async () => {
    const all = await tokens.lists.slice({ states: ['revoked'] }, clock.now(), { offset: 0, limit: 100_000 })
    return all.map(({ id }) => id).sort()
  }
  return { ...revoke, calls, tokens, transactions, audited: transactions.audited, revoked, slowly }
}

const mine = [token('one'), token('two', { name: 'ci' }), token('three', { expiresAt: 1 })]
const forMe = token('for me', { ownerUrn: MANAGER })
const others = [token('bob’s', { ownerUrn: BOB, actorUrn: BOB, name: 'ci' })]
const sorted = (records: readonly TokenRecord[]) => records.map(({ id }) => id).sort()

t.test('a manager revokes by owner, once, with one record of what, how many and which', async (t) => {
  const { any, audited, revoked, calls } = await world([...mine, forMe, ...others])
  t.strictSame(await any(caller(MANAGER), { ownerUrn: ALICE }), { count: 3, dryRun: false, complete: true })
  t.strictSame(await revoked(), sorted(mine))
  t.match(audited, [
    {
      action: 'token.revoke-many',
      actorUrn: MANAGER,
      subject: null,
      details: {
        filter: { ownerUrns: [ALICE], states: ['active', 'expired'] },
        count: 3,
        digest: digestOfIds(sorted(mine)),
      },
    },
  ])
  t.strictSame([calls.refused.toSorted(), calls.forgotten], [sorted(mine), 0])
  t.match(await any(caller(MANAGER), { ownerUrn: ALICE }), { count: 0, complete: true })
  t.equal(audited.length, 1)
})

t.test('a dry run counts what would be revoked, and changes nothing', async (t) => {
  const { any, own, audited, revoked, calls } = await world([...mine, forMe, ...others])
  for (const [conditions, count] of [
    [{ ownerUrn: ALICE }, 3],
    [{ actorUrn: ALICE }, 4],
    [{ name: 'ci' }, 2],
    [{ state: 'expired' }, 1],
    [{ expiresBefore: 5 }, 1],
    [{ all: true }, 5],
  ] as const)
    t.strictSame(
      await any(caller(MANAGER), { ...conditions, dryRun: true }),
      { count, dryRun: true, complete: true },
      JSON.stringify(conditions),
    )
  t.match(await own(caller(ALICE), { all: true, dryRun: true }), { count: 3 })
  t.strictSame([await revoked(), audited, calls.forgotten], [[], [], 0])
})

t.test('a user revokes among the tokens that they made, or that stand for them, and no others', async (t) => {
  const { own, revoked } = await world([...mine, forMe, ...others])
  t.match(await own(caller(ALICE), { name: 'ci' }), { count: 1 })
  t.match(await own(caller(ALICE), { all: true }), { count: 2 })
  t.strictSame(await revoked(), sorted(mine))
  t.match(await own(caller(ALICE), { actorUrn: ALICE }), { count: 1 })
  t.strictSame(await revoked(), sorted([...mine, forMe]))
  await t.rejects(own(caller(ALICE), { ownerUrn: BOB }), { code: 'FORBIDDEN' })
})

t.test('who does not manage tokens revokes nobody’s, and is remembered', async (t) => {
  const { any, revoked, audited } = await world(mine)
  for (const dryRun of [true, false])
    await t.rejects(any(caller(ALICE), { ownerUrn: ALICE, dryRun }), { code: 'FORBIDDEN' })
  t.strictSame(await revoked(), [])
  t.match(audited, [{ action: 'access.refuse', details: { what: 'token.revoke-many' } }, {}])
})

t.test('everything is revoked only by who says so', async (t) => {
  const { any, own, revoked } = await world(mine)
  for (const request of [{}, { dryRun: true }, { all: false }])
    for (const run of [any, own])
      await t.rejects(run(caller(MANAGER), request), { code: 'INVALID_REQUEST', detail: /"all": true/ })
  await t.rejects(any(caller(MANAGER), { all: true, ownerUrn: ALICE }), { code: 'INVALID_REQUEST' })
  await t.rejects(any(caller(MANAGER), { name: ' ' }), { code: 'INVALID_REQUEST', detail: /^name must/ })
  t.strictSame(await revoked(), [])
})

t.test('more tokens than a request has time for are revoked by repeating it', async (t) => {
  const many = Array.from({ length: 7_000 }, (_, i) => token(`${i}`, { createdAt: i }))
  const { any, audited, revoked, calls } = await world(many)
  t.strictSame(await any(caller(MANAGER), { all: true }), { count: 6_000, dryRun: false, complete: false })
  t.strictSame(await any(caller(MANAGER), { all: true }), { count: 1_000, dryRun: false, complete: true })
  t.equal((await revoked()).length, 7_000)
  t.strictSame(
    audited.map(({ details }) => details.count),
    [6_000, 1_000],
  )
  t.equal(calls.forgotten, 2, 'this process accepts none of them')
})

t.test('tokens that take long to find are revoked as far as they were found', async (t) => {
  const many = Array.from({ length: 7_000 }, (_, i) => token(`${i}`, { createdAt: i }))
  const { any, audited, slowly } = await world(many)
  slowly.findMs = 2_000
  t.match(await any(caller(MANAGER), { all: true }), { count: 4_000, complete: false })
  t.match(await any(caller(MANAGER), { all: true }), { count: 3_000, complete: true })
  t.equal(audited.length, 2)
})

t.test('of more tokens than are looked for at once, the first are revoked', async (t) => {
  const many = Array.from({ length: 50_001 }, (_, i) => token(`${i}`, { createdAt: i }))
  const { any, slowly } = await world(many)
  slowly.revokeMs = 0
  t.match(await any(caller(MANAGER), { all: true }), { count: 50_000, complete: false })
  t.match(await any(caller(MANAGER), { all: true }), { count: 1, complete: true })
})

t.test('where the answer to a bulk revoke is lost, its tokens are asked for anew', async (t) => {
  const { any, calls, transactions } = await world(mine)
  const { change } = transactions
  transactions.change = async (work) => {
    await change(work)
    throw new Error('the answer to COMMIT was lost')
  }
  await t.rejects(any(caller(MANAGER), { all: true }), { message: /lost/ })
  t.equal(calls.forgotten, 1)
})

t.test('a transaction that the database has begin anew counts and names each token once', async (t) => {
  const { any, audited, transactions } = await world(mine)
  const { change } = transactions
  transactions.change = async (work) => {
    const undone = new Error('a deadlock')
    await change(async (writes) => {
      const named = mine.map(({ id }) => id)
      await work({
        ...writes,
        audit: { append() {} },
        tokens: { ...writes.tokens, revokeMatching: async () => named },
      })
      throw undone
    }).catch(() => undefined)
    return change(work)
  }
  t.match(await any(caller(MANAGER), { all: true }), { count: 3 })
  t.match(audited, [{ details: { count: 3, digest: digestOfIds(sorted(mine)) } }])
})

t.test('who revokes nothing takes nobody’s token out of the caches', async (t) => {
  const { own, calls, audited } = await world(others)
  t.match(await own(caller(ALICE), { all: true }), { count: 0, complete: true })
  t.strictSame([calls, audited], [{ forgotten: 0, refused: [] }, []])
})
