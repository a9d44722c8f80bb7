import t from 'tap'
import { bearer, signIn } from '../helpers/person.ts'
import { sendRaw } from '../helpers/proxied.ts'
import { startInProcess } from '../helpers/service.ts'

const { front, gms, rootPassword = '' } = await startInProcess(t)
const cookie = await signIn(front, 'datahub', rootPassword)
const REQUEST = { name: 'once', duration: 'ONE_HOUR' }

function post(key: string, body: object = REQUEST): Promise<Response> {
  return fetch(`${front}/v1/tokens`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })
}

async function names(): Promise<string[]> {
  const answer = await fetch(`${front}/v1/tokens?limit=100`, { headers: { cookie } })
  const { items } = (await answer.json()) as { items: { name: string }[] }
  return items.map(({ name }) => name)
}

t.test('a repeated key is 409 with the metadata, and never shows the token again', async (t) => {
  const first = await post('the key of a run')
  t.equal(first.status, 400, 'blanks are no part of a key')
  const made = await post('run-1')
  t.equal(made.status, 201)
  const { token, metadata } = (await made.json()) as { token: string; metadata: object }
  for (const spelling of ['run-1', '"run-1"']) {
    const again = await post(spelling)
    const text = await again.text()
    t.equal(again.status, 409)
    t.equal(again.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    t.match(JSON.parse(text), { code: 'TOKEN_ALREADY_MADE', status: 409, metadata })
    for (const part of token.split('.').slice(1)) t.notMatch(text, part)
  }
  t.equal((await fetch(`${gms}/entities/x`, { headers: bearer(token) })).status !== 401, true)
})

t.test('another body with a used key is 422, and makes nothing', async (t) => {
  t.equal((await post('run-2', { ...REQUEST, name: 'second' })).status, 201)
  const answer = await post('run-2', { ...REQUEST, name: 'third' })
  t.equal(answer.status, 422)
  t.match(await answer.json(), { code: 'IDEMPOTENCY_KEY_REUSED' })
  t.notOk((await names()).includes('third'))
})

t.test('a refused request leaves its key unused', async (t) => {
  t.equal((await post('run-3', { name: ' ', duration: 'ONE_HOUR' })).status, 400)
  t.equal((await post('run-3', { ...REQUEST, name: 'fourth' })).status, 201)
})

t.test('twenty requests with one key at the same time make one token', async (t) => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post('run-4', { ...REQUEST, name: 'at once' })),
  )
  const statuses = answers.map(({ status }) => status).sort()
  t.strictSame(statuses, [201, ...Array(19).fill(409)])
  t.equal((await names()).filter((name) => name === 'at once').length, 1)
})

t.test('what is no key is 400 and says what one looks like', async (t) => {
  for (const key of ['', 'a b', '"open', 'x'.repeat(256), '"a";p=1']) {
    const answer = await post(key, { ...REQUEST, name: 'no key' })
    t.match(await answer.json(), { code: 'IDEMPOTENCY_KEY_INVALID', detail: /UUID/ }, JSON.stringify(key))
  }
  const body = JSON.stringify({ ...REQUEST, name: 'no key' })
  const answer = await sendRaw(
    front,
    `POST /v1/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Cookie: ${cookie}\r\nIdempotency-Key: a\r\nIdempotency-Key: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  t.match(answer, /^HTTP\/1\.1 400 [\s\S]*IDEMPOTENCY_KEY_INVALID/)
  t.notOk((await names()).includes('no key'))
})
