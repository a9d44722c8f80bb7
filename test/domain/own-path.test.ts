import fc from 'fast-check'
import t from 'tap'
import { ownPath } from '../../src/domain/own-path.ts'

/** As a proxy might, whatever it makes of it. */
function decoded(path: string): string {
  return path.replaceAll(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

const BASES = ['https://datahub.example', 'http://localhost:9002/login']

t.test('a path of ours is where one goes on to, with query and fragment', async (t) => {
  for (const path of [
    '/',
    '/settings/tokens',
    '/dataset/urn:li:dataset:(urn:li:dataPlatform:hive,a.b,PROD)/Schema?is_lineage_mode=false#x',
    '/search?query=a%20b&page=1',
    '/a//b',
    '/logIns',
    '/ssos',
    '/authenticated',
    '/%C3%BC',
  ])
    t.equal(ownPath(path), path)
})

t.test('what is left out, or could lead elsewhere, leads to the start', async (t) => {
  for (const asked of [
    undefined,
    '',
    'x',
    'https://evil.example',
    'http:evil.example',
    'HTTPS://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\nSet-Cookie: a=b',
    '\t//evil.example',
    ' //evil.example',
    '/%2f/evil.example',
    '/%2Fevil.example',
    '/%5cevil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/a/../..//evil.example',
    '/%2e%2e//evil.example',
    '%2f%2fevil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/ü',
    '/a b',
    '/@evil.example\\',
    `/${'x'.repeat(2000)}`,
    '/%',
    '/%zz',
    '/%c3%28',
    '/%ff?x',
  ])
    t.equal(ownPath(asked), '/', JSON.stringify(asked)?.slice(0, 60))
})

t.test('signing in does not lead to signing in or out again', async (t) => {
  for (const path of [
    '/logIn',
    '/login?x',
    '/logOut',
    '/logout/',
    '/sso',
    '/authenticate?redirect_uri=/x',
    '/callback/oidc?code=x',
    '/CALLBACK',
    '/x/../logOut',
    '/%6cogOut',
    '/%6C%6f%67%4f%75%74',
    '/logOut%2f',
    '/%63allback/oidc',
  ])
    t.equal(ownPath(path), '/', path)
})

t.test('whatever is asked for, a browser stays with us, and the answer is one line of ASCII', async () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2f',
    '%5C',
    '\t',
    '\n',
    '\r',
    '@',
    ':',
    'evil.example',
    'http',
    '?',
    '#',
    ';',
    ' ',
    '\u2028',
    '\u0000',
  )
  const hostile = fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      fc.oneof(
        hostile,
        hostile.map((text) => `/${text}`),
        fc.webUrl(),
      ),
      (asked) => {
        const path = ownPath(asked)
        return (
          /^\/[!-~]*$/.test(path) &&
          BASES.every((base) => {
            const { origin, pathname } = new URL(path, base)
            // A proxy may decode the path, and a browser may be sent there a second time.
            const again = URL.parse(decoded(pathname), base)
            return origin === new URL(base).origin && again?.origin === origin && ownPath(path) === path
          })
        )
      },
    ),
    { numRuns: 2000 },
  )
})
