import t from 'tap'
import { bearer, pathId } from '../helpers/person.ts'
import { ALICE, BOB, type Form, isAccepted, postForm, ROOT, startPresented } from './presented.ts'

/** Token introspection, held to what RFC 7662 demands of a server; each test names its section. */

const service = await startPresented(t)
const { front, as, make, sql, cookie } = service
const url = `${front}/v1/introspect`
const introspect = (form: Form, by: typeof as.root | null = as.root, headers = {}) =>
  postForm(url, by, form, headers)
const INACTIVE = '{"active":false}'

t.test('§2.1: the endpoint takes POST with a form, and the token in it', async (t) => {
  const { token } = await make(ALICE)
  const { status, json } = await introspect({ token })
  t.equal(status, 200)
  t.equal(json.active, true)
})

t.test('§2.1: a form without token, or with an empty one, is an error', async (t) => {
  for (const form of ['', 'token=', 'token_type_hint=access_token', 'tokens=x']) {
    const { status, json } = await introspect(form)
    t.equal(status, 400, form)
    t.match(json, { error: 'invalid_request', code: 'INVALID_REQUEST', detail: /token/ })
  }
})

t.test('§2.1 with RFC 6749 §3.1: a parameter that is there twice is an error', async (t) => {
  const { token } = await make(ALICE)
  for (const form of [
    `token=${token}&token=${token}`,
    `token=${token}&token_type_hint=a&token_type_hint=b`,
  ]) {
    const { status, json, text } = await introspect(form)
    t.equal(status, 400)
    t.match(json, { error: 'invalid_request', detail: /twice/ })
    t.notMatch(text, token)
  }
})

t.test('§2.1 with RFC 6749 §3.1: parameters that are not known are ignored', async (t) => {
  const { token } = await make(ALICE)
  t.match(await introspect({ token, resource: 'x', client_id: 'y', callback: 'z' }), {
    json: { active: true },
  })
})

t.test('§2.1: a hint that is wrong or unknown does not keep the token from being found', async (t) => {
  const { token } = await make(ALICE)
  for (const token_type_hint of ['access_token', 'refresh_token', 'no such type', ''])
    t.match(await introspect({ token, token_type_hint }), { json: { active: true } }, token_type_hint)
})

t.test('§2.1: the endpoint demands authorization, whatever is asked', async (t) => {
  const { token } = await make(ALICE)
  for (const form of [{ token }, { token: 'x' }, '']) {
    const answer = await introspect(form, null)
    t.equal(answer.status, 401)
    t.equal(answer.headers.get('www-authenticate'), 'Bearer realm="DataHub"')
    t.match(answer.json, { error: 'invalid_client' })
  }
})

t.test('§2.3 with RFC 6750 §3: a credential that is not accepted is 401 invalid_token', async (t) => {
  const { token } = await make(ALICE)
  const answer = await introspect({ token }, { ...as.root, token: `${as.root.token.slice(0, -3)}AAA` })
  t.equal(answer.status, 401)
  t.match(answer.headers.get('www-authenticate'), /^Bearer .*error="invalid_token"/)
})

t.test('§2.2: an active token is described, in the RFC’s names and in seconds', async (t) => {
  const { token, metadata } = await make(ALICE, { name: 'described' })
  const { json, headers } = await introspect({ token })
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  t.strictSame(json, {
    active: true,
    token_type: 'Bearer',
    username: 'alice',
    sub: claims.sub,
    iss: 'datahub-metadata-service',
    jti: claims.jti,
    iat: Math.floor((metadata.createdAt as number) / 1000),
    exp: claims.exp,
    tokenId: metadata.id,
    urn: metadata.urn,
    name: 'described',
    type: 'PERSONAL',
    actorUrn: ALICE,
    ownerUrn: ROOT,
  })
  t.equal(json.exp, Math.floor((metadata.expiresAt as number) / 1000))
  t.match(headers.get('content-type'), /^application\/json/)
})

t.test('§2.2: of a token that is not active nothing is said but that', async (t) => {
  const revoked = await make(ALICE)
  await fetch(`${front}/v1/tokens/${pathId(revoked.metadata.id)}`, { method: 'DELETE', headers: { cookie } })
  const expired = await make(ALICE)
  sql('UPDATE tokens SET expires_at = 1 WHERE id = ?', Buffer.from(expired.metadata.id, 'base64'))
  const gone = await make(ALICE)
  sql('DELETE FROM tokens WHERE id = ?', Buffer.from(gone.metadata.id, 'base64'))
  const altered = `${as.alice.token.slice(0, -6)}AAAAAA`
  for (const [what, token] of Object.entries({
    revoked: revoked.token,
    expired: expired.token,
    'unknown here': gone.token,
    'with another signature': altered,
    'not a token': 'x',
    'many dots': '.'.repeat(5_000),
    'not ASCII': 'ü\u{1f511}',
  })) {
    const { status, text } = await introspect({ token })
    t.equal(status, 200, what)
    t.equal(text, INACTIVE, what)
  }
})

t.test('§4: a token that was revoked anywhere is inactive at once', async (t) => {
  const { token, metadata } = await make(ALICE)
  t.match(await introspect({ token }), { json: { active: true } })
  sql('UPDATE tokens SET revoked_at = 1 WHERE id = ?', Buffer.from(metadata.id, 'base64'))
  t.equal((await introspect({ token })).text, INACTIVE)
})

t.test('§4: a token is inactive once its claim exp has passed, whatever its record says', async (t) => {
  const { token, metadata } = await make(ALICE, { duration: undefined, expiresAt: Date.now() + 1_200 })
  sql('UPDATE tokens SET expires_at = NULL WHERE id = ?', Buffer.from(metadata.id, 'base64'))
  const { json } = await introspect({ token })
  t.equal(json.active, true)
  await new Promise((resolve) => setTimeout(resolve, (json.exp as number) * 1000 - Date.now() + 5))
  t.equal((await introspect({ token })).text, INACTIVE)
})

t.test('§4: a token whose signature is not ours is inactive, though its record is here', async (t) => {
  const { token } = await make(ALICE)
  const [header, payload] = token.split('.')
  const forged = `${header}.${payload}.${'A'.repeat(43)}`
  t.equal((await introspect({ token: forged })).text, INACTIVE)
})

t.test('§2.2 and §5: who may not know of a token learns that it is inactive, and nothing more', async (t) => {
  const ofBob = await make(BOB)
  const known = await introspect({ token: ofBob.token }, as.bob)
  t.match(known.json, { active: true, actorUrn: BOB })
  const hidden = await introspect({ token: ofBob.token }, as.alice)
  t.equal(hidden.status, 200)
  t.equal(hidden.text, INACTIVE)
  t.ok(await isAccepted(service, ofBob), 'it is active all the same')
})

t.test('a token introspects itself', async (t) => {
  t.match(await introspect({ token: as.alice.token }, as.alice), {
    json: { active: true, username: 'alice' },
  })
})

t.test('the same is taken as JSON, and from a signed-in browser', async (t) => {
  const { token } = await make(ALICE)
  const post = (body: string, headers: Record<string, string>) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  for (const headers of [bearer(as.root.token), { cookie }])
    t.match(await (await post(JSON.stringify({ token }), headers)).json(), { active: true })
  for (const body of ['{}', '{"token":""}', '{"token":["x"]}', '{"token":{}}', '{"token":1}', '[]', '"x"']) {
    const answer = await post(body, bearer(as.root.token))
    t.equal(answer.status, 400, body)
    t.match(await answer.json(), { error: 'invalid_request' })
  }
  t.match(await (await post('{"token":"a","token":"b"}', bearer(as.root.token))).json(), { status: 400 })
})

t.test('§2.1: no other method is taken', async (t) => {
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const answer = await fetch(`${url}?token=${as.alice.token}`, { method, headers: bearer(as.root.token) })
    t.equal(answer.status, 405, method)
    t.equal(answer.headers.get('allow'), 'POST')
    t.notMatch(await answer.text(), as.alice.token)
  }
})

t.test('no answer may be kept by a cache', async (t) => {
  for (const form of [{ token: as.alice.token }, { token: 'x' }, ''])
    t.equal((await introspect(form)).headers.get('cache-control'), 'no-store')
})

t.test('§2.3 with RFC 6749 §5.2: an error is one of OAuth’s and a problem at once', async (t) => {
  const wanted = {
    error: 'invalid_request',
    error_description: /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/,
    status: 400,
    code: 'INVALID_REQUEST',
  }
  const problem = await introspect('')
  t.match(problem.json, wanted)
  t.equal(problem.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  const plain = await introspect('', as.root, { accept: 'application/json' })
  t.match(plain.json, wanted)
  t.equal(plain.headers.get('content-type'), 'application/json; charset=utf-8')
  const text = await introspect('token=x', as.root, { 'content-type': 'text/plain' })
  t.match(text, { status: 415, json: { error: 'invalid_request' } })
  const large = await introspect(`token=${'x'.repeat(70_000)}`)
  t.match(large, { status: 413, json: { error: 'invalid_request' } })
})
