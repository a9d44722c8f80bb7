import t from 'tap'
import { makeAuthenticate } from '../../../src/app/access/authenticate.ts'
import type { BrowserCookies } from '../../../src/app/ports/sessions.ts'
import type { Principal } from '../../../src/domain/principal.ts'
import { makeToken } from '../../helpers/fakes/tokens.ts'

const good = makeToken().token
const bad = makeToken().token
const byToken: Principal = { via: 'token', actorUrn: 'urn:li:corpuser:alice', tokenId: 'id', endsAtMs: 1 }
const byPlay: Principal = { via: 'session', actorUrn: 'urn:li:corpuser:carol', sessionId: 'play' }
const bySession: Principal = { via: 'session', actorUrn: 'urn:li:corpuser:bob', sessionId: 'id' }

/** Knows one token and one cookie, and writes down whether the cookie was looked at. */
function caller(rawHeaders: string[], cookies: string | BrowserCookies = {}, isKnown = true) {
  let looked = false
  const authenticate = makeAuthenticate({
    verifyToken: (token) => {
      const principal = token === good ? byToken : undefined
      return isKnown ? principal : Promise.resolve(principal)
    },
    findSession: async (value) => (value === 'session' ? bySession : undefined),
    findPlaySession: async (play, actor) =>
      play === 'play' && actor === byPlay.actorUrn ? byPlay : undefined,
  })
  const answer = authenticate({
    rawHeaders,
    cookies: () => {
      looked = true
      return typeof cookies === 'string' ? { ours: cookies } : cookies
    },
  })
  return { answer, looked: () => looked }
}

t.test('a known token is its principal without waiting, a new one after it was looked up', async (t) => {
  const known = caller(['Authorization', `Bearer ${good}`])
  t.equal(known.answer, byToken)
  const loaded = caller(['Authorization', `Bearer ${good}`], undefined, false)
  t.type(loaded.answer, Promise)
  t.equal(await loaded.answer, byToken)
})

t.test('a token that is not accepted is called invalid, known or not', async (t) => {
  t.equal(caller(['authorization', `bearer ${bad}`]).answer, 'invalid token')
  t.equal(await caller(['authorization', `bearer ${bad}`], undefined, false).answer, 'invalid token')
})

t.test('a credential that can never be a token is invalid, and no session stands in for it', async (t) => {
  for (const value of ['', 'Bearer', 'Bearer x', 'Basic eA==', `Token ${good}`, good]) {
    const { answer, looked } = caller(['Authorization', value], 'session')
    t.equal(await answer, 'invalid token', value)
    t.equal(looked(), false)
  }
  const { answer, looked } = caller(['Authorization', `Bearer ${bad}`], 'session')
  t.equal(await answer, 'invalid token')
  t.equal(looked(), false)
})

t.test(
  'two Authorization fields are ambiguous, also where they are equal or the first is good',
  async (t) => {
    const field = ['Authorization', `Bearer ${good}`]
    t.equal(caller([...field, ...field]).answer, 'ambiguous credential')
    t.equal(caller([...field, 'authorization', 'Basic eA=='], 'session').answer, 'ambiguous credential')
  },
)

t.test('without an Authorization field the session of the cookie speaks', async (t) => {
  t.equal(await caller(['Host', 'x'], 'session').answer, bySession)
  t.equal(await caller(['Host', 'x'], 'ended').answer, 'no credential')
  t.equal(caller(['Host', 'x']).answer, 'no credential')
  t.equal(caller([]).answer, 'no credential')
})

t.test('DataHub’s own session counts after ours, with the cookie that names its actor', async (t) => {
  const actor = byPlay.actorUrn
  t.equal(await caller([], { play: 'play', actor }).answer, byPlay)
  t.equal(await caller([], { ours: 'ended', play: 'play', actor }).answer, byPlay)
  t.equal(await caller([], { ours: 'session', play: 'play', actor }).answer, bySession)
  t.equal(await caller([], { play: 'play' }).answer, 'no credential')
  t.equal(await caller([], { play: 'play', actor: bySession.actorUrn }).answer, 'no credential')
  t.equal(await caller([], { actor }).answer, 'no credential')
  const withHeader = caller(['Authorization', `Bearer ${bad}`], { play: 'play', actor })
  t.equal(await withHeader.answer, 'invalid token')
  t.equal(withHeader.looked(), false)
})

t.test('where DataHub’s own sessions do not count its cookie is not looked at', async (t) => {
  const authenticate = makeAuthenticate({
    verifyToken: () => undefined,
    findSession: async () => undefined,
  })
  const cookies = () => ({ play: 'play', actor: byPlay.actorUrn })
  t.equal(await authenticate({ rawHeaders: [], cookies }), 'no credential')
})

t.test('a store that cannot be asked is an outage, never "invalid" or "nobody"', async (t) => {
  const outage = new Error('the database is away')
  const authenticate = makeAuthenticate({
    verifyToken: () => Promise.reject(outage),
    findSession: () => Promise.reject(outage),
  })
  const rawHeaders = ['Authorization', `Bearer ${good}`]
  await t.rejects(Promise.resolve(authenticate({ rawHeaders, cookies: () => ({}) })), outage)
  await t.rejects(
    Promise.resolve(authenticate({ rawHeaders: [], cookies: () => ({ ours: 'session' }) })),
    outage,
  )
})
