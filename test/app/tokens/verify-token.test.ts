import t from 'tap'
import type { KnownToken } from '../../../src/app/tokens/token-lookup.ts'
import { makeVerifyToken } from '../../../src/app/tokens/verify-token.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { holdCalls } from '../../helpers/fakes/held-calls.ts'
import { ALICE, actor, actorsOf, BOB, EVERYBODY } from '../../helpers/fakes/people.ts'
import { hashToken, makeToken } from '../../helpers/fakes/tokens.ts'
import { LIFE_MS, lookupWorld } from './lookup-world.ts'

const { token, id } = makeToken()
const principal = {
  via: 'token',
  actorUrn: ALICE,
  tokenId: id,
  endsAtMs: Number.POSITIVE_INFINITY,
} as const

function verifierOf(known: KnownToken | undefined) {
  const clock = fakeClock()
  const lookup = { find: () => known }
  return { clock, verify: makeVerifyToken({ hashToken, lookup, actors: EVERYBODY, clock }) }
}

/** A token that ends at this moment. */
const endingAt = (endsAtMs: number): KnownToken => ({ ...lasting, principal: { ...principal, endsAtMs } })

const lasting: KnownToken = {
  principal,
  revoked: false,
  staleAtMs: Number.POSITIVE_INFINITY,
}

t.test('a token that was issued stands for its actor until it is revoked', async (t) => {
  const { lookup, store, clock } = lookupWorld()
  const verify = makeVerifyToken({ hashToken, lookup, actors: EVERYBODY, clock })
  const { token, id, record } = makeToken()
  await store.insert(record)
  t.strictSame(await verify(token), { ...principal, tokenId: id })
  t.strictSame(verify(token), { ...principal, tokenId: id }, 'without waiting, once it is known')
  await store.revoke(id, clock.now())
  await lookup.refuse(id)
  t.equal(await verify(token), undefined)
})

t.test('what cannot be a token of ours is refused before anything is looked up', async (t) => {
  const asked: string[] = []
  const find = (id: string) => {
    asked.push(id)
    return lasting
  }
  const verify = makeVerifyToken({ hashToken, lookup: { find }, actors: EVERYBODY, clock: fakeClock() })
  const [, payload, signature] = token.split('.')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  for (const other of [
    '',
    'x',
    token.slice(0, -1),
    `${token}=`,
    `${token} `,
    `${token}.${signature}`,
    `${none}.${payload}.${signature}`,
    `${none}.${payload}.`,
    token.replace('eyJhbGciOiJIUzI1NiJ9.', `eyJhbGciOiJIUzI1NiJ9.${'A'.repeat(4096)}`),
  ]) {
    t.equal(verify(other), undefined, other.slice(0, 80))
  }
  t.strictSame(asked, [])
  verify(token)
  t.strictSame(asked, [id])
})

t.test('a token is good to the last millisecond before its end, and judged at each use', async (t) => {
  const { verify, clock } = verifierOf(endingAt(fakeClock().now() + 5_000))
  clock.advance(4_999)
  t.match(verify(token), { actorUrn: ALICE, tokenId: id })
  clock.advance(1)
  t.equal(verify(token), undefined)
  clock.setWallBack(3_600_000)
  t.match(verify(token), { actorUrn: ALICE }, 'by the wall clock')
  clock.setWallBack(-7_200_000)
  t.equal(verify(token), undefined)
})

t.test(
  'a token that is known and ends within the life of its cached record is refused from its end on',
  async (t) => {
    const { lookup, store, clock } = lookupWorld()
    const verify = makeVerifyToken({ hashToken, lookup, actors: EVERYBODY, clock })
    const expiresAt = clock.now() + LIFE_MS / 2
    const { token, record } = makeToken({ exp: expiresAt / 1000 }, { expiresAt })
    await store.insert(record)
    t.ok(await verify(token))
    clock.advance(LIFE_MS / 2)
    t.equal(verify(token), undefined)
    t.equal(lookup.stats.storeReads, 1)
  },
)

t.test('a token that ends while it is looked up is refused', async (t) => {
  const clock = fakeClock()
  const find = holdCalls<[string, string], KnownToken | undefined>()
  const verify = makeVerifyToken({ hashToken, lookup: { find }, actors: EVERYBODY, clock })
  const verdict = verify(token)
  clock.advance(1_000)
  find.waiting[0]?.answer(endingAt(clock.now()))
  t.equal(await verdict, undefined)
})

t.test('revoked and unknown tokens are refused alike', async (t) => {
  t.equal(verifierOf({ ...lasting, revoked: true }).verify(token), undefined)
  t.equal(verifierOf(undefined).verify(token), undefined)
})

t.test('a store that cannot be asked is no verdict', async (t) => {
  const outage = new Error('the database is away')
  const verify = makeVerifyToken({
    hashToken,
    lookup: { find: () => Promise.reject(outage) },
    actors: EVERYBODY,
    clock: fakeClock(),
  })
  await t.rejects(Promise.resolve(verify(token)), outage)
})

t.test('a token of who is suspended, or in the directory no more, is refused', async (t) => {
  const clock = fakeClock()
  const lookup = { find: () => lasting }
  const people = [actor(ALICE)]
  const actors = { find: (urn: string) => actorsOf(people).find(urn) }
  const verify = makeVerifyToken({ hashToken, lookup, actors, clock })
  t.strictSame(verify(token), principal)
  people.splice(0, 1, actor(ALICE, { status: 'SUSPENDED' }))
  t.equal(verify(token), undefined)
  people.splice(0, 1, actor(BOB))
  t.equal(verify(token), undefined)
  people.splice(0, 1, actor(ALICE))
  t.strictSame(verify(token), principal, 'let in again')
})

t.test('a token whose actor is not in process waits for the directory, and its answer counts', async (t) => {
  const answers = holdCalls<[string], Actor | undefined>()
  const lookup = { find: () => lasting }
  const verify = makeVerifyToken({ hashToken, lookup, actors: { find: answers }, clock: fakeClock() })
  for (const [answer, expected] of [
    [actor(ALICE), principal],
    [actor(ALICE, { status: 'SUSPENDED' }), undefined],
    [undefined, undefined],
  ] as const) {
    const verdict = verify(token)
    t.strictSame(answers.waiting[0]?.args, [ALICE])
    answers.waiting[0]?.answer(answer)
    t.strictSame(await verdict, expected)
  }
  const verdict = verify(token)
  const outage = new Error('the database is away')
  answers.waiting[0]?.fail(outage)
  await t.rejects(Promise.resolve(verdict), outage, 'a directory that cannot be asked is no verdict')
})

t.test('the directory is not asked about a token that is refused anyhow', async (t) => {
  const actors = { find: () => t.fail('was asked') as never }
  const clock = fakeClock()
  for (const known of [{ ...lasting, revoked: true }, endingAt(clock.now()), undefined]) {
    t.equal(makeVerifyToken({ hashToken, lookup: { find: () => known }, actors, clock })(token), undefined)
  }
})
