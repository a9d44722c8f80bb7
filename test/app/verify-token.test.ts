import t from 'tap'
import type { KnownToken } from '../../src/app/token-lookup.ts'
import { makeVerifyToken } from '../../src/app/verify-token.ts'
import { fakeClock } from '../helpers/fakes/clock.ts'
import { holdCalls } from '../helpers/fakes/held-calls.ts'
import { hashToken, makeToken } from '../helpers/fakes/tokens.ts'
import { LIFE_MS, lookupWorld } from './lookup-world.ts'

const { token, id } = makeToken()
const principal = { via: 'token', actorUrn: 'urn:li:corpuser:alice', tokenId: id } as const

function verifierOf(known: KnownToken | undefined) {
  const clock = fakeClock()
  return { clock, verify: makeVerifyToken({ hashToken, lookup: { find: () => known }, clock }) }
}

const lasting: KnownToken = {
  principal,
  endsAtMs: Number.POSITIVE_INFINITY,
  revoked: false,
  staleAtMs: Number.POSITIVE_INFINITY,
}

t.test('a token that was issued stands for its actor until it is revoked', async (t) => {
  const { lookup, store, clock } = lookupWorld()
  const verify = makeVerifyToken({ hashToken, lookup, clock })
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
  const verify = makeVerifyToken({ hashToken, lookup: { find }, clock: fakeClock() })
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
  const { verify, clock } = verifierOf({ ...lasting, endsAtMs: fakeClock().now() + 5_000 })
  clock.advance(4_999)
  t.strictSame(verify(token), principal)
  clock.advance(1)
  t.equal(verify(token), undefined)
  clock.setWallBack(3_600_000)
  t.strictSame(verify(token), principal, 'by the wall clock')
  clock.setWallBack(-7_200_000)
  t.equal(verify(token), undefined)
})

t.test(
  'a token that is known and ends within the life of its cached record is refused from its end on',
  async (t) => {
    const { lookup, store, clock } = lookupWorld()
    const verify = makeVerifyToken({ hashToken, lookup, clock })
    const { token, record } = makeToken({}, { expiresAt: clock.now() + LIFE_MS / 2 })
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
  const verify = makeVerifyToken({ hashToken, lookup: { find }, clock })
  const verdict = verify(token)
  clock.advance(1_000)
  find.waiting[0]?.answer({ ...lasting, endsAtMs: clock.now() })
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
    clock: fakeClock(),
  })
  await t.rejects(Promise.resolve(verify(token)), outage)
})
