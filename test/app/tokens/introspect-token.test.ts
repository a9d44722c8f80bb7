import t from 'tap'
import { makeIntrospectToken } from '../../../src/app/tokens/introspect-token.ts'
import { makeRevokePresentedToken } from '../../../src/app/tokens/revoke-presented-token.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, actor, actorsOf, BOB, caller, MANAGER } from '../../helpers/fakes/people.ts'
import { memoryTokenStore } from '../../helpers/fakes/stores.ts'
import { hashToken, makeToken, signer } from '../../helpers/fakes/tokens.ts'
import { RECORDS_AND_CLAIMS } from './records-and-claims.ts'

const SUSPENDED = 'urn:li:corpuser:suspended'

/** Both use-cases over a store, with what they ask of the world written down. */
function world() {
  const clock = fakeClock()
  const store = memoryTokenStore()
  const asked: string[] = []
  const noting =
    <Args extends unknown[], T>(what: string, ask: (...args: Args) => T) =>
    (...args: Args): T => {
      asked.push(what)
      return ask(...args)
    }
  const authorize = noting('privilege', allowing({ [MANAGER]: ['MANAGE_ACCESS_TOKENS'] }))
  const actors = actorsOf([
    ...[ALICE, BOB, MANAGER].map((urn) => actor(urn)),
    actor(SUSPENDED, { status: 'SUSPENDED' }),
  ])
  const tokens = { find: noting('store', store.find) }
  const introspect = makeIntrospectToken({ store: tokens, signer, hashToken, actors, authorize, clock })
  const revoked: string[] = []
  const revoke = makeRevokePresentedToken({
    store: tokens,
    hashToken,
    async revoke(_, id) {
      revoked.push(id)
    },
    authorize,
    async requirePrivilege() {
      asked.push('refusal')
      throw new ServiceError('FORBIDDEN')
    },
    clock,
  })
  return { clock, store, asked, introspect, revoke, revoked }
}

t.test(
  'attack 82: tokens that are not active, or not the caller’s, cost the same and look the same',
  async (t) => {
    const { store, clock, asked, introspect } = world()
    const past = clock.now() - 1
    const kinds = {
      unknown: [makeToken(), false],
      expired: [makeToken({ exp: Math.floor(past / 1000) + 60 }, { expiresAt: past }), true],
      'expired by its claim': [makeToken({ exp: Math.floor(past / 1000) }), true],
      revoked: [makeToken({}, { revokedAt: past }), true],
      'of another key': [makeToken({}, { keyId: 'another' }), true],
      'of another actor than its record says': [makeToken({}, { actorUrn: BOB, ownerUrn: ALICE }), true],
      'somebody else’s': [makeToken({ actorId: 'bob' }), true],
      'of somebody suspended': [makeToken({ actorId: 'suspended' }, { ownerUrn: ALICE }), true],
    } as const
    for (const [what, [{ token, record }, isKept]] of Object.entries(kinds)) {
      if (isKept) await store.insert(record)
      asked.length = 0
      t.strictSame(await introspect(caller(ALICE), token), { active: false }, what)
      t.strictSame(asked, ['privilege', 'store'], what)
    }
  },
)

t.test('an active token is shown to its actor, its owner and a manager', async (t) => {
  const { store, introspect, asked } = world()
  const { token, record } = makeToken({ actorId: 'bob' }, { ownerUrn: ALICE })
  await store.insert(record)
  for (const urn of [ALICE, BOB, MANAGER]) {
    asked.length = 0
    t.match(await introspect(caller(urn), token), { active: true, actorUrn: BOB, ownerUrn: ALICE }, urn)
    t.strictSame(asked, ['privilege', 'store'])
  }
})

t.test('a token is active only together with its record, until the first of the two ends', async (t) => {
  for (const [what, { claims, fields, ends }] of Object.entries(RECORDS_AND_CLAIMS)) {
    const { store, introspect } = world()
    const { token, record } = makeToken(claims, fields)
    await store.insert(record)
    const shown = await introspect(caller(MANAGER), token)
    if (ends === undefined) t.strictSame(shown, { active: false }, what)
    else t.match(shown, { active: true }, what)
    t.equal('exp' in shown ? shown.exp : undefined, ends ?? undefined, what)
  }
})

t.test('claims of a type that they should not have are not passed on', async (t) => {
  const { store, introspect } = world()
  const { token, record } = makeToken({ sub: 5, jti: ['x'], iss: undefined } as never)
  await store.insert(record)
  const shown = await introspect(caller(ALICE), token)
  t.match(shown, { active: true })
  for (const name of ['sub', 'jti', 'iss']) t.notOk(name in shown, name)
})

t.test('attack 82: whoever may not revoke a token that is not accepted learns nothing of it', async (t) => {
  const { store, clock, asked, revoke, revoked } = world()
  const past = clock.now() - 1
  for (const [what, { token, record }] of Object.entries({
    unknown: makeToken({ actorId: 'bob' }),
    expired: makeToken({ actorId: 'bob' }, { expiresAt: past }),
    revoked: makeToken({ actorId: 'bob' }, { revokedAt: past }),
  })) {
    if (what !== 'unknown') await store.insert(record)
    asked.length = 0
    t.equal(await revoke(caller(ALICE), token), undefined, what)
    t.strictSame(asked, ['privilege', 'store'], what)
  }
  t.strictSame(revoked, [])
})

t.test(
  'an accepted token is revoked for its actor, its owner and a manager, and for nobody else',
  async (t) => {
    const { store, revoke, revoked } = world()
    const { token, id, record } = makeToken({ actorId: 'bob' }, { ownerUrn: ALICE })
    await store.insert(record)
    await t.rejects(revoke(caller(SUSPENDED), token), { code: 'FORBIDDEN' })
    t.strictSame(revoked, [])
    for (const urn of [ALICE, BOB, MANAGER]) await revoke(caller(urn), token)
    t.strictSame(revoked, [id, id, id])
  },
)

t.test('a session of GMS is said to be no token that can be revoked', async (t) => {
  const { revoke } = world()
  const { token } = makeToken({ version: '1' as never })
  await t.rejects(revoke(caller(MANAGER), token), { code: 'UNSUPPORTED_TOKEN_TYPE' })
  t.equal(await revoke(caller(MANAGER), 'no token at all'), undefined)
})
