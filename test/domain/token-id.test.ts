import fc from 'fast-check'
import t from 'tap'
import { parseTokenId, TOKEN_URN_PREFIX, tokenIdForPath, tokenUrn } from '../../src/domain/token-id.ts'
import vectors from '../data/datahub-token-vectors.json' with { type: 'json' }

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))

t.test("DataHub's ids and their URNs are taken as they are", async (t) => {
  for (const id of [
    vectors.tokens.expiring.id,
    vectors.tokens.eternal.id,
    vectors.tokens.expiring.javaTestId,
  ]) {
    t.equal(parseTokenId(id), id)
    t.equal(tokenUrn(id), `urn:li:dataHubAccessToken:${id}`)
  }
  t.equal(TOKEN_URN_PREFIX, 'urn:li:dataHubAccessToken:')
})

t.test('an id in our paths needs no escaping', async (t) => {
  const id = 's9+aLK5e0ckUiSU6qDH/BDBn5URtPqnQ60erDZAee34='
  t.equal(tokenIdForPath(id), 's9-aLK5e0ckUiSU6qDH_BDBn5URtPqnQ60erDZAee34')
  fc.assert(
    fc.property(hash, (bytes) => {
      const spelled = tokenIdForPath(bytes.toString('base64'))
      return spelled.length === 43 && encodeURIComponent(spelled) === spelled
    }),
  )
})

t.test('both spellings of any id are read as the one of DataHub', async () => {
  fc.assert(
    fc.property(hash, (bytes) => {
      const id = bytes.toString('base64')
      return (
        parseTokenId(id) === id &&
        parseTokenId(bytes.toString('base64url')) === id &&
        parseTokenId(tokenIdForPath(id)) === id
      )
    }),
  )
})

t.test('a spelling that decodes to the same 32 bytes but is not the canonical one is refused', async () => {
  fc.assert(
    fc.property(hash, fc.integer({ min: 1, max: 3 }), (bytes, spareBits) => {
      const last = BASE64[BASE64.indexOf(bytes.toString('base64').at(42) as string) + spareBits]
      return ['base64', 'base64url'].every((encoding) => {
        const spelled = bytes.toString(encoding as BufferEncoding)
        const twin = spelled.slice(0, 42) + last + spelled.slice(43)
        return Buffer.from(twin, 'base64').equals(bytes) && parseTokenId(twin) === undefined
      })
    }),
  )
})

t.test(
  'text of about the right length is read only where it is one of the two spellings of 32 bytes',
  async () => {
    const unit = fc.constantFrom(...BASE64, '-', '_', '=', '.', ' ')
    const near = fc.oneof(
      fc.string({ unit, minLength: 41, maxLength: 46 }),
      fc.tuple(hash, fc.nat(44), unit).map(([bytes, at, inserted]) => {
        const id = bytes.toString('base64')
        return id.slice(0, at) + inserted + id.slice(at + 1)
      }),
    )
    fc.assert(
      fc.property(near, (text) => {
        const bytes = Buffer.from(text, 'base64')
        const isSpelling = [bytes.toString('base64'), bytes.toString('base64url')].includes(text)
        return (parseTokenId(text) !== undefined) === (isSpelling && bytes.length === 32)
      }),
      { numRuns: 1000 },
    )
  },
)

t.test('what is no id is refused', async (t) => {
  const id = vectors.tokens.eternal.id
  const rows: Record<string, string> = {
    'an empty text': '',
    'padding twice': `${id}=`,
    'no padding in the alphabet of base64': id.slice(0, -1),
    'padding in the alphabet of our paths': `${tokenIdForPath(id)}=`,
    'both alphabets in one': id.replace('+', '-'),
    'a URN': tokenUrn(id),
    'percent-encoding': encodeURIComponent(id),
    'a line break behind': `${id}\n`,
    'a line break behind the spelling of our paths': `${tokenIdForPath(id)}\n`,
    'a space in front': ` ${id}`,
    SQL: "' OR 1=1 --",
  }
  for (const [what, text] of Object.entries(rows)) t.equal(parseTokenId(text), undefined, what)
})

t.test('any other text is refused', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => parseTokenId(text) === undefined),
  )
})
