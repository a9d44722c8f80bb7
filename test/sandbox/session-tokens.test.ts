import { createHmac } from 'node:crypto'
import t from 'tap'
import { createSessionTokens } from '../../src/sandbox/session-tokens.ts'
import { SYSTEM_CLIENT_ID, SYSTEM_URN, sandboxFor, sessionTokenFor } from './helpers.ts'

const MINT = '/auth/generateSessionTokenForUser'

function segment(token: string, index: number): string {
  return Buffer.from(token.split('.')[index] as string, 'base64url').toString()
}

t.test("a minted token has DataHub's header and DataHub's claims in DataHub's order", async (t) => {
  const nowMs = 1_700_000_000_999
  const token = createSessionTokens(3_600_000, () => nowMs).mint('alice')
  t.equal(segment(token, 0), '{"alg":"HS256"}')
  const claims = JSON.parse(segment(token, 1)) as Record<string, unknown>
  t.same(Object.keys(claims), ['actorType', 'actorId', 'type', 'version', 'jti', 'sub', 'exp', 'iss'])
  t.match(claims, {
    actorType: 'USER',
    actorId: 'alice',
    type: 'SESSION',
    version: '1',
    jti: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    sub: 'alice',
    exp: 1_700_003_600,
    iss: 'datahub-metadata-service',
  })
})

t.test('a token is good to the last millisecond of its exp and no longer', async (t) => {
  let nowMs = 1_700_000_000_000
  const tokens = createSessionTokens(5_000, () => nowMs)
  const token = tokens.mint('alice')
  nowMs += 5_000
  t.equal(tokens.verify(token), 'alice')
  nowMs += 1
  t.equal(tokens.verify(token), undefined)
})

t.test('no altered token verifies', async (t) => {
  const tokens = createSessionTokens(60_000)
  const token = tokens.mint('alice')
  const [header, payload, signature] = token.split('.') as [string, string, string]
  const forged = Buffer.from(segment(token, 1).replaceAll('alice', 'admin')).toString('base64url')
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
  const attempts: Record<string, string> = {
    'another payload': `${header}.${forged}.${signature}`,
    'algorithm none': `${unsigned}.${payload}.`,
    'algorithm none with the signature left on': `${unsigned}.${payload}.${signature}`,
    'another key': `${header}.${payload}.${createHmac('sha256', 'guess').update(`${header}.${payload}`).digest('base64url')}`,
    'no signature': `${header}.${payload}.`,
    'two segments': `${header}.${payload}`,
    'four segments': `${token}.x`,
    'a space at the end': `${token} `,
    'first character missing': token.slice(1),
    // 43 base64url characters carry 258 bits for 256: the last one has spellings that decode alike.
    'a signature that decodes the same but is spelt differently':
      token.slice(0, -1) + nextBase64url(token.at(-1) as string),
    'an empty string': '',
  }
  for (const [what, attempt] of Object.entries(attempts)) t.equal(tokens.verify(attempt), undefined, what)
})

function nextBase64url(char: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(char) + 1] as string
}

t.test('the system client gets a token for a user, whatever the Content-Type of its JSON', async (t) => {
  const gms = await sandboxFor(t, { sessionTokenDurationMs: 120_000 })
  for (const type of ['text/plain; charset=UTF-8', 'application/json', 'application/x-www-form-urlencoded']) {
    const reply = await gms.post(MINT, '{\n  "userId" : "alice"\n}', { 'content-type': type })
    t.equal(reply.status, 200)
    t.same(Object.keys(reply.json as object), ['accessToken'])
    const { exp } = JSON.parse(segment((reply.json as { accessToken: string }).accessToken, 1)) as {
      exp: number
    }
    t.ok(Math.abs(exp - (Date.now() / 1000 + 120)) < 5, 'lives as long as it was told')
  }
})

t.test('a body without a usable user id is a 400 with an empty body', async (t) => {
  const gms = await sandboxFor(t)
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '{}',
    '{"userId":""}',
    '{"userId":7}',
    '{"userId":null}',
    '{"userId":"a\\nb"}',
  ]) {
    const { status, text } = await gms.post(MINT, body)
    t.same([status, text], [400, ''], body)
  }
})

t.test('only the system client, by its own credentials, gets session tokens', async (t) => {
  const gms = await sandboxFor(t)
  const body = { userId: 'alice' }
  const asAlice = { authorization: `Bearer ${await sessionTokenFor(gms, 'alice')}` }
  t.equal((await gms.post(MINT, body, asAlice)).status, 401)
  const asSystemByToken = { authorization: `Bearer ${await sessionTokenFor(gms, SYSTEM_CLIENT_ID)}` }
  const byToken = await gms.post(MINT, body, asSystemByToken)
  t.equal(byToken.headers.get('x-sandbox-actor'), SYSTEM_URN)
  t.equal(byToken.status, 401)
  t.equal((await gms.post(MINT, body, { authorization: 'Basic x:y' })).status, 401)
})

t.test(
  'with authentication off, whoever names no actor is the system client and gets session tokens',
  async (t) => {
    const gms = await sandboxFor(t, { authEnabled: false })
    const init = { method: 'POST', body: '{"userId":"alice"}' }
    t.equal((await gms.send(MINT, init)).status, 200)
    t.equal(
      (await gms.send(MINT, { ...init, headers: { 'x-datahub-actor': 'urn:li:corpuser:bob' } })).status,
      401,
    )
  },
)
