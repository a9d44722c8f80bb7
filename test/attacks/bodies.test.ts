import t from 'tap'
import { bearer, issueToken, postToken } from '../helpers/person.ts'
import { sendRaw } from '../helpers/proxied.ts'
import { attacked, countOf, REQUEST } from './attacked.ts'

/** Part E of the attack list (docs/attacks.md), as far as it is about bodies. */

/** Posts a body as it is, by a cookie or a token. */
async function post(
  front: string,
  by: string | { authorization: string },
  body: string,
  contentType = 'application/json',
) {
  const answer = await fetch(`${front}/v1/tokens`, {
    method: 'POST',
    headers: { ...(typeof by === 'string' ? { cookie: by } : by), 'content-type': contentType },
    body,
  })
  return { status: answer.status, body: await answer.text() }
}

t.test('attack 78: a content type that is not quite JSON is refused', async (t) => {
  const { front, cookie } = await attacked(t)
  const body = JSON.stringify(REQUEST)
  const wrong = [
    'text/plain',
    'application/json garbage',
    'application/jsonx',
    'application/x-www-form-urlencoded',
  ]
  const { token } = await issueToken(front, cookie, REQUEST)
  for (const type of wrong)
    for (const by of [cookie, bearer(token)])
      t.match(await post(front, by, body, type), { status: 415, body: /Send JSON with the header/ }, type)
  t.equal(await countOf(front, cookie), 1)
  for (const type of ['application/json\ta', 'text/plain;application/json']) {
    const head = `POST /v1/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${cookie}\r\n`
    const raw = await sendRaw(
      front,
      `${head}Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    t.match(raw, /^HTTP\/1\.1 (415|400) /, JSON.stringify(type))
  }
  t.equal((await post(front, cookie, body, 'Application/JSON; charset=utf-8')).status, 201)
  t.equal((await post(front, cookie, `[${body}]`)).status, 400)
  t.equal((await post(front, cookie, JSON.stringify(body))).status, 400)
})

t.test(
  'attack 79: JSON that is deep, says a name twice or means to change every object costs next to nothing',
  async (t) => {
    const { front, cookie } = await attacked(t)
    const bodies = [
      '['.repeat(30_000),
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
      '{"name":"a","name":"b","duration":"ONE_HOUR"}',
      '{"name":"a","duration":"ONE_HOUR","duration":"NO_EXPIRY"}',
      '{"name":"a","duration":"ONE_HOUR","__proto__":{"isAdmin":true}}',
      '{"name":"a","duration":"ONE_HOUR","constructor":{"prototype":{"isAdmin":true}}}',
      `{${Array.from({ length: 5_000 }, (_, i) => `"k${i}":1`).join()}}`,
    ]
    for (const body of bodies) {
      const start = performance.now()
      t.equal((await post(front, cookie, body)).status, 400, body.slice(0, 80))
      t.ok(performance.now() - start < 250, 'the session is read, the body parsed and refused')
    }
    t.equal((await post(front, cookie, `{${'"k":1,'.repeat(100_000)}}`)).status, 413)
    t.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
    t.equal(await countOf(front, cookie), 0)
  },
)

t.test('attack 80: an object or a list where text belongs never reaches the database', async (t) => {
  const { front, cookie } = await attacked(t)
  for (const value of [{ toString: 'x' }, ['a'], { id: 1 }, 7, true, null]) {
    for (const field of ['name', 'description', 'duration', 'durationIso', 'actorUrn', 'type']) {
      t.equal((await postToken(front, cookie, { ...REQUEST, [field]: value })).status, 400, field)
    }
  }
  for (const query of ['cursor[a]=b', 'cursor=a&cursor=b', 'limit[$gt]=1', 'limit=1&limit=2']) {
    t.equal((await fetch(`${front}/v1/tokens?${query}`, { headers: { cookie } })).status, 400, query)
  }
})
