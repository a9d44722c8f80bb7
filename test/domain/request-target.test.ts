import fc from 'fast-check'
import t from 'tap'
import { isGraphqlTarget, readTarget, targetBehind } from '../../src/domain/request-target.ts'
import { containerReading } from './servlet-container.ts'

const DATASET = 'urn:li:dataset:(urn:li:dataPlatform:s3,bucket/a.b/c d,PROD)'

// Segments that two servers could read differently, and for whole paths what may not be on the wire at all.
const DOTS = ['.', '..', '%2e', '%2E', '.%2e', '%2e.', '%2e%2E', '..%2Fauth', 'x%2F..', 'x%2f.%2Fy', '.%2f']
const MATRIX = [';', 'a;b', ';jsessionid=1', '..;', '..;a=b', 'auth;x=y', ';%2e%2e']
const BACKSLASHES = ['\\', 'a\\b', '..\\', '%5c', '%5C..', '..%5cauth']
const CONTROLS = ['%00', 'a%00', '%0a', '%0D%0a', '%1f', '%7F', '\u0000', '\n', '\t', '\u007f']
const BAD_UTF8 = [
  '%',
  '%2',
  '%zz',
  '%ff',
  '%C0%AE',
  '%c0%af',
  '%ED%A0%80',
  '%80',
  '%E2%82',
  'ü',
  '\u00ff',
  '🔑',
]
const NOT_ON_THE_WIRE = ['#', 'a#b', '#/auth', ' ', 'a b']
const DIVERGENT = [...DOTS, ...MATRIX, ...BACKSLASHES, ...CONTROLS, ...BAD_UTF8, ...NOT_ON_THE_WIRE]

const divergent = fc.constantFrom(...DIVERGENT)
const plain = fc.constantFrom(
  'api',
  'entities',
  'v2',
  'a.b',
  '...',
  '.well-known',
  '~x',
  'a%20b',
  '%252e%252e',
)

const urnPart = fc.string({ unit: fc.constantFrom(...'abcXYZ019_-. /|{}"<>&=+@!$\'*~^`'), maxLength: 12 })
const name = urnPart.filter((part) => !part.split('/').some((piece) => piece === '.' || piece === '..'))
const urn = fc.oneof(
  name.map((id) => `urn:li:corpuser:${id}ann`),
  fc.tuple(name, name).map(([a, b]) => `urn:li:dataset:(urn:li:dataPlatform:${a}x,y${b}z,PROD)`),
  fc
    .tuple(name, name)
    .map(([a, b]) => `urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:k,${a}x,DEV),[y]${b}z)`),
)
/** As clients write it: wholly encoded, encoded but for `:`, `(`, `)` and `,`, or only where nothing else is allowed. */
const writtenUrn = fc.tuple(urn, fc.nat(2)).map(([text, way]) => {
  const encoded = encodeURIComponent(text)
  if (way === 0) return encoded
  const marks = encoded.replaceAll('%3A', ':').replaceAll('%2C', ',')
  return way === 1 ? marks : marks.replaceAll('%7B', '{').replaceAll('%7D', '}').replaceAll('%22', '"')
})
const query = fc.oneof(
  fc.constantFrom(
    '',
    '?',
    '?a=1&b=2',
    '?aspect=x;y',
    '?path=/../auth',
    '?u=\\',
    '??',
    '?%00',
    '?next=//evil.example',
  ),
  writtenUrn.map((text) => `?urn=${text}`),
)

t.test('a path that holds anything two servers could read in two ways is refused', async () => {
  const around = fc.array(fc.oneof(plain, writtenUrn, divergent), { maxLength: 4 })
  fc.assert(
    fc.property(around, divergent, around, query, (before, segment, after, search) => {
      return readTarget(`/${[...before, segment, ...after].join('/')}${search}`) === undefined
    }),
    { numRuns: 1000 },
  )
})

t.test('a path with an empty segment before its end is refused', async (t) => {
  const segments = fc.array(plain, { maxLength: 3 })
  fc.assert(
    fc.property(segments, segments, plain, query, (before, between, last, search) => {
      return readTarget(`/${[...before, '', ...between, last].join('/')}${search}`) === undefined
    }),
  )
  for (const path of ['//', '///', '//api', '/api//', '//evil.example/api'])
    t.equal(readTarget(path), undefined, path)
})

t.test('a target that is not a path is refused', async (t) => {
  const rows = [
    '',
    '*',
    '?',
    '#',
    'api',
    'gms:8080',
    'http://evil.example/api',
    'https://gms/auth',
    ' /api',
    '\\api',
  ]
  for (const target of rows) t.equal(readTarget(target), undefined, target)
})

t.test('a query with what may not be on the wire is refused', async (t) => {
  for (const search of ['?a b', '?a#b', '?#', '?\n', '?\u0000', '?\u007f', '?ü', '?\u00ff']) {
    t.equal(readTarget(`/config${search}`), undefined, JSON.stringify(search))
  }
})

t.test("any URN of DataHub's passes as the client wrote it, byte for byte", async () => {
  fc.assert(
    fc.property(
      fc.constantFrom('/entities', '/aspects', '/openapi/v2/entity/dataset'),
      writtenUrn,
      query,
      (prefix, text, search) => {
        const written = `${prefix}/${text}${search}`
        const target = readTarget(written)
        return (
          target !== undefined &&
          target.path + target.search === written &&
          target.path === `${prefix}/${text}` &&
          target.head === prefix.split('/')[1]
        )
      },
    ),
    { numRuns: 500 },
  )
})

t.test('the parts of a target are named', async (t) => {
  const rows: [string, string, string, string][] = [
    ['/', '/', '', ''],
    ['/?', '/', '?', ''],
    ['/config', '/config', '', 'config'],
    ['/CONFIG/', '/CONFIG/', '', 'config'],
    ['/%63onfig/', '/%63onfig/', '', 'config'],
    ['/api/graphql?a=/b', '/api/graphql', '?a=/b', 'api'],
    ['/aspects?action=ingestProposal', '/aspects', '?action=ingestProposal', 'aspects'],
    [`/entities/${encodeURIComponent(DATASET)}`, `/entities/${encodeURIComponent(DATASET)}`, '', 'entities'],
    ['/.well-known/x', '/.well-known/x', '', '.well-known'],
    ['/entities/s3:%2F%2Fbucket%2Fkey', '/entities/s3:%2F%2Fbucket%2Fkey', '', 'entities'],
  ]
  for (const [raw, path, search, head] of rows) t.same(readTarget(raw), { path, search, head }, raw)
})

t.test('an escape is decoded once, never twice', async (t) => {
  t.equal(readTarget('/%2561uth'), undefined, 'GMS has no part named %61uth')
  t.equal(readTarget('/x/%252e%252e/y')?.path, '/x/%252e%252e/y', 'and is not decoded on its way')
})

t.test("every spelling of GMS's /auth is told as such, or refused", async (t) => {
  const rows = [
    '/auth',
    '/auth/',
    '/AUTH',
    '/aUtH/x',
    '/%61uth',
    '/%61%75%74%68/x',
    '/%41UTH',
    '/auth%2Fx',
    '/auth%2fx/y',
  ]
  for (const path of rows) t.equal(readTarget(`${path}?a=b`)?.head, 'auth', path)
  const refused = [
    '/./auth',
    '/x/../auth',
    '//auth',
    '/%2Fauth',
    '/auth%3Bx',
    '/auth%20',
    '/%2f%2Fauth/x',
    '/;/auth',
    '/auth;x',
    '/auth/;x',
    '/\\auth',
  ]
  for (const path of refused) t.equal(readTarget(path), undefined, path)
  for (const path of ['/authx', '/auth.x', '/xauth', '/api/auth', '/%2561uth']) {
    t.not(readTarget(path)?.head, 'auth', path)
  }
})

t.test('no path that a lenient servlet container maps to /auth passes as another', async () => {
  const spelled = fc
    .tuple(...[...'auth'].map((letter) => fc.constantFrom(letter, letter.toUpperCase(), escaped(letter))))
    .map((letters) => letters.join(''))
  const noise = fc.array(
    fc.constantFrom(
      '/',
      '//',
      '/.',
      '/..',
      '/%2e',
      '/%2E%2e',
      '%2F',
      '%2f',
      '\\',
      '%5c',
      ';',
      ';x=y',
      '/x',
      '/x/..',
      '%00',
    ),
    { maxLength: 4 },
  )
  let mapped = 0
  fc.assert(
    fc.property(noise, spelled, noise, query, (before, auth, after, search) => {
      const raw = `/${before.join('')}${auth}${after.join('')}${search}`
      if (containerReading(raw)[0] !== 'auth') return true
      mapped++
      const target = readTarget(raw)
      return target === undefined || target.head === 'auth'
    }),
    { numRuns: 2000 },
  )
  t.ok(mapped > 200, `${mapped} of them were mapped to /auth`)
})

t.test('a very long path is judged at once, whatever its end', async (t) => {
  const path = '/a.b%2Fc'.repeat(8_000)
  const began = performance.now()
  t.equal(readTarget(path)?.path, path)
  t.equal(readTarget(`${path}/..`), undefined)
  t.equal(readTarget(`${'/a.b'.repeat(16_000)};`), undefined)
  t.ok(performance.now() - began < 1000, 'within a second, where backtracking would take hours')
})

t.test('GMS’s GraphQL is known in every spelling that some server would take for it', async (t) => {
  const letters = [...'/api/graphql'].map((letter) =>
    letter === '/'
      ? fc.constantFrom('/', '%2F', '%2f')
      : fc.constantFrom(letter, letter.toUpperCase(), escaped(letter)),
  )
  const spelling = fc
    .tuple(
      fc.tuple(...letters.slice(1)),
      fc.constantFrom('', '/', '%2F', '%20', '%3Ba=b', '.json', '?query=x', '/x'),
    )
    .map(([path, end]) => `/${path.join('')}${end}`)
  fc.assert(
    fc.property(spelling, (raw) => {
      const target = readTarget(raw)
      return target === undefined || isGraphqlTarget(target)
    }),
  )
  t.equal(isGraphqlTarget(readTarget('/api/graphql') as never), true)
  for (const raw of [
    '/',
    '/api',
    '/api/graphqls',
    '/api/graph-ql',
    '/graphql',
    '/x/api/graphql',
    '/entities/graphql',
  ]) {
    t.equal(isGraphqlTarget(readTarget(raw) as never), false, raw)
  }
})

t.test('behind a mount GMS sees what follows it', async (t) => {
  const rows: [string, string | undefined][] = [
    ['/api/gms', '/'],
    ['/api/gms/', '/'],
    ['/api/gms?a=b', '/?a=b'],
    ['/api/gms/?a=b', '/?a=b'],
    ['/api/gms/config', '/config'],
    ['/api/gms/api/gms/x', '/api/gms/x'],
    ['/api/gms/entities/urn:li:corpuser:a%2Fb?x=/api/gms', '/entities/urn:li:corpuser:a%2Fb?x=/api/gms'],
    ['/api/gms//auth', '//auth'],
    ['/api/gmsx', undefined],
    ['/api/gms%2Fconfig', undefined],
    ['/api/gms;x/config', undefined],
    ['/API/gms/config', undefined],
    ['/%61pi/gms/config', undefined],
    ['/x/api/gms/config', undefined],
    ['http://evil.example/api/gms/config', undefined],
    ['', undefined],
  ]
  for (const [raw, target] of rows) t.equal(targetBehind('/api/gms', raw), target, raw)
})

t.test('without a mount GMS sees the whole target', async (t) => {
  for (const raw of ['/', '/?a', '/config?a=b', '//x']) t.equal(targetBehind('', raw), raw, raw)
  t.equal(targetBehind('', 'http://evil.example/'), undefined)
})

function escaped(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16)}`
}
