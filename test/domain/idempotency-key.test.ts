import fc from 'fast-check'
import t from 'tap'
import { parseIdempotencyKey } from '../../src/domain/idempotency-key.ts'

t.test('a key is read bare or in quotes, and is the same key either way', async (t) => {
  for (const [field, key] of [
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['~!#,;=', '~!#,;='],
    ['a\\b', 'a\\b'],
    ['"a\\\\b"', 'a\\b'],
    ['"a\\"b"', 'a"b'],
    ['x'.repeat(255), 'x'.repeat(255)],
    [`"${'\\"'.repeat(255)}"`, '"'.repeat(255)],
  ] as const)
    t.equal(parseIdempotencyKey(field), key, field)
})

t.test('what is no key is none', async (t) => {
  for (const field of [
    '',
    '""',
    '"',
    '"a',
    'a"',
    'a b',
    '"a b"',
    'a\tb',
    'ä',
    '"a\\b"',
    '"a";b=1',
    '"a", "b"',
    'a, b',
    'x'.repeat(256),
    `"${'x'.repeat(256)}"`,
  ])
    t.equal(parseIdempotencyKey(field), undefined, JSON.stringify(field))
})

t.test(
  'every string of 1 to 255 visible characters is a key when it is quoted as RFC 9651 says',
  async (t) => {
    const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code))
    const keys = fc.string({ unit: visible, minLength: 1, maxLength: 255 })
    const property = fc.property(keys, (key) => {
      return parseIdempotencyKey(`"${key.replaceAll(/["\\]/g, '\\$&')}"`) === key
    })
    t.doesNotThrow(() => fc.assert(property))
  },
)
