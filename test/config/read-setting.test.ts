import fc from 'fast-check'
import t from 'tap'
import { expectation, readSetting } from '../../src/config/read-setting.ts'
import type { SettingRow } from '../../src/config/schema.ts'
import { Secret } from '../../src/domain/secret.ts'

const row = (properties: Omit<SettingRow, 'description'>): SettingRow => ({ description: '', ...properties })

const BOOLEAN = row({ type: 'boolean' })
const PORT = row({ type: 'integer', minimum: 0, maximum: 65_535 })
const URL_ROW = row({ type: 'string', format: 'http-url' })

t.test("booleans are read in DataHub's spellings and in no other", async (t) => {
  for (const text of ['true', 'TRUE', 'True']) t.same(readSetting(BOOLEAN, text), { value: true }, text)
  for (const text of ['false', 'FALSE', 'False']) t.same(readSetting(BOOLEAN, text), { value: false }, text)
  for (const text of [
    '1',
    '0',
    'yes',
    'no',
    'on',
    't',
    ' true',
    'true ',
    '"true"',
    'constructor',
    '__proto__',
  ]) {
    t.same(readSetting(BOOLEAN, text), { expected: 'true or false' }, text)
  }
})

t.test('no text but true and false is ever a boolean', async () => {
  const inherited = Object.getOwnPropertyNames(Object.prototype)
  const text = fc
    .oneof(fc.string(), fc.constantFrom(...inherited))
    .filter((each) => !['true', 'false'].includes(each.toLowerCase()))
  fc.assert(fc.property(text, (each) => 'expected' in readSetting(BOOLEAN, each)))
})

t.test('whole numbers are read within their bounds, in digits', async (t) => {
  for (const [text, value] of [
    ['0', 0],
    ['65535', 65_535],
    ['08080', 8080],
  ] as const) {
    t.same(readSetting(PORT, text), { value }, text)
  }
  for (const text of [
    '65536',
    '-1',
    '+1',
    '1.0',
    '1e3',
    '0x10',
    ' 1',
    '1 ',
    '1_000',
    '٣',
    'NaN',
    'Infinity',
  ]) {
    t.same(readSetting(PORT, text), { expected: 'a whole number, 0 to 65535' }, text)
  }
  const unbounded = row({ type: 'integer', minimum: 1 })
  t.same(readSetting(unbounded, String(Number.MAX_SAFE_INTEGER)), { value: Number.MAX_SAFE_INTEGER })
  for (const text of ['0', '9007199254740992', '9'.repeat(400)]) {
    t.same(readSetting(unbounded, text), { expected: 'a whole number, 1 or more' }, text)
  }
  t.same(readSetting(row({ type: 'integer' }), '0'), { value: 0 }, 'from 0 where nothing else is said')
})

t.test('a choice is read as it is spelled', async (t) => {
  const choice = row({ enum: ['exchange', 'actor-header'] })
  t.same(readSetting(choice, 'actor-header'), { value: 'actor-header' })
  for (const text of ['Exchange', 'exchange ', 'actor', 'length', 'exchange,actor-header']) {
    t.same(readSetting(choice, text), { expected: 'one of exchange, actor-header' }, text)
  }
})

t.test('a URL is read where it is one of HTTP, and left as it is written', async (t) => {
  for (const text of [
    'http://gms:8080',
    'HTTPS://gms.example.com/base/',
    'http://[::1]:8080',
    'http://user:pass@gms',
  ]) {
    t.same(readSetting(URL_ROW, text), { value: text }, text)
  }
  const refused = [
    'gms:8080',
    '//gms',
    'http:gms',
    'http:/gms',
    'http://',
    'http://gms:99999',
    'http://[::1',
    ' http://gms',
    'http://gms ',
    'http://a b',
  ]
  for (const text of [...refused, 'ftp://gms', 'http+unix://gms', 'httpx://gms', 'javascript:http://gms']) {
    t.same(readSetting(URL_ROW, text), { expected: 'a URL that begins with http:// or https://' }, text)
  }
})

t.test('text is measured in bytes and matched by its pattern', async (t) => {
  const text = row({ type: 'string', minLength: 4 })
  t.same(readSetting(text, 'üü'), { value: 'üü' })
  t.same(readSetting(text, 'abc'), { expected: 'text of at least 4 bytes' })
  const pattern = row({ type: 'string', pattern: '^a+$' })
  t.same(readSetting(pattern, 'aa'), { value: 'aa' })
  t.same(readSetting(pattern, 'ab'), { expected: 'text that matches ^a+$' })
})

t.test('a secret is wrapped as it is read, and never before it is known to be good', async (t) => {
  const secret = row({ type: 'string', secret: true, minLength: 4 })
  const read = readSetting(secret, 'hush')
  t.ok('value' in read && read.value instanceof Secret && read.value.reveal() === 'hush')
  t.same(readSetting(secret, 'abc'), { expected: 'text of at least 4 bytes' })
})

t.test('what is expected is said in words for every kind of setting', async (t) => {
  t.equal(expectation(row({ type: 'string' })), 'text that is not empty')
  t.equal(expectation(row({ type: 'string', minLength: 1 })), 'text that is not empty')
  t.equal(expectation(row({ type: 'integer' })), 'a whole number, 0 or more')
})
