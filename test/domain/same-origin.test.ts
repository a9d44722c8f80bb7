import fc from 'fast-check'
import t from 'tap'
import { type CookieRequest, senderOf, sessionMayAct } from '../../src/domain/same-origin.ts'

const HOST = 'tokens.example.com'
const SAFE = ['GET', 'HEAD', 'OPTIONS']
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE']

/** A script's POST of JSON, which names no sender, with changes. */
function request(change: Partial<CookieRequest> = {}): CookieRequest {
  return {
    method: 'POST',
    host: HOST,
    origin: undefined,
    secFetchSite: undefined,
    secFetchMode: undefined,
    contentType: 'application/json',
    ...change,
  }
}

t.test('a link from anywhere may be followed, and nothing else of another origin reads', async (t) => {
  for (const method of SAFE) {
    for (const secFetchSite of ['cross-site', 'same-site']) {
      const foreign = request({ method, secFetchSite, contentType: undefined })
      t.equal(sessionMayAct({ ...foreign, secFetchMode: 'navigate' }), 'yes', method)
      for (const secFetchMode of ['cors', 'no-cors', 'websocket', 'Navigate', '', undefined])
        t.equal(sessionMayAct({ ...foreign, secFetchMode }), 'cross origin', `${method} ${secFetchMode}`)
    }
    const older = request({ method, origin: 'https://evil.example', contentType: undefined })
    t.equal(sessionMayAct(older), 'cross origin', 'a browser that names only Origin')
    for (const own of [
      {},
      { secFetchSite: 'same-origin' },
      { secFetchSite: 'none' },
      { origin: `https://${HOST}` },
    ])
      t.equal(sessionMayAct(request({ method, contentType: undefined, ...own })), 'yes', method)
  }
})

t.test('to navigate is no excuse for what changes something', async (t) => {
  for (const method of UNSAFE)
    t.equal(
      sessionMayAct(request({ method, secFetchSite: 'cross-site', secFetchMode: 'navigate' })),
      'cross origin',
    )
})

t.test('a header that is sent twice is as it was sent', async (t) => {
  const twice = {
    host: HOST,
    origin: [`https://${HOST}`, 'https://evil.example'],
    'sec-fetch-site': undefined,
  }
  t.equal(sessionMayAct(request(senderOf(twice))), 'cross origin')
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
      { secFetchSite: 'same-origin', contentType: undefined },
      { origin: `https://${HOST}`, contentType: 'text/plain' },
    ]
    for (const change of rows) t.equal(sessionMayAct(request(change)), 'yes', JSON.stringify(change))
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
      t.equal(sessionMayAct(request({ method, ...change })), 'cross origin', JSON.stringify(change))
    }
  }
})

t.test('a script that names no sender acts with what no form can send', async (t) => {
  const rows: [Partial<CookieRequest>, 'yes' | 'not JSON'][] = [
    [{ contentType: 'application/json' }, 'yes'],
    [{ contentType: 'application/json; charset=utf-8' }, 'yes'],
    [{ contentType: 'APPLICATION/JSON ;charset=UTF-8' }, 'yes'],
    [{ contentType: undefined }, 'not JSON'],
    [{ contentType: '' }, 'not JSON'],
    [{ contentType: 'application/x-www-form-urlencoded' }, 'not JSON'],
    [{ contentType: 'multipart/form-data; boundary=x' }, 'not JSON'],
    [{ contentType: 'text/plain' }, 'not JSON'],
    [{ contentType: 'text/plain; application/json' }, 'not JSON'],
    [{ contentType: 'application/jsonp' }, 'not JSON'],
    [{ contentType: 'application/json, text/plain' }, 'not JSON'],
    [{ contentType: 'application/json garbage' }, 'not JSON'],
    [{ method: 'DELETE', contentType: undefined }, 'yes'],
    [{ method: 'PUT', contentType: undefined }, 'not JSON'],
    [{ method: 'delete', contentType: undefined }, 'not JSON'],
  ]
  for (const [change, verdict] of rows) {
    t.equal(sessionMayAct(request(change)), verdict, JSON.stringify(change))
  }
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
      (sender, method, contentType) =>
        sessionMayAct({ ...request(), method, ...sender, contentType }) === 'cross origin',
    ),
  )
})
