import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { credentialFrom, hasTokenShape } from '../../src/domain/credential.ts'
import type { TokenClaims } from '../../src/domain/token-claims.ts'
import vectors from '../data/datahub-token-vectors.json' with { type: 'json' }
import { datahubKeys } from './datahub-keys.ts'

const { signingKey, salt, javaTestSalt, tokens } = vectors
const { expiring, eternal, session } = tokens
const [HEADER, PAYLOAD, SIGNATURE] = expiring.token.split('.') as [string, string, string]
const IDENTITY = { actorUrn: 'urn:li:corpuser:datahub', type: 'PERSONAL' }

const encode = (text: string) => Buffer.from(text).toString('base64url')

/** A token with this header and payload, and a good HMAC over them. */
function signed(header: string, payload: string, hash = 'sha256', key: string | Buffer = signingKey): string {
  const content = `${encode(header)}.${encode(payload)}`
  return `${content}.${createHmac(hash, key).update(content).digest('base64url')}`
}

/** Whom a request with this token is of, as far as the token alone can say: shape, signature and claims. */
async function reader(t: Test) {
  const { keys } = await datahubKeys(t)
  return (token: string) => {
    const credential = credentialFrom(['Authorization', `Bearer ${token}`])
    const isShaped = credential.kind === 'bearer' && hasTokenShape(credential.token)
    return isShaped ? keys.signer.verify(credential.token, keys.signer.keyId) : undefined
  }
}

t.test("signing DataHub's claims gives DataHub's token, to the byte", async (t) => {
  const { keys, jwt } = await datahubKeys(t)
  for (const { claims, token } of [expiring, eternal]) t.equal(keys.signer.sign(claims as TokenClaims), token)
  t.equal(jwt.sign(session.claims as unknown as TokenClaims), session.token, 'and that of its own fixture')
})

t.test("verifying DataHub's token gives whom DataHub made it for", async (t) => {
  const { jwt } = await datahubKeys(t)
  const read = await reader(t)
  t.same(read(expiring.token), { ...IDENTITY, expiresAtMs: 4_102_444_800_000 })
  t.same(read(eternal.token), { ...IDENTITY, expiresAtMs: null })
  for (const { claims, token } of Object.values(tokens)) t.strictSame(jwt.verify(token), claims)
})

t.test("a token is stored under DataHub's id, with either salt", async (t) => {
  const { keys } = await datahubKeys(t, salt)
  t.equal(keys.hashToken(expiring.token), expiring.id)
  t.equal(keys.hashToken(eternal.token), eternal.id)
  const { keys: javaTestKeys } = await datahubKeys(t, javaTestSalt)
  t.equal(javaTestKeys.hashToken(expiring.token), expiring.javaTestId)
})

t.test('a session token that DataHub itself signed is refused, for no store knows it', async (t) => {
  const { jwt } = await datahubKeys(t)
  const read = await reader(t)
  t.equal(read(session.token), undefined)
  t.ok(jwt.verify(session.token), 'although its signature is good')
  t.equal(read(signed('{"alg":"HS256"}', JSON.stringify({ ...expiring.claims, version: '1' }))), undefined)
})

t.test('a session that we mint for a GMS which shares the key has the form of its own', async (t) => {
  const { keys, jwt } = await datahubKeys(t)
  const token = keys.signGmsSession('datahub', 1_694_547_068_999)
  t.equal(token.split('.')[0], session.token.split('.')[0])
  const claims = jwt.verify(token) as typeof session.claims
  t.match(claims.jti, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  t.equal(JSON.stringify({ ...claims, jti: session.claims.jti }), JSON.stringify(session.claims))
  t.equal((await reader(t))(token), undefined, 'and is no token of ours')
})

t.test('a signature stays good when the token has expired: that is judged at each use', async (t) => {
  const read = await reader(t)
  const token = signed('{"alg":"HS256"}', JSON.stringify({ ...expiring.claims, exp: 1 }))
  t.same(read(token), { ...IDENTITY, expiresAtMs: 1000 })
})

t.test('no token with one character changed, missing or added is of anybody', async (t) => {
  const read = await reader(t)
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='
  const character = fc.oneof(
    fc.constantFrom(...letters),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  const token = fc.constantFrom(expiring.token, eternal.token)
  const kept = fc.constantFrom(0, 1)
  fc.assert(
    fc.property(token, fc.nat(500), kept, character, (whole, place, skip, inserted) => {
      const at = place % whole.length
      const changed = whole.slice(0, at) + inserted + whole.slice(at + skip)
      return changed === whole || read(changed) === undefined
    }),
    { numRuns: 3_000 },
  )
  for (let at = 0; at < eternal.token.length; at++) {
    if (read(eternal.token.slice(0, at) + eternal.token.slice(at + 1)) !== undefined) t.fail(`without ${at}`)
  }
  for (const last of letters) {
    const changed = expiring.token.slice(0, -1) + last
    t.equal(read(changed) !== undefined, changed === expiring.token, `ending with ${last}`)
  }
})

t.test('a good signature under any other header is refused', async (t) => {
  const read = await reader(t)
  const payload = JSON.stringify(expiring.claims)
  const content = (header: string) => `${encode(header)}.${PAYLOAD}`
  const rows: Record<string, string> = {
    'none, unsigned': `${content('{"alg":"none"}')}.`,
    'none without a last dot': content('{"alg":"none"}'),
    'none, with the signature left on': `${content('{"alg":"none"}')}.${SIGNATURE}`,
    'none, signed': signed('{"alg":"none"}', payload),
    'None, unsigned': `${content('{"alg":"None"}')}.`,
    'nOnE, signed': signed('{"alg":"nOnE"}', payload),
    'HS256, unsigned': `${HEADER}.${PAYLOAD}.`,
    RS256: signed('{"alg":"RS256"}', payload),
    'HS512, signed so': signed('{"alg":"HS512"}', payload, 'sha512'),
    'HS384, signed so': signed('{"alg":"HS384"}', payload, 'sha384'),
    'typ behind': signed('{"alg":"HS256","typ":"JWT"}', payload),
    'typ in front': signed('{"typ":"JWT","alg":"HS256"}', payload),
    kid: signed('{"alg":"HS256","kid":"env"}', payload),
    crit: signed('{"alg":"HS256","crit":["b64"],"b64":false}', payload),
    'a space in it': signed('{"alg": "HS256"}', payload),
    'no algorithm': signed('{}', payload),
    'padding in the header': `${HEADER}=.${PAYLOAD}.${SIGNATURE}`,
    'padding in the payload': `${HEADER}.${PAYLOAD}==.${SIGNATURE}`,
    'padding behind the signature': `${expiring.token}=`,
  }
  for (const [what, token] of Object.entries(rows)) t.equal(read(token), undefined, what)
  t.same(read(signed('{"alg":"HS256"}', payload)), read(expiring.token), 'and only there is it accepted')
})

t.test('the library alone refuses what is not signed with the one algorithm', async (t) => {
  const { keys } = await datahubKeys(t)
  const payload = JSON.stringify(expiring.claims)
  for (const token of [
    `${encode('{"alg":"none"}')}.${PAYLOAD}.`,
    `${HEADER}.${PAYLOAD}.`,
    signed('{"alg":"None"}', payload),
    signed('{"alg":"RS256"}', payload),
    signed('{"alg":"HS512"}', payload, 'sha512'),
    `${HEADER}.${PAYLOAD}==.${SIGNATURE}`,
    'eyJhbGciOiJIUzI1NiJ9',
    '',
  ]) {
    t.equal(keys.signer.verify(token, keys.signer.keyId), undefined, token)
  }
})

t.test("the key is the configured text's own bytes, not what these decode to", async (t) => {
  const read = await reader(t)
  const payload = JSON.stringify(expiring.claims)
  const decoded = Buffer.from(signingKey, 'base64')
  t.equal(read(signed('{"alg":"HS256"}', payload, 'sha256', decoded)), undefined)
  t.equal(read(signed('{"alg":"HS256"}', payload, 'sha256', '')), undefined, 'nor is it empty')
})

t.test('a token whose record names a key that we do not have is of nobody', async (t) => {
  const { keys } = await datahubKeys(t)
  for (const keyId of ['', 'env2', '__proto__', '../../dev/null']) {
    t.equal(keys.signer.verify(expiring.token, keyId), undefined, keyId)
  }
})
