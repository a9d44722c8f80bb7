import fc from 'fast-check'
import t from 'tap'
import {
  buildClaims,
  buildSessionClaims,
  type ClaimsInput,
  readClaims,
} from '../../src/domain/token-claims.ts'
import vectors from '../data/datahub-token-vectors.json' with { type: 'json' }

const { expiring, eternal, session } = vectors.tokens

const INPUT: ClaimsInput = {
  actorId: 'datahub',
  type: 'PERSONAL',
  jti: '11111111-2222-4333-8444-555555555555',
  expiresAtMs: 4_102_444_800_000,
  issuer: 'datahub-metadata-service',
}

t.test("the claims of a new token are DataHub's, byte for byte as JSON", async (t) => {
  t.equal(JSON.stringify(buildClaims(INPUT)), JSON.stringify(expiring.claims))
  const forever = buildClaims({ ...INPUT, expiresAtMs: null })
  t.equal(JSON.stringify(forever), JSON.stringify(eternal.claims), 'without exp where it never ends')
})

t.test("the claims of a session for GMS are GMS's own, byte for byte as JSON", async (t) => {
  const { actorId, jti, exp, iss: issuer } = session.claims
  const claims = buildSessionClaims({ actorId, jti, expiresAtMs: exp * 1000 + 999, issuer })
  t.equal(JSON.stringify(claims), JSON.stringify(session.claims))
  t.equal(readClaims(claims), undefined, 'and are those of no caller')
})

t.test('an end within a second is cut to the second before, as in DataHub', async (t) => {
  for (const [expiresAtMs, exp] of [
    [1_800_000_000_000, 1_800_000_000],
    [1_800_000_000_001, 1_800_000_000],
    [1_800_000_000_999, 1_800_000_000],
  ] as const) {
    t.equal(buildClaims({ ...INPUT, expiresAtMs }).exp, exp)
  }
})

t.test('what a new token states is what is read from it', async () => {
  const input = fc.record({
    actorId: fc.string({ unit: 'binary', minLength: 1 }),
    type: fc.constantFrom('PERSONAL', 'SERVICE_ACCOUNT'),
    jti: fc.uuid(),
    expiresAtMs: fc.option(fc.integer({ min: 1000, max: 8_640_000_000_000_000 })),
    issuer: fc.string(),
  })
  fc.assert(
    fc.property(input, (given) => {
      const stated = readClaims(JSON.parse(JSON.stringify(buildClaims(given as ClaimsInput))))
      const expiresAtMs = given.expiresAtMs === null ? null : given.expiresAtMs - (given.expiresAtMs % 1000)
      return (
        stated?.actorUrn === `urn:li:corpuser:${given.actorId}` &&
        stated.type === given.type &&
        stated.expiresAtMs === expiresAtMs
      )
    }),
  )
})

t.test('a version 1 token, which no store knows and nobody can revoke, is refused', async (t) => {
  t.equal(readClaims(session.claims), undefined)
  t.equal(readClaims({ ...expiring.claims, version: '1' }), undefined, 'even a personal one')
})

t.test('what jti, sub and iss say is not looked at, as in DataHub', async (t) => {
  const expected = { actorUrn: 'urn:li:corpuser:datahub', type: 'PERSONAL', expiresAtMs: null }
  const { actorType, actorId, type, version } = eternal.claims
  t.same(readClaims({ actorType, actorId, type, version }), expected)
  t.same(readClaims({ ...eternal.claims, sub: 'eve', iss: 'https://evil.example', jti: 7 }), expected)
})

t.test('claims that are not those of a token of ours are refused', async (t) => {
  const rows: Record<string, object> = {
    'several issuers': { iss: ['https://evil.example', 'datahub-metadata-service'] },
    'a claim that DataHub does not write': { aud: 'x' },
    'a beginning in the future': { nbf: 4_102_444_800 },
    'no actor type': { actorType: undefined },
    'another actor type': { actorType: 'GROUP' },
    'an actor type in lower case': { actorType: 'user' },
    'no version': { version: undefined },
    'a version that is a number': { version: 2 },
    'a later version': { version: '3' },
    'a version with a fraction': { version: '2.0' },
    'no type': { type: undefined },
    "a GMS session's type": { type: 'SESSION' },
    'a type in lower case': { type: 'personal' },
    'a type that every object has': { type: 'constructor' },
    'no actor': { actorId: undefined },
    'an empty actor': { actorId: '' },
    'an actor that is a number': { actorId: 1 },
    'an actor that is a list': { actorId: ['datahub'] },
    'an end that is null': { exp: null },
    'an end that is text': { exp: '4102444800' },
    'an end with a fraction': { exp: 4102444800.5 },
    'an end at the epoch': { exp: 0 },
    'an end before the epoch': { exp: -1 },
    'an end that is no number': { exp: Number.NaN },
    'an endless end': { exp: JSON.parse('1e400') },
    'an end beyond exact numbers': { exp: 2 ** 53 },
    'an end that is a list': { exp: [4102444800] },
  }
  for (const [what, change] of Object.entries(rows)) {
    t.equal(readClaims({ ...expiring.claims, ...change }), undefined, what)
  }
})

t.test('a payload that is no object is refused', async (t) => {
  for (const payload of [undefined, null, true, 7, 'USER', [], [expiring.claims]]) {
    t.equal(readClaims(payload), undefined, JSON.stringify(payload))
  }
})

t.test('a payload that tries to change every object changes none and is refused', async (t) => {
  const payload = JSON.parse(`{"__proto__":${JSON.stringify(expiring.claims)}}`)
  t.equal(readClaims(payload), undefined)
  t.equal(({} as Record<string, unknown>).actorId, undefined)
})

t.test('no payload at all makes reading throw', async () => {
  const anyClaims = fc.record(
    {
      actorType: fc.oneof(fc.constant('USER'), fc.jsonValue()),
      actorId: fc.oneof(fc.constant('ann'), fc.jsonValue()),
      type: fc.oneof(fc.constant('PERSONAL'), fc.jsonValue()),
      version: fc.oneof(fc.constant('2'), fc.jsonValue()),
      exp: fc.oneof(fc.constant(1), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), anyClaims), (payload) => {
      const stated = readClaims(payload)
      return stated === undefined || stated.actorUrn.length > 'urn:li:corpuser:'.length
    }),
  )
})
