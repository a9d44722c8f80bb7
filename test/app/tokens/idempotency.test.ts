import t from 'tap'
import { digest } from '../../../src/adapters/digests.ts'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import type { Transactions } from '../../../src/app/ports/transactions.ts'
import { makeIdempotency } from '../../../src/app/tokens/idempotency.ts'
import { type IssueToken, makeIssueToken, type TokenRequest } from '../../../src/app/tokens/issue-token.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { memoryIdempotencyStore } from '../../helpers/fakes/idempotency.ts'
import { ALICE, BOB, caller, EVERYBODY, MANAGER } from '../../helpers/fakes/people.ts'
import { memoryTokenStore } from '../../helpers/fakes/stores.ts'
import { hashToken, signer } from '../../helpers/fakes/tokens.ts'
import { auditRecordOf, memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'

const DAY = 86_400_000
const REQUEST: TokenRequest = { name: 'nightly', duration: 'ONE_HOUR', description: 'once a day' }
const KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324'

function world() {
  const clock = fakeClock()
  const tokens = memoryTokenStore()
  const store = memoryIdempotencyStore()
  const memory = memoryTransactions({ tokens, idempotency: store })
  const reads: string[] = []
  let changes = 0
  const transactions: Transactions = {
    change(work) {
      changes++
      return memory.change(work)
    },
  }
  const privileges: Parameters<typeof allowing>[0] = {
    [ALICE]: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
    [BOB]: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
    [MANAGER]: ['MANAGE_ACCESS_TOKENS'],
  }
  const authorize = allowing(privileges)
  const idempotency = makeIdempotency({
    store: {
      find(key) {
        reads.push(key)
        return store.find(key)
      },
    },
    tokens,
    transactions,
    clock,
    digest,
  })
  let made = 0
  const issue: IssueToken = makeIssueToken({
    transactions,
    actors: EVERYBODY,
    signer,
    hashToken,
    authorize,
    requirePrivilege: makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(memory) }),
    auditRecordOf,
    idempotency,
    clock,
    newUuid: () => `${made++}`,
    settings: {
      authenticationEnabled: true,
      allowNoExpiry: false,
      issuer: 'us',
      systemClientId: '__datahub_system',
    },
  })
  const listed = async () =>
    (await tokens.lists.slice({ ownerUrns: [ALICE] }, 0, { offset: 0, limit: 100 })).map(({ id }) => id)
  return { issue, idempotency, clock, tokens, store, reads, listed, privileges, changes: () => changes }
}

/** What `promise` is refused with. */
async function refusal(promise: Promise<unknown>): Promise<ServiceError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ServiceError)) throw new Error('was not refused', { cause: error })
  return error
}

t.test('a repeated request makes nothing and gets the metadata, never the token', async (t) => {
  const { issue, listed, clock } = world()
  const { token, metadata } = await issue(caller(ALICE), REQUEST, KEY)
  clock.advance(60_000)
  const again = await refusal(issue(caller(ALICE), { ...REQUEST }, KEY))
  t.equal(again.code, 'TOKEN_ALREADY_MADE')
  t.strictSame(again.members, { metadata })
  t.notMatch(JSON.stringify(again), token.reveal())
  t.strictSame(await listed(), [metadata.id])
})

t.test('the same request is the same whatever the order of its members', async (t) => {
  const { issue } = world()
  await issue(caller(ALICE), REQUEST, KEY)
  const { description, duration, name } = REQUEST
  const reordered = { description, duration, name } as TokenRequest
  t.match(await refusal(issue(caller(ALICE), reordered, KEY)), { code: 'TOKEN_ALREADY_MADE' })
})

t.test('another request with a used key makes nothing', async (t) => {
  const { issue, listed } = world()
  const { metadata } = await issue(caller(ALICE), REQUEST, KEY)
  const others: TokenRequest[] = [
    { ...REQUEST, name: 'nightly ' },
    { name: 'nightly', duration: 'ONE_HOUR' },
    { ...REQUEST, actorUrn: ALICE },
  ]
  for (const other of others)
    t.match(await refusal(issue(caller(ALICE), other, KEY)), { code: 'IDEMPOTENCY_KEY_REUSED', members: {} })
  t.strictSame(await listed(), [metadata.id])
})

t.test('of requests with one key at the same time exactly one makes a token', async (t) => {
  const { issue, listed } = world()
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () => issue(caller(ALICE), REQUEST, KEY)),
  )
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  t.equal((await listed()).length, 1)
})

t.test('keys belong to their actor: somebody else’s equal key is another', async (t) => {
  const { issue } = world()
  await issue(caller(ALICE), REQUEST, KEY)
  t.match(await issue(caller(BOB), REQUEST, KEY), { metadata: { ownerUrn: BOB } })
  t.match(await issue(caller(ALICE), REQUEST, `${KEY}2`), { metadata: { ownerUrn: ALICE } })
})

t.test('a key with which nothing was made is not used up', async (t) => {
  const { issue, privileges } = world()
  privileges[ALICE] = []
  t.match(await refusal(issue(caller(ALICE), REQUEST, KEY)), { code: 'FORBIDDEN' })
  t.match(await refusal(issue(caller(ALICE), { ...REQUEST, name: ' ' }, KEY)), { code: 'INVALID_REQUEST' })
  privileges[ALICE] = ['GENERATE_PERSONAL_ACCESS_TOKENS']
  t.match(await issue(caller(ALICE), REQUEST, KEY), { metadata: { name: 'nightly' } })
})

t.test('a repeat is told that it is one, though it could not be made any more', async (t) => {
  const { issue, clock } = world()
  const soon: TokenRequest = { name: 'x', expiresAt: clock.now() + 60_000 }
  const { metadata } = await issue(caller(ALICE), soon, KEY)
  clock.advance(120_000)
  const again = await refusal(issue(caller(ALICE), soon, KEY))
  t.match(again, { code: 'TOKEN_ALREADY_MADE', members: { metadata: { id: metadata.id, state: 'expired' } } })
  const other = await refusal(issue(caller(ALICE), { ...soon, name: 'y' }, KEY))
  t.equal(other.code, 'INVALID_REQUEST', 'another request fails for its own reason')
})

t.test('a key is forgotten after a day, and swept some at a time', async (t) => {
  const { issue, idempotency, clock, listed, store } = world()
  await issue(caller(ALICE), REQUEST, KEY)
  for (let i = 0; i < 1_200; i++)
    await store.insert({ key: `${i}`, body: '', tokenId: '', createdAt: clock.now() }, 0)
  clock.advance(DAY)
  t.equal(await idempotency.sweep(), 0)
  clock.advance(1)
  await issue(caller(ALICE), REQUEST, KEY)
  t.equal((await listed()).length, 2, 'though nobody has swept yet')
  t.equal(await idempotency.sweep(), 1_200, 'the new one stays')
  t.equal(await idempotency.sweep(), 0)
})

t.test('a key costs no round trip: nothing is read unless it was used', async (t) => {
  const { issue, reads, changes } = world()
  await issue(caller(ALICE), REQUEST, KEY)
  t.strictSame(reads, [])
  t.equal(changes(), 1)
  await refusal(issue(caller(ALICE), REQUEST, KEY))
  t.equal(reads.length, 1)
})
