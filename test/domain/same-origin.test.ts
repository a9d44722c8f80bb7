import fc from 'fast-check'
import t from 'tap'
import {
  type CookieRequest,
  type SessionBodies,
  senderOf,
  sessionMayAct,
} from '../../src/domain/same-origin.ts'

const HOST = 'tokens.example.com'
const SAFE = ['GET', 'HEAD', 'OPTIONS']
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE']
const BODIES: readonly SessionBodies[] = ['JSON', 'any']

/** A script's POST of JSON, which names no sender, with changes. */
function request(change: Partial<CookieRequest> = {}): CookieRequest {
  return {
    method: 'POST',
    host: HOST,
    origin: undefined,
    secFetchSite: undefined,
    secFetchMode: undefined,
    contentType: 'application/json',
    hasBody: true,
    ...change,
  }
}

/** What is the same whatever the route takes. */
function verdict(asked: CookieRequest): string {
  const [first, ...others] = BODIES.map((bodies) => sessionMayAct(asked, bodies))
  return others.every((other) => other === first) ? String(first) : 'depends'
}

const EMPTY = { contentType: undefined, hasBody: false }

t.test('a link from anywhere may be followed, and nothing else of another origin reads', async (t) => {
  for (const method of SAFE) {
    for (const secFetchSite of ['cross-site', 'same-site']) {
      const foreign = request({ method, secFetchSite, contentType: undefined })
      t.equal(verdict({ ...foreign, secFetchMode: 'navigate' }), 'yes', method)
      for (const secFetchMode of ['cors', 'no-cors', 'websocket', 'Navigate', '', undefined])
        t.equal(verdict({ ...foreign, secFetchMode }), 'cross origin', `${method} ${secFetchMode}`)
    }
    const older = request({ method, origin: 'https://evil.example', contentType: undefined })
    t.equal(verdict(older), 'cross origin', 'a browser that names only Origin')
    for (const own of [
      {},
      { secFetchSite: 'same-origin' },
      { secFetchSite: 'none' },
      { origin: `https://${HOST}` },
    ])
      t.equal(verdict(request({ method, contentType: undefined, ...own })), 'yes', method)
  }
})

t.test('to navigate is no excuse for what changes something', async (t) => {
  for (const method of UNSAFE)
    t.equal(
      verdict(request({ method, secFetchSite: 'cross-site', secFetchMode: 'navigate' })),
      'cross origin',
    )
})

t.test('a header that is sent twice is as it was sent', async (t) => {
  const twice = {
    host: HOST,
    origin: [`https://${HOST}`, 'https://evil.example'],
    'sec-fetch-site': undefined,
  }
  t.equal(verdict(request(senderOf(twice))), 'cross origin')
  t.strictSame(senderOf({}), { host: undefined, origin: undefined, secFetchSite: undefined })
})

t.test(
  'a session acts where the browser says that our own page, or the user, sent the request',
  async (t) => {
    const rows: Partial<CookieRequest>[] = [
      { secFetchSite: 'same-origin' },
      { secFetchSite: 'none' },
      { origin: `https://${HOST}` },
      { origin: `http://${HOST}` },
      { origin: `https://${HOST}`, secFetchSite: 'same-origin' },
      { host: `${HOST}:9002`, origin: `http://${HOST}:9002` },
      { host: `${HOST}:443`, origin: `https://${HOST}` },
      { host: `${HOST}:80`, origin: `http://${HOST}` },
      { host: HOST.toUpperCase(), origin: `https://${HOST}` },
      { host: HOST, origin: `HTTPS://${HOST.toUpperCase()}` },
      { host: '[::1]:9002', origin: 'http://[::1]:9002' },
    ]
    for (const change of rows) t.equal(verdict(request(change)), 'yes', JSON.stringify(change))
  },
)

t.test('a session does not act where the browser names another sender', async (t) => {
  const rows: Partial<CookieRequest>[] = [
    { secFetchSite: 'cross-site' },
    { secFetchSite: 'same-site' },
    { secFetchSite: '' },
    { secFetchSite: 'Same-Origin' },
    { secFetchSite: 'same-origin, cross-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: HOST },
    { origin: `://${HOST}` },
    { origin: `https://${HOST}.evil.example` },
    { origin: `https://evil.example/${HOST}` },
    { origin: `https://evil.example://${HOST}` },
    { origin: `https://${HOST}:8443` },
    { host: `${HOST}:443`, origin: `http://${HOST}` },
    { host: `${HOST}:80`, origin: `https://${HOST}` },
    { origin: `file://${HOST}` },
    { origin: `https://${HOST}/` },
    { origin: `https://user@${HOST}` },
    { origin: `https://sub.${HOST}` },
    { origin: `https://${HOST}, https://evil.example` },
    { host: undefined, origin: 'https://undefined' },
    { host: undefined, origin: 'https://' },
    { origin: 'https://evil.example', secFetchSite: 'same-origin' },
    { origin: `https://${HOST}`, secFetchSite: 'cross-site' },
  ]
  for (const method of UNSAFE) {
    for (const change of rows) {
      t.equal(verdict(request({ method, ...change })), 'cross origin', JSON.stringify(change))
    }
  }
})

const NO_JSON = [
  undefined,
  '',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'text/plain; application/json',
  'application/jsonp',
  'application/json, text/plain',
  'application/json garbage',
]

t.test('JSON is JSON in any case, whatever its parameters', async (t) => {
  for (const contentType of [
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON ;charset=UTF-8',
  ])
    for (const hasBody of [true, false])
      t.equal(verdict(request({ contentType, hasBody })), 'yes', contentType)
})

t.test('a script that names no sender acts with what no form can send', async (t) => {
  for (const method of UNSAFE)
    for (const contentType of NO_JSON)
      t.equal(verdict(request({ method, contentType })), 'not JSON', `${method} ${contentType}`)
})

t.test('whoever says to send it, no body but JSON acts here, and any may go to GMS', async (t) => {
  for (const sender of [
    { origin: `http://${HOST}` },
    { origin: `https://${HOST}` },
    { secFetchSite: 'same-origin' },
    { secFetchSite: 'none' },
    { origin: `https://${HOST}`, secFetchSite: 'same-origin' },
  ])
    for (const method of UNSAFE)
      for (const contentType of NO_JSON) {
        const asked = request({ method, contentType, ...sender })
        t.equal(sessionMayAct(asked, 'JSON'), 'not JSON', JSON.stringify(asked))
        t.equal(sessionMayAct(asked, 'any'), 'yes', JSON.stringify(asked))
      }
})

t.test('without a body it is enough that no other origin could have sent it unasked', async (t) => {
  const rows: [Partial<CookieRequest>, 'yes' | 'not JSON'][] = [
    [{ method: 'DELETE' }, 'yes'],
    [{ method: 'PUT' }, 'yes'],
    [{ method: 'PATCH' }, 'yes'],
    [{ method: 'DELETE', origin: `http://${HOST}` }, 'yes'],
    [{ method: 'POST', secFetchSite: 'same-origin' }, 'yes'],
    [{ method: 'POST', secFetchSite: 'same-origin', origin: `https://${HOST}` }, 'yes'],
    [{ method: 'POST' }, 'not JSON'],
    [{ method: 'POST', secFetchSite: 'none' }, 'not JSON'],
    [{ method: 'POST', origin: `http://${HOST}` }, 'not JSON'],
    [{ method: 'POST', secFetchSite: 'same-origin', contentType: 'text/plain' }, 'not JSON'],
    [{ method: 'POST', secFetchSite: 'same-origin', hasBody: true }, 'not JSON'],
    [{ method: 'DELETE', contentType: 'text/plain' }, 'not JSON'],
    [{ method: 'DELETE', hasBody: true }, 'not JSON'],
    [{ method: 'delete' }, 'not JSON'],
    [{ method: 'TRACE' }, 'not JSON'],
  ]
  for (const [change, expected] of rows)
    t.equal(sessionMayAct(request({ ...EMPTY, ...change }), 'JSON'), expected, JSON.stringify(change))
})

t.test('no request that names a foreign sender changes anything, whatever else it says', async () => {
  const ownSites = ['same-origin', 'none']
  const foreignOrigin = fc.record({
    origin: fc.webUrl().map((url) => new URL(url).origin),
    secFetchSite: fc.constantFrom(undefined, ...ownSites, 'same-site', 'cross-site'),
  })
  const foreignSite = fc.record({
    origin: fc.constantFrom(undefined, `https://${HOST}`),
    secFetchSite: fc
      .oneof(fc.constantFrom('same-site', 'cross-site'), fc.string())
      .filter((site) => !ownSites.includes(site)),
  })
  const contentType = fc.constantFrom(undefined, 'application/json', 'text/plain')
  fc.assert(
    fc.property(
      fc.oneof(foreignOrigin, foreignSite),
      fc.constantFrom(...UNSAFE),
      contentType,
      fc.boolean(),
      (sender, method, contentType, hasBody) =>
        verdict(request({ method, ...sender, contentType, hasBody })) === 'cross origin',
    ),
  )
})
