import t from 'tap'
import { claims, HEADER, sign } from '../attacks/forge.ts'
import { bearer } from '../helpers/person.ts'
import { ALICE, BOB, type Form, isAccepted, postForm, startPresented } from './presented.ts'

/** Token revocation, held to what RFC 7009 demands of a server; each test names its section. */

const service = await startPresented(t)
const { front, as, make, sql, audited, cookie } = service
const url = `${front}/v1/revoke`
const revoke = (form: Form, by: typeof as.root | null = as.root, headers = {}) =>
  postForm(url, by, form, headers)

t.test('§2: a revoked token is refused as soon as the answer is there', async (t) => {
  const issued = await make(ALICE)
  t.ok(await isAccepted(service, issued))
  const { status, text, headers } = await revoke({ token: issued.token }, as.alice)
  t.equal(status, 200)
  t.equal(text, '')
  t.equal(headers.get('cache-control'), 'no-store')
  t.notOk(await isAccepted(service, issued))
  t.equal(
    (await postForm(`${front}/v1/introspect`, as.root, { token: issued.token })).text,
    '{"active":false}',
  )
})

t.test('§2.1: a form without token is an error', async (t) => {
  for (const form of ['', 'token=', 'token_type_hint=access_token'])
    t.match(await revoke(form), { status: 400, json: { error: 'invalid_request', detail: /token/ } }, form)
})

t.test('§2.1: a token is found whatever the hint says', async (t) => {
  for (const token_type_hint of ['access_token', 'refresh_token', 'no such type']) {
    const issued = await make(ALICE)
    t.equal((await revoke({ token: issued.token, token_type_hint }, as.alice)).status, 200)
    t.notOk(await isAccepted(service, issued), token_type_hint)
  }
})

t.test('§2.1: without a credential that is accepted nothing is revoked', async (t) => {
  const issued = await make(ALICE)
  const none = await revoke({ token: issued.token }, null)
  t.match(none, { status: 401, json: { error: 'invalid_client' } })
  t.match(none.headers.get('www-authenticate'), /^Bearer /)
  const bad = { ...issued, token: `${issued.token.slice(0, -3)}AAA` }
  t.equal((await revoke({ token: issued.token }, bad)).status, 401)
  t.ok(await isAccepted(service, issued))
})

t.test('§2.1: another’s token is refused, with an error, and stays', async (t) => {
  const ofBob = await make(BOB)
  const { status, json } = await revoke({ token: ofBob.token }, as.alice)
  t.equal(status, 403)
  t.match(json, { error: 'unauthorized_client', code: 'FORBIDDEN', detail: /Manage All Access Tokens/ })
  t.match(json.error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  t.ok(await isAccepted(service, ofBob))
  t.equal(audited('access.refuse', ofBob), 1, 'the attempt is remembered')
})

t.test('§2.1: its actor, its owner and a manager may revoke a token, and a token itself', async (t) => {
  const own = await make(BOB)
  t.equal((await revoke({ token: own.token }, as.bob)).status, 200)
  const made = await make(BOB)
  t.equal((await revoke({ token: made.token }, as.root)).status, 200)
  const owned = await make(BOB)
  sql(
    'UPDATE tokens SET owner_urn = ? WHERE id = ?',
    Buffer.from(ALICE),
    Buffer.from(owned.metadata.id, 'base64'),
  )
  t.equal((await revoke({ token: owned.token }, as.alice)).status, 200)
  const itself = await make(BOB)
  t.equal((await revoke({ token: itself.token }, itself)).status, 200)
  for (const issued of [own, made, owned, itself]) t.notOk(await isAccepted(service, issued))
})

t.test(
  '§2.2: what is no token of ours, or none any more, is answered as if it had been revoked',
  async (t) => {
    const issued = await make(ALICE)
    await revoke({ token: issued.token }, as.alice)
    const ofBob = await make(BOB)
    await revoke({ token: ofBob.token }, as.bob)
    for (const token of [
      issued.token,
      ofBob.token,
      `${as.bob.token.slice(0, -6)}AAAAAA`,
      sign(HEADER, claims(), 'a key of somebody else'),
      'x',
      '..',
      'ü',
      '.'.repeat(5_000),
    ]) {
      const { status, text } = await revoke({ token }, as.alice)
      t.equal(status, 200, token)
      t.equal(text, '')
    }
  },
)

t.test('§2.2: nothing is told apart of tokens that are not accepted, whosever they are', async (t) => {
  const expired = await make(BOB)
  sql('UPDATE tokens SET expires_at = 1 WHERE id = ?', Buffer.from(expired.metadata.id, 'base64'))
  t.match(await revoke({ token: expired.token }, as.alice), { status: 200, text: '' })
  const path = `/v1/tokens/${encodeURIComponent(expired.metadata.id)}`
  const found = await fetch(front + path, { headers: { cookie } })
  t.match(await found.json(), { state: 'expired' }, 'and nothing happened to it')
})

t.test('§2.2.1: a token that is kept nowhere is said to be unsupported, not taken for revoked', async (t) => {
  for (const unsupported of [{ version: '1' }, { type: 'SESSION', version: '1' }, { type: 'SESSION' }]) {
    const answer = await revoke({ token: sign(HEADER, claims(unsupported), 'any key') }, as.alice)
    t.match(answer, {
      status: 400,
      json: { error: 'unsupported_token_type', code: 'UNSUPPORTED_TOKEN_TYPE' },
    })
  }
})

t.test('§2.3: neither cross-origin requests nor JSONP are offered', async (t) => {
  const issued = await make(ALICE)
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  })
  t.equal(preflight.headers.get('access-control-allow-origin'), null)
  t.not(preflight.status, 204)
  const get = await fetch(`${url}?token=${issued.token}&callback=package.myCallback`, {
    headers: bearer(as.alice.token),
  })
  t.equal(get.status, 405)
  t.notMatch(await get.text(), /myCallback/)
  const padded = await revoke({ token: 'x', callback: 'package.myCallback' })
  t.equal(padded.text, '')
  t.ok(await isAccepted(service, issued))
})

t.test('a revocation that repeats is no error, and is remembered once', async (t) => {
  const issued = await make(ALICE)
  for (let i = 0; i < 3; i++) t.equal((await revoke({ token: issued.token }, as.root)).status, 200)
  t.equal(audited('token.revoke', issued), 1)
})

t.test(
  'a page of another origin cannot revoke with a signed-in browser, and a form not either, whatever its origin',
  async (t) => {
    const issued = await make(ALICE)
    const form = { token: issued.token }
    const cross = await revoke(form, null, { cookie, origin: 'https://evil.example' })
    t.match(cross, { status: 403, json: { code: 'CROSS_ORIGIN' } })
    for (const own of [{}, { origin: front }, { 'sec-fetch-site': 'same-origin' }]) {
      const answer = await revoke(form, null, { cookie, ...(own as object) })
      t.match(answer, { status: 415, json: { code: 'UNSUPPORTED_MEDIA_TYPE' } })
    }
    t.ok(await isAccepted(service, issued))
    const json = { cookie, origin: front, 'content-type': 'application/json' }
    t.equal((await revoke(JSON.stringify(form), null, json)).status, 200)
    t.notOk(await isAccepted(service, issued))
  },
)
