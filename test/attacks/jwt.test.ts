import { generateKeyPairSync } from 'node:crypto'
import { createVerifier } from 'fast-jwt'
import t from 'tap'
import vectors from '../data/datahub-token-vectors.json' with { type: 'json' }
import { bearer } from '../helpers/person.ts'
import { sendRaw } from '../helpers/proxied.ts'
import { type RunningService, startInProcess } from '../helpers/service.ts'
import { datahubKeys } from '../vectors/datahub-keys.ts'
import { claims, HEADER, plant, SALT, SIGNING_KEY, segment, sign } from './forge.ts'

/**
 * Part C of the attack list, 40 to 57 (docs/attacks.md). Every token is signed with the deployment's own key unless the
 * attack is about the signature, and its record is in the store: what refuses it is the check that the attack is about.
 */

const GOOD = sign(HEADER, claims())
const [GOOD_HEADER = '', GOOD_PAYLOAD = '', GOOD_SIGNATURE = ''] = GOOD.split('.')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
const pem = rsa.export({ type: 'spki', format: 'pem' }).toString()
const pkcs1 = rsa.export({ type: 'pkcs1', format: 'pem' }).toString()
const flipped = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
/** The same bytes, for a decoder that ignores the last two bits of a signature. */
const spareBits = (text: string) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1) ?? '') ^ 1]
}
const duplicated = JSON.stringify(claims()).replace('{', '{"actorId":"jane",')

const ATTACKS: Record<string, readonly string[]> = {
  '40: no algorithm, or an empty signature': [
    ...['none', 'None', 'nOnE', 'NONE', ''].flatMap((alg) => [
      `${segment({ alg })}.${GOOD_PAYLOAD}.`,
      `${segment({ alg })}.${GOOD_PAYLOAD}.${GOOD_SIGNATURE}`,
      sign({ alg }, claims()),
    ]),
    `${GOOD_HEADER}.${GOOD_PAYLOAD}.`,
    `${GOOD_HEADER}.${GOOD_PAYLOAD}`,
  ],
  '41: a public key as the secret': [
    ...[pem, ` ${pem}`, `\ufeff${pem}`, pkcs1, pem.replaceAll('PUBLIC KEY', 'RSA PUBLIC KEY')].flatMap(
      (key) => [sign({ alg: 'HS256' }, claims(), key), sign({ alg: 'RS256' }, claims(), key)],
    ),
    sign({ alg: 'HS256' }, claims(), JSON.stringify(rsa.export({ format: 'jwk' }))),
    ...['RS256', 'ES256', 'EdDSA', 'HS384', 'HS512', 'hs256'].map((alg) => sign({ alg }, claims())),
    sign({ alg: 'HS256' }, claims(), ''),
  ],
  '42: a kid that is a path, SQL, a prototype, or a megabyte': [
    'unknown',
    '__proto__',
    '../../dev/null',
    "' OR 1=1",
    'x'.repeat(2000),
  ].map((kid) => sign({ alg: 'HS256', kid }, claims())),
  '43: keys that the token brings along': [
    { jku: 'http://127.0.0.1:1/keys' },
    { x5u: 'http://127.0.0.1:1/cert' },
    { jwk: { kty: 'oct', k: segment('mine') } },
    { x5c: ['MIIB'] },
  ].map((more) => sign({ alg: 'HS256', ...more }, claims(), 'mine')),
  '45: several issuers': [
    sign(HEADER, claims({ iss: ['https://evil.example', 'datahub-metadata-service'] })),
  ],
  '47: an unknown crit': [
    sign({ alg: 'HS256', crit: ['x'], x: 1 }, claims()),
    sign({ alg: 'HS256', crit: [] }, claims()),
  ],
  '48: an exp, nbf or iat that is none, or is far ahead': [
    sign(HEADER, claims({ exp: undefined })),
    ...['"4102444800"', '1e400', 'NaN', '-1', '4102444800.5', '0', 'null', 'true', '[4102444800]', '{}'].map(
      (exp) => sign(HEADER, JSON.stringify(claims()).replace('4102444800', exp)),
    ),
    sign(HEADER, claims({ nbf: 4_102_444_000 })),
    sign(HEADER, claims({ iat: 4_102_444_000 })),
  ],
  '49: one bit of the signature': [0, 1, 20, 41].map(
    (at) => `${GOOD_HEADER}.${GOOD_PAYLOAD}.${flipped(GOOD_SIGNATURE, at)}`,
  ),
  '50: a payload that is a list, says a thing twice, or has a prototype': [
    sign(HEADER, [claims()]),
    sign(HEADER, duplicated),
    sign(HEADER, JSON.stringify(claims()).replace('{', '{"__proto__":{"actorId":"datahub"},')),
    sign(HEADER, JSON.stringify(claims()).replace('{', '{"constructor":{"prototype":{}},')),
    sign(HEADER, 'null'),
    sign(HEADER, '"text"'),
    sign(HEADER, '{'),
    sign(HEADER, ''),
  ],
  '51: another spelling of the same bytes': [
    `${GOOD}=`,
    `${GOOD}==`,
    `${GOOD_HEADER}=.${GOOD_PAYLOAD}.${GOOD_SIGNATURE}`,
    `${GOOD_HEADER}.${GOOD_PAYLOAD}.${spareBits(GOOD_SIGNATURE)}`,
    `${GOOD_HEADER}.${GOOD_PAYLOAD}.${GOOD_SIGNATURE.replaceAll('-', '+').replaceAll('_', '/')}=`,
    sign('{"alg": "HS256"}', claims()),
    sign('{"alg":"HS256","typ":"JWT"}', claims()),
  ],
  '52: a token cut short, or with more at its end': [
    GOOD.slice(0, -1),
    GOOD.slice(1),
    `${GOOD}A`,
    `${GOOD}.`,
    `${GOOD}.${GOOD_SIGNATURE}`,
    `.${GOOD}`,
    GOOD.slice(0, GOOD.length / 2),
  ],
  '53: a token beyond all measure': [
    `${GOOD_HEADER}.${'A'.repeat(8_000)}.${GOOD_SIGNATURE}`,
    '.'.repeat(8_000),
  ],
  '54: an encrypted or compressed token': [
    'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..YWFhYWFhYWFhYWFh.YWFh.YWFhYWFhYWFhYWFhYWFhYQ',
    sign({ alg: 'HS256', zip: 'DEF' }, claims()),
  ],
  '55: a token of another type or version': [
    sign(HEADER, claims({ type: 'SESSION' })),
    sign(HEADER, claims({ type: 'SESSION', version: '1' })),
    sign(HEADER, claims({ version: '1' })),
    sign(HEADER, claims({ version: 2 })),
    sign(HEADER, claims({ type: 'SERVICE_ACCOUNT' })),
    sign(HEADER, claims({ actorType: 'GROUP' })),
    sign(HEADER, claims({ actorId: 'jane' })),
    sign(HEADER, claims({ actorId: ['datahub'] })),
    // An ID token of an OpenID provider.
    sign(
      { alg: 'HS256', typ: 'JWT' },
      { iss: 'https://idp.example', sub: 'datahub', aud: 'x', exp: 4_102_444_800 },
    ),
  ],
}

async function attacked(t: Tap): Promise<RunningService> {
  return startInProcess(t, {
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: SIGNING_KEY,
    DATAHUB_TOKEN_SERVICE_SALT: SALT,
    ROOT_PASSWORD: 'a password for tests',
  })
}
type Tap = Parameters<typeof startInProcess>[0]

t.test('a token that differs from an attack in nothing but what the attack is about is let in', async (t) => {
  const service = await attacked(t)
  plant(service, GOOD)
  const endless = sign(HEADER, claims({ exp: undefined }))
  plant(service, endless, { expiresAt: null })
  for (const token of [GOOD, endless]) {
    t.equal(await use(service.gms, token), 200)
  }
})

t.test('each attack gets the same 401 at both doors', async (t) => {
  const service = await attacked(t)
  const plain = await refusal(service.gms, 'no-token-at-all')
  for (const [attack, tokens] of Object.entries(ATTACKS)) {
    await t.test(`attack ${attack}`, async (t) => {
      for (const token of tokens) {
        plant(service, token)
        for (const url of [service.gms, `${service.front}/api/gms`])
          t.same(await refusal(url, token), plain, token)
      }
    })
  }
})

async function use(url: string, token: string): Promise<number> {
  return (await fetch(`${url}/entities/urn:li:corpuser:datahub`, { headers: bearer(token) })).status
}

async function refusal(url: string, token: string) {
  const { pathname } = new URL(url)
  const target = `${pathname === '/' ? '' : pathname}/entities/urn:li:corpuser:datahub`
  const raw = await sendRaw(
    url,
    `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  )
  return raw.replace(/\r\nDate: [^\r]*/i, '').replace(/\r\nConnection: close/i, '')
}

t.test('attack 53: two megabytes of token are refused before anybody reads them', async (t) => {
  const service = await attacked(t)
  const answer = await sendRaw(
    service.gms,
    `GET /entities/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${'a'.repeat(2_000_000)}\r\n\r\n`,
  ).catch((error: NodeJS.ErrnoException) => error.code ?? '')
  t.match(answer, /^(HTTP\/1\.1 431 |ECONNRESET|EPIPE)/)
  t.equal((await fetch(`${service.gms}/health`)).status, 200)
})

t.test('attack 53: a token of 5,000 characters is refused unread, however good it is', async (t) => {
  const service = await attacked(t)
  const long = (length: number) => {
    const token = sign(HEADER, claims({ jti: 'x' }))
    return sign(HEADER, claims({ jti: 'x'.repeat(1 + Math.floor(((length - token.length) * 3) / 4)) }))
  }
  const [most = '', ...tooLong] = [4_096, 4_100, 5_000].map(long)
  t.ok(most.length > 4_090 && most.length <= 4_096)
  const reads = async () => {
    const metrics = await (await fetch(`${service.metrics}/metrics`)).text()
    return Number(/^latchkey_token_lookup_store_reads_total (\d+)$/m.exec(metrics)?.[1])
  }
  const active = async (token: string) => {
    const answer = await fetch(`${service.front}/v1/introspect`, {
      method: 'POST',
      headers: { ...bearer(most), 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    return ((await answer.json()) as { active: boolean }).active
  }
  for (const token of [most, ...tooLong]) plant(service, token)
  t.equal(await use(service.gms, most), 200)
  t.equal(await active(most), true)
  const before = await reads()
  for (const token of tooLong) {
    t.ok(token.length > 4_096)
    for (const url of [service.gms, `${service.front}/api/gms`]) t.equal(await use(url, token), 401)
    t.equal(await active(token), false)
  }
  t.equal(await reads(), before)
})

t.test(
  'attacks 51 and 57: beside the true token, in use at that moment, no other spelling is let in',
  async (t) => {
    const service = await attacked(t)
    plant(service, GOOD)
    const altered = [
      ...['49', '51', '52'].flatMap((number) =>
        Object.entries(ATTACKS).flatMap(([attack, tokens]) => (attack.startsWith(number) ? tokens : [])),
      ),
      // Of the right shape, so that nothing but its own bytes tells it from the true one.
      ...['A', 'E', 'w'].map((end) => `${GOOD_HEADER}.${GOOD_PAYLOAD}.${GOOD_SIGNATURE.slice(0, -1)}${end}`),
      `${GOOD_HEADER}.${GOOD_PAYLOAD}.${'A'.repeat(43)}`,
      sign(HEADER, claims(), 'another key'),
      ...[1, 30, 60].map((at) => `${GOOD_HEADER}.${flipped(GOOD_PAYLOAD, at)}.${GOOD_SIGNATURE}`),
    ].filter((token) => token !== GOOD)
    for (const url of [service.gms, `${service.front}/api/gms`])
      for (const token of altered) {
        t.equal(await use(url, GOOD), 200)
        t.equal(await use(url, token), 401, token)
      }
  },
)

t.test(
  'attacks 56 and 57: the library takes one algorithm, answers alike each time, and keeps nothing of a token',
  async (t) => {
    const { jwt } = await datahubKeys(t)
    const signed = (changed = {}, alg = 'HS256', hash = 'sha256') =>
      sign({ alg }, claims(changed), vectors.signingKey, hash)
    const good = signed()
    const first = jwt.verify(good)
    t.same(first, claims())
    for (let i = 0; i < 3; i++) {
      t.same(jwt.verify(good), first)
      t.not(jwt.verify(good), first, 'read anew')
      // Its end is judged at each use, by our own clock.
      t.same(jwt.verify(signed({ exp: 1 })), claims({ exp: 1 }))
      for (const token of [
        sign(HEADER, claims()),
        signed({}, 'HS384', 'sha384'),
        signed({}, 'HS512', 'sha512'),
        `${good.slice(0, -43)}${'A'.repeat(43)}`,
      ])
        t.throws(() => jwt.verify(token))
    }
  },
)

t.test(
  'a verifier as libraries make it lets some of these in, so that the list is worth something',
  async (t) => {
    const verify = createVerifier({ key: SIGNING_KEY })
    const letIn = Object.entries(ATTACKS)
      .filter(([, tokens]) => tokens.some((token) => accepted(() => verify(token))))
      .map(([attack]) => Number(attack.slice(0, 2)))
    t.same(letIn, [42, 45, 48, 50, 51, 54, 55])
  },
)

function accepted(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
