import fc from 'fast-check'
import t from 'tap'
import { credentialFrom, hasTokenShape } from '../../src/domain/credential.ts'
import vectors from '../data/datahub-token-vectors.json' with { type: 'json' }

const TOKEN = vectors.tokens.expiring.token
const [HEADER, PAYLOAD, SIGNATURE] = TOKEN.split('.') as [string, string, string]
const TOKEN_LENGTH_MAX = 4096

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const letter = fc.constantFrom(...LETTERS)
const letters = (minLength: number, maxLength: number) => fc.string({ unit: letter, minLength, maxLength })
const tokenShaped = fc
  .tuple(letters(1, 400), letters(43, 43))
  .map(([payload, signature]) => `${HEADER}.${payload}.${signature}`)

const encode = (text: string) => Buffer.from(text).toString('base64url')

/** A token of exactly this many characters. */
function tokenOfLength(length: number): string {
  return `${HEADER}.${'a'.repeat(length - HEADER.length - SIGNATURE.length - 2)}.${SIGNATURE}`
}

t.test('a request without an Authorization header presents nothing, whatever else it carries', async (t) => {
  t.same(credentialFrom([]), { kind: 'none' })
  t.same(credentialFrom(['Cookie', `a=${TOKEN}`, 'X-Authorization', `Bearer ${TOKEN}`]), { kind: 'none' })
  t.same(credentialFrom(['accept-length', 'Bearer']), { kind: 'none' }, 'a name as long as "authorization"')
})

t.test('a token is read after the scheme in any case and any number of spaces', async (t) => {
  for (const scheme of ['Bearer ', 'bearer ', 'BEARER ', 'bEaReR ', 'Bearer    ']) {
    t.same(credentialFrom(['authorization', scheme + TOKEN]), { kind: 'bearer', token: TOKEN }, scheme)
  }
})

t.test('the header is found in any case and at any place', async (t) => {
  for (const name of ['authorization', 'Authorization', 'AUTHORIZATION']) {
    const rawHeaders = ['Host', 'authorization', name, `Bearer ${TOKEN}`, 'Accept', '*/*']
    t.same(credentialFrom(rawHeaders), { kind: 'bearer', token: TOKEN }, name)
  }
})

t.test('two Authorization headers are refused, even equal or empty ones', async (t) => {
  const rows = [
    [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`],
    [`Bearer ${TOKEN}`, ''],
    ['', `Bearer ${TOKEN}`],
    ['Basic a:b', `Bearer ${TOKEN}`],
  ] as const
  for (const [first, second] of rows) {
    const rawHeaders = ['Authorization', first, 'Accept', '*/*', 'authorization', second]
    t.same(credentialFrom(rawHeaders), { kind: 'ambiguous' }, `${first} and ${second}`)
  }
})

/** Whether a header value gives nothing that verification would look up. */
function isRefused(value: string): boolean {
  const credential = credentialFrom(['authorization', value])
  return credential.kind === 'unusable' || (credential.kind === 'bearer' && !hasTokenShape(credential.token))
}

t.test(
  'a header value that is no token of ours after "Bearer" is refused before anything is parsed',
  async (t) => {
    const rows: Record<string, string> = {
      'an empty value': '',
      'a scheme alone': 'Bearer',
      'a scheme and a space': 'Bearer ',
      'a scheme and spaces': 'Bearer    ',
      'no scheme': TOKEN,
      'no space': `Bearer${TOKEN}`,
      'a tab for the space': `Bearer\t${TOKEN}`,
      'a tab after the space': `Bearer \t${TOKEN}`,
      'a tab after two spaces': `Bearer  \t${TOKEN}`,
      'a no-break space after two spaces': `Bearer  \u00a0${TOKEN}`,
      'a space before the scheme': ` Bearer ${TOKEN}`,
      'a space behind the token': `Bearer ${TOKEN} `,
      'a longer scheme': `Bearers ${TOKEN}`,
      'another scheme': `Basic ${TOKEN}`,
      "the system client's published credentials": 'Basic __datahub_system:JohnSnowKnowsNothing',
      'two tokens': `Bearer ${TOKEN}, Bearer ${TOKEN}`,
      'quotes around the token': `Bearer "${TOKEN}"`,
      'an opaque token': 'Bearer 0123456789abcdef',
    }
    for (const [what, value] of Object.entries(rows)) {
      t.ok(isRefused(value), what)
    }
  },
)

t.test(
  'a token whose header names another algorithm, or more, is refused before anything is parsed',
  async (t) => {
    const headers = [
      '{"alg":"none"}',
      '{"alg":"None"}',
      '{"alg":"nOnE"}',
      '{"alg":""}',
      '{}',
      '{"alg":"HS384"}',
      '{"alg":"HS512"}',
      '{"alg":"RS256"}',
      '{"alg":"ES256"}',
      '{"alg":"EdDSA"}',
      '{"alg":"hs256"}',
      '{"alg":["HS256"]}',
      '{"alg": "HS256"}',
      '{"alg":"HS256","typ":"JWT"}',
      '{"typ":"JWT","alg":"HS256"}',
      '{"alg":"HS256","kid":"../../dev/null"}',
      '{"alg":"HS256","jwk":{"kty":"oct","k":"AA"}}',
      '{"alg":"HS256","jku":"https://evil.example/keys"}',
      '{"alg":"HS256","crit":["exp"]}',
      '{"alg":"HS256","zip":"DEF"}',
      '{"alg":"HS256","alg":"none"}',
    ]
    for (const header of headers) {
      t.notOk(hasTokenShape(`${encode(header)}.${PAYLOAD}.${SIGNATURE}`), header)
    }
  },
)

t.test('a token of another shape is refused before anything is parsed', async (t) => {
  const rows: Record<string, string> = {
    'an empty text': '',
    'a header alone': HEADER,
    'no signature': `${HEADER}.${PAYLOAD}`,
    'an empty signature': `${HEADER}.${PAYLOAD}.`,
    'a short signature': TOKEN.slice(0, -1),
    'a long signature': `${TOKEN}A`,
    'an empty payload': `${HEADER}..${SIGNATURE}`,
    'a fourth segment': `${TOKEN}.AAAA`,
    'five segments, as encrypted tokens have': `${HEADER}.AAAA.AAAA.AAAA.${SIGNATURE}`,
    'padding behind': `${TOKEN}=`,
    'padding in the header': `${HEADER}=.${PAYLOAD}.${SIGNATURE}`,
    'padding in the payload': `${HEADER}.${PAYLOAD}==.${SIGNATURE}`,
    'the alphabet of base64': `${HEADER}.${PAYLOAD}+/.${SIGNATURE}`,
    'a line break behind': `${TOKEN}\n`,
    'a line break within': `${HEADER}.\n${PAYLOAD}.${SIGNATURE}`,
    'a NUL behind': `${TOKEN}\u0000`,
    'a byte order mark in front': `\ufeff${TOKEN}`,
  }
  for (const [what, token] of Object.entries(rows)) t.notOk(hasTokenShape(token), what)
})

t.test('a signature that spells its 256 bits in a second way is refused', async (t) => {
  // 43 characters carry 258 bits: of four last characters that decode alike, one is written by DataHub.
  const last = LETTERS.indexOf(TOKEN.at(-1) as string)
  for (const spareBits of [1, 2, 3]) {
    const twin = TOKEN.slice(0, -1) + LETTERS[last + spareBits]
    t.same(Buffer.from(twin.slice(-43), 'base64url'), Buffer.from(SIGNATURE, 'base64url'))
    t.notOk(hasTokenShape(twin), twin.slice(-1))
  }
})

t.test('a token of 4,096 characters is read and a longer one is not', async (t) => {
  const longest = tokenOfLength(TOKEN_LENGTH_MAX)
  t.same(credentialFrom(['authorization', `Bearer ${longest}`]), { kind: 'bearer', token: longest })
  const tooLong = tokenOfLength(TOKEN_LENGTH_MAX + 1)
  t.notOk(hasTokenShape(tooLong))
  t.ok(isRefused(`Bearer ${tooLong}`))
  t.same(credentialFrom(['authorization', `Bearer ${'.'.repeat(2_000_000)}`]), { kind: 'unusable' })
})

t.test('whatever has the shape of a token comes out of the header as it went in', async () => {
  fc.assert(
    fc.property(tokenShaped.map(canonical), fc.integer({ min: 1, max: 5 }), (token, spaces) => {
      const credential = credentialFrom(['authorization', `Bearer${' '.repeat(spaces)}${token}`])
      return credential.kind === 'bearer' && credential.token === token
    }),
  )
})

t.test('a character that no token has, at any place of one, makes it unusable', async () => {
  const foreign = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 1 })
    .filter((c) => !LETTERS.includes(c))
  fc.assert(
    fc.property(fc.nat(TOKEN.length), foreign, (at, character) => {
      return !hasTokenShape(TOKEN.slice(0, at) + character + TOKEN.slice(at))
    }),
  )
})

/** With the last character's two spare bits cleared. */
function canonical(token: string): string {
  return token.slice(0, -1) + LETTERS[LETTERS.indexOf(token.at(-1) as string) & ~3]
}
