import fc from 'fast-check'
import t from 'tap'
import { buildClaims, type ClaimsInput, type TokenClaims } from '../../src/domain/token-claims.ts'
import vectors from '../data/datahub-token-vectors.json' with { type: 'json' }
import { datahubKeys } from './datahub-keys.ts'
import { askPyjwt } from './pyjwt.ts'

const { signingKey: key, tokens } = vectors
const DATAHUB_TOKENS = Object.values(tokens)

/** Claims of 200 tokens of all kinds of people. */
const CLAIMS = fc
  .sample(
    fc.record({
      actorId: fc.oneof(
        fc.emailAddress(),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'binary-ascii', minLength: 1 }),
      ),
      type: fc.constantFrom('PERSONAL', 'SERVICE_ACCOUNT'),
      jti: fc.uuid({ version: 4 }),
      expiresAtMs: fc.option(fc.integer({ min: 1000, max: 253_402_300_799_999 })),
      issuer: fc.constantFrom('datahub-metadata-service', 'über-latchkey'),
    }),
    200,
  )
  .map((input) => buildClaims(input as ClaimsInput))

function identityOf({ actorId, type, exp }: TokenClaims) {
  return {
    actorUrn: `urn:li:corpuser:${actorId}`,
    type,
    expiresAtMs: exp === undefined ? null : exp * 1000,
  }
}

t.test("PyJWT makes of DataHub's claims the tokens that DataHub and we make", async (t) => {
  const { signed, version } = await askPyjwt({
    key,
    sign: DATAHUB_TOKENS.map(({ claims }) => claims),
    check: [],
  })
  t.match(version, /^2\./)
  t.strictSame(
    signed,
    DATAHUB_TOKENS.map(({ token }) => token),
  )
})

t.test("PyJWT reads DataHub's tokens as their claims", async (t) => {
  const { checked } = await askPyjwt({ key, sign: [], check: DATAHUB_TOKENS.map(({ token }) => token) })
  t.strictSame(
    checked,
    DATAHUB_TOKENS.map(({ claims }) => ({ header: { alg: 'HS256' }, claims })),
  )
})

t.test('a token that PyJWT makes is verified here as what it states', async (t) => {
  const { keys } = await datahubKeys(t)
  const { signed } = await askPyjwt({ key, sign: CLAIMS, check: [] })
  t.equal(signed.length, CLAIMS.length)
  t.strictSame(
    signed.map((token) => keys.signer.verify(token, keys.signer.keyId)),
    CLAIMS.map(identityOf),
  )
})

t.test(
  'a token that we make is verified by PyJWT as what it states, with nothing in its header but the algorithm',
  async (t) => {
    const { keys } = await datahubKeys(t)
    const { checked } = await askPyjwt({ key, sign: [], check: CLAIMS.map(keys.signer.sign) })
    t.strictSame(
      checked,
      CLAIMS.map((claims) => ({ header: { alg: 'HS256' }, claims })),
    )
  },
)

t.test('what we refuse PyJWT refuses', async (t) => {
  const { keys } = await datahubKeys(t)
  const [header, payload, signature] = tokens.expiring.token.split('.') as [string, string, string]
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  const changed = payload.replace('YWN0', 'YWN1')
  const refused = [
    `${none}.${payload}.`,
    `${none}.${payload}.${signature}`,
    `${header}.${payload}.`,
    `${header}.${payload}.${signature.replace(/^./, 'A')}`,
    `${header}.${changed}.${signature}`,
    `${header}.${payload}`,
  ]
  const { checked } = await askPyjwt({ key, sign: [], check: refused })
  for (const [index, token] of refused.entries()) {
    t.equal(keys.signer.verify(token, keys.signer.keyId), undefined, token)
    t.hasProp(checked[index] ?? {}, 'error', token)
  }
})

t.test('under another key neither verifies what the other made', async (t) => {
  const { keys } = await datahubKeys(t)
  const other = `${key}!`
  const { signed, checked } = await askPyjwt({
    key: other,
    sign: CLAIMS,
    check: CLAIMS.map(keys.signer.sign),
  })
  t.ok(signed.every((token) => keys.signer.verify(token, keys.signer.keyId) === undefined))
  t.ok(checked.every((answer) => 'error' in answer && answer.error === 'InvalidSignatureError'))
})
