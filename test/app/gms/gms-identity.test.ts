import t from 'tap'
import {
  makeActorHeaderIdentity,
  makeNoIdentity,
  makePassthroughIdentity,
  makeSessionIdentity,
} from '../../../src/app/gms/gms-identity.ts'
import { type GmsIdentity, NOBODY } from '../../../src/domain/gms-identity.ts'
import type { Principal } from '../../../src/domain/principal.ts'
import { holdCalls } from '../../helpers/fakes/held-calls.ts'
import { ALICE } from '../../helpers/fakes/people.ts'

const alice: Principal = { via: 'token', actorUrn: ALICE, tokenId: 'id', endsAtMs: 1 }
const CREDENTIAL = 'Bearer the caller’s own'

/** Sessions that hold a token or have to be asked for one. */
function sessionsOf(held: string | undefined) {
  const mint = holdCalls<[string], string>()
  const discarded: string[][] = []
  const identityFor = makeSessionIdentity({
    tokenFor: (actorUrn) => held ?? mint(actorUrn),
    discard: (...session) => discarded.push(session),
  })
  return { identityFor, mint, discarded }
}

t.test(
  'exchange and session: GMS is told the actor by a session token, and never sees the caller’s',
  async (t) => {
    const { identityFor } = sessionsOf('held')
    const identity = identityFor(alice, CREDENTIAL) as GmsIdentity
    t.strictSame(identity.headers, ['authorization', 'Bearer held'])

    const { identityFor: fresh, mint } = sessionsOf(undefined)
    const minted = fresh(alice, CREDENTIAL)
    t.strictSame(mint.waiting[0]?.args, [ALICE])
    mint.waiting[0]?.answer('minted')
    t.strictSame((await minted)?.headers, ['authorization', 'Bearer minted'])
  },
)

t.test(
  'exchange and session: a refused token is dropped; only a held one is worth another try',
  async (t) => {
    const { identityFor, discarded } = sessionsOf('held')
    t.equal((await identityFor(alice, undefined))?.renew(), true)
    t.strictSame(discarded, [[ALICE, 'held']])

    const fresh = sessionsOf(undefined)
    const minted = fresh.identityFor(alice, undefined)
    fresh.mint.waiting[0]?.answer('minted')
    t.equal(
      (await minted)?.renew(),
      false,
      'GMS refused what it has just made: trying again would go on for ever',
    )
    t.strictSame(fresh.discarded, [[ALICE, 'minted']])
  },
)

t.test('exchange and session: a caller without a principal is nobody, whatever was sent', async (t) => {
  const { identityFor, mint } = sessionsOf(undefined)
  t.equal(identityFor(null, CREDENTIAL), NOBODY)
  t.strictSame(mint.waiting, [])
})

t.test('exchange and session: with authentication off nobody gains power by passing here', async (t) => {
  const identityFor = makeNoIdentity()
  for (const principal of [alice, null]) t.equal(identityFor(principal, CREDENTIAL), NOBODY)
  t.strictSame(NOBODY.headers, [])
  t.equal(NOBODY.renew(), false)
})

t.test('exchange and session: where no session can be had the request fails', async (t) => {
  const { identityFor, mint } = sessionsOf(undefined)
  const outage = new Error('GMS is away')
  const identity = Promise.resolve(identityFor(alice, undefined))
  mint.waiting[0]?.fail(outage)
  await t.rejects(identity, outage)
})

t.test('passthrough: GMS gets the caller’s own header, or nothing', async (t) => {
  const identityFor = makePassthroughIdentity()
  for (const principal of [alice, null]) {
    const identity = identityFor(principal, CREDENTIAL) as GmsIdentity
    t.strictSame(identity.headers, ['authorization', CREDENTIAL])
    t.equal(identity.renew(), false)
    t.equal(identityFor(principal, undefined), NOBODY)
  }
})

t.test('actor-header: GMS is told the signed-in actor, else the anonymous one, never nobody', async (t) => {
  const identityFor = makeActorHeaderIdentity('urn:li:corpuser:guest')
  const signedIn = identityFor(alice, CREDENTIAL) as GmsIdentity
  t.strictSame(signedIn.headers, ['x-datahub-actor', ALICE])
  t.equal(signedIn.renew(), false)
  const anonymous = identityFor(null, CREDENTIAL) as GmsIdentity
  t.strictSame(anonymous.headers, ['x-datahub-actor', 'urn:li:corpuser:guest'])
  const withoutGuest = makeActorHeaderIdentity(undefined)
  t.equal(
    withoutGuest(null, CREDENTIAL),
    undefined,
    'GMS would take a caller without an actor for the system',
  )
  t.strictSame((withoutGuest(alice, undefined) as GmsIdentity).headers, ['x-datahub-actor', ALICE])
})
