import t from 'tap'
import { bearer, pathId } from '../helpers/person.ts'
import { ALICE, BOB, isAccepted, postForm, startPresented } from '../rfc/presented.ts'

/** Part E of the attack list (docs/attacks.md), as far as it is about tokens that are presented to be looked at or revoked. */

const service = await startPresented(t)
const { front, as, make, sql } = service
const URLS = ['/v1/introspect', '/v1/revoke'].map((path) => front + path)

t.test('attack 76: where another’s token was used looks like where an unknown one was', async (t) => {
  const ofBob = await make(BOB)
  const seen = new Set<string>()
  for (const id of [pathId(ofBob.metadata.id), 'A'.repeat(43), 'rubbish']) {
    const answer = await fetch(`${front}/v1/tokens/${id}/last-use`, { headers: bearer(as.alice.token) })
    seen.add(`${answer.status} ${await answer.text()}`)
  }
  t.equal(seen.size, 1)
  t.match([...seen][0], /^404 /)
  const admin = await fetch(`${front}/admin/tokens/${pathId(ofBob.metadata.id)}/last-use`, {
    headers: bearer(as.alice.token),
  })
  t.match(await admin.json(), { status: 403, code: 'FORBIDDEN' })
})

t.test('attack 78: a content type that is not quite a form or JSON is refused', async (t) => {
  for (const url of URLS)
    for (const type of [
      'application/x-www-form-urlencodedx',
      'application/x-www-form-urlencoded garbage',
      'multipart/form-data; boundary=x',
      'text/plain',
      'application/jsonx',
    ]) {
      const answer = await postForm(url, as.root, { token: 'x' }, { 'content-type': type })
      t.match(answer, { status: 415, json: { code: 'UNSUPPORTED_MEDIA_TYPE' } }, `${url} ${type}`)
    }
})

t.test(
  'attack 79: a form of ten thousand fields is read in no time, and names of objects are only names',
  async (t) => {
    const many = Array.from({ length: 8_000 }, (_, i) => `f${i}`).join('&')
    for (const url of URLS) {
      const begun = performance.now()
      const answer = await postForm(url, as.root, `${many}&token=x`)
      t.equal(answer.status, 200)
      t.ok(performance.now() - begun < 500)
      t.equal((await postForm(url, as.root, '__proto__=x&constructor=y&token=x')).status, 200)
      t.equal((await postForm(url, as.root, '__proto__[token]=x')).status, 400)
    }
  },
)

t.test('attack 80: what is not text is not looked for', async (t) => {
  for (const url of URLS)
    for (const body of ['{"token":{"a":1}}', '{"token":["x"]}', '{"token":null}', '{"token":true}']) {
      const answer = await postForm(url, as.root, body, { 'content-type': 'application/json' })
      t.match(answer, { status: 400, json: { error: 'invalid_request' } }, body)
    }
})

t.test(
  'attack 82: unknown, expired, revoked, altered and others’ tokens get one answer, byte for byte',
  async (t) => {
    const revoked = await make(BOB)
    await postForm(`${front}/v1/revoke`, as.root, { token: revoked.token })
    const expired = await make(BOB)
    sql('UPDATE tokens SET expires_at = 1 WHERE id = ?', Buffer.from(expired.metadata.id, 'base64'))
    const unknown = await make(BOB)
    sql('DELETE FROM tokens WHERE id = ?', Buffer.from(unknown.metadata.id, 'base64'))
    const ofBob = await make(BOB)
    const tokens = [revoked, expired, unknown, ofBob].map(({ token }) => token)
    const seen = new Set<string>()
    for (const token of [...tokens, `${ofBob.token.slice(0, -4)}AAAA`, 'x']) {
      const { status, headers, text } = await postForm(`${front}/v1/introspect`, as.alice, { token })
      const others = [...headers].filter(([name]) => name !== 'date')
      seen.add(JSON.stringify([status, others, text]))
    }
    t.equal(seen.size, 1)
    t.ok(await isAccepted(service, ofBob))
  },
)

t.test('attack 85: a presented token is in no error', async (t) => {
  const { token } = await make(ALICE)
  const [, payload = '', signature = ''] = token.split('.')
  const texts: string[] = []
  for (const url of URLS) {
    for (const form of [
      `tokens=${token}`,
      `token=${token}&token=${token}`,
      `${token}=${token}`,
      `token[]=${token}`,
    ])
      texts.push((await postForm(url, as.alice, form)).text)
    for (const body of [`{"token":["${token}"]}`, `{"token":"${token}`, `{"${token}":1,"${token}":2}`])
      texts.push((await postForm(url, as.alice, body, { 'content-type': 'application/json' })).text)
    texts.push(await (await fetch(`${url}?token=${token}`, { headers: bearer(token) })).text())
    texts.push(await (await fetch(`${url}/${token}`, { headers: bearer(token) })).text())
  }
  for (const text of texts) {
    t.notMatch(text, payload)
    t.notMatch(text, signature)
  }
})

t.test('attack 89: no other origin is let in, and a browser’s form without origin is refused', async (t) => {
  const { cookie } = service
  const issued = await make(ALICE)
  for (const url of URLS) {
    for (const sender of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await postForm(url, null, { token: issued.token }, { cookie, ...(sender as object) })
      t.match(answer, { status: 403, json: { code: 'CROSS_ORIGIN' } })
      t.equal(answer.headers.get('access-control-allow-origin'), null)
    }
    t.equal((await postForm(url, null, { token: issued.token }, { cookie })).status, 415)
  }
  t.ok(await isAccepted(service, issued))
})
