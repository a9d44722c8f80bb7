import t from 'tap'
import { Secret } from '../../src/domain/secret.ts'
import {
  SYSTEM_CLIENT_ID,
  SYSTEM_CREDENTIALS,
  SYSTEM_SECRET,
  SYSTEM_URN,
  sandboxFor,
  sessionTokenFor,
} from './helpers.ts'

const ROOT = '/entities/urn:li:corpuser:datahub'

t.test("the system client's credentials are taken raw, never base64", async (t) => {
  const gms = await sandboxFor(t)
  const raw = await gms.get(ROOT)
  t.equal(raw.status, 200)
  t.equal(raw.headers.get('x-sandbox-actor'), SYSTEM_URN)
  const base64 = Buffer.from(`${SYSTEM_CLIENT_ID}:${SYSTEM_SECRET}`).toString('base64')
  t.equal((await gms.get(ROOT, { authorization: `Basic ${base64}` })).status, 401)
})

t.test('a scheme is accepted capitalised or small, with one space, and in no other spelling', async (t) => {
  const gms = await sandboxFor(t)
  const token = await sessionTokenFor(gms, 'alice')
  const pair = `${SYSTEM_CLIENT_ID}:${SYSTEM_SECRET}`
  for (const accepted of [`Basic ${pair}`, `basic ${pair}`, `Bearer ${token}`, `bearer ${token}`]) {
    t.equal((await gms.get(ROOT, { authorization: accepted })).status, 200, accepted.slice(0, 7))
  }
  for (const refused of [
    `BASIC ${pair}`,
    `Basic  ${pair}`,
    `BEARER ${token}`,
    `Bearer  ${token}`,
    token,
    pair,
  ]) {
    t.equal((await gms.get(ROOT, { authorization: refused })).status, 401, refused.slice(0, 8))
  }
})

t.test('wrong, partial and over-long pairs are refused', async (t) => {
  const gms = await sandboxFor(t)
  const pairs = [
    '',
    ':',
    SYSTEM_CLIENT_ID,
    `${SYSTEM_CLIENT_ID}:`,
    `x:${SYSTEM_SECRET}`,
    `${SYSTEM_CLIENT_ID}:x`,
  ]
  for (const pair of [...pairs, `${SYSTEM_CLIENT_ID}:${SYSTEM_SECRET}:more`]) {
    t.equal((await gms.get(ROOT, { authorization: `Basic ${pair}` })).status, 401, pair)
  }
})

t.test('a secret with a colon in it can never match, as in DataHub', async (t) => {
  const gms = await sandboxFor(t, { systemClientSecret: new Secret('a:b') })
  t.equal((await gms.get(ROOT, { authorization: `Basic ${SYSTEM_CLIENT_ID}:a:b` })).status, 401)
})

t.test('with authentication on, X-DataHub-Actor changes nobody and admits nobody', async (t) => {
  const gms = await sandboxFor(t)
  const asSystem = await gms.get(ROOT, { 'x-datahub-actor': 'urn:li:corpuser:alice' })
  t.equal(asSystem.headers.get('x-sandbox-actor'), SYSTEM_URN)
  const bare = await gms.send(ROOT, { headers: { 'x-datahub-actor': 'urn:li:corpuser:alice' } })
  t.equal(bare.status, 401)
  t.equal(bare.headers.get('x-sandbox-actor'), null)
})

t.test('a session token makes its user the actor', async (t) => {
  const gms = await sandboxFor(t)
  const authorization = `Bearer ${await sessionTokenFor(gms, 'alice')}`
  t.equal((await gms.get(ROOT, { authorization })).headers.get('x-sandbox-actor'), 'urn:li:corpuser:alice')
})

t.test("another sandbox's session token is refused", async (t) => {
  const [one, other] = await Promise.all([sandboxFor(t), sandboxFor(t)])
  const authorization = `Bearer ${await sessionTokenFor(one, 'alice')}`
  t.equal((await other.get(ROOT, { authorization })).status, 401)
})

t.test('the actor header spells a user of any script, and % itself, in printable ASCII', async (t) => {
  const gms = await sandboxFor(t)
  const authorization = `Bearer ${await sessionTokenFor(gms, 'Zoë 100% 李')}`
  const actor = (await gms.get(ROOT, { authorization })).headers.get('x-sandbox-actor')
  t.equal(decodeURIComponent(actor ?? ''), 'urn:li:corpuser:Zoë 100% 李')
  t.match(actor, /^[\x21-\x7e]+$/)
})

t.test('with authentication off, the header names the actor', async (t) => {
  const gms = await sandboxFor(t, { authEnabled: false })
  const actorOf = async (headers: Record<string, string>) =>
    (await gms.send(ROOT, { headers })).headers.get('x-sandbox-actor')
  t.equal(await actorOf({ 'x-datahub-actor': 'urn:li:corpuser:alice' }), 'urn:li:corpuser:alice')
  t.equal(await actorOf({}), SYSTEM_URN, 'without one, the system client')
  t.equal(await actorOf({ 'x-datahub-actor': '' }), SYSTEM_URN, 'with an empty one too')
  t.equal(
    await actorOf({ 'x-datahub-actor': 'urn:li:corpGroup:x' }),
    'urn:li:corpuser:x',
    'only the id of a urn counts',
  )
  t.equal(await actorOf({ authorization: 'Bearer nonsense' }), SYSTEM_URN, 'credentials are not looked at')
})

t.test('with authentication off, a header that is no urn is a 401', async (t) => {
  const gms = await sandboxFor(t, { authEnabled: false })
  for (const header of [
    'alice',
    'urn:li:corpuser',
    'urn:li:corpuser:',
    'urn:li:corpuser:(a',
    'urn:LI:corpuser:a',
  ]) {
    t.equal((await gms.send(ROOT, { headers: { 'x-datahub-actor': header } })).status, 401, header)
  }
})

t.test(
  'a 401 is JSON for who prefers JSON, an HTML page for everybody else, and has no challenge',
  async (t) => {
    const gms = await sandboxFor(t)
    const unauthorized = (accept: string) => gms.send(`${ROOT}?aspects=List(status)`, { headers: { accept } })
    for (const accept of [
      'application/json',
      'text/json',
      'text/html;q=0.5, application/json',
      'image/png, application/json',
    ]) {
      const reply = await unauthorized(accept)
      t.equal(reply.status, 401)
      t.equal(reply.headers.get('content-type'), 'application/json', accept)
      t.match(reply.json, { message: 'Unauthorized to perform this action.', url: ROOT, status: '401' })
      t.equal(reply.headers.get('www-authenticate'), null)
    }
    for (const accept of [
      '*/*',
      'text/html',
      'application/json;q=0.1, */*',
      'application/json;q=0',
      'image/png',
      'nonsense;;q=x,',
    ]) {
      const reply = await unauthorized(accept)
      t.equal(reply.status, 401)
      t.match(reply.headers.get('content-type'), 'text/html', accept)
      t.match(reply.text, '<title>Error 401 Unauthorized to perform this action.</title>')
    }
  },
)

t.test("the HTML page shows the caller's path as text, not as markup", async (t) => {
  const gms = await sandboxFor(t)
  const { text } = await gms.send(`/entities/'"><script>alert(1)</script>`)
  t.notMatch(text, '<script>')
})

t.test('an unknown path is a 401 before it is a 404', async (t) => {
  const gms = await sandboxFor(t)
  t.equal((await gms.send('/nowhere')).status, 401)
  t.equal((await gms.send('/nowhere', { headers: { authorization: SYSTEM_CREDENTIALS } })).status, 404)
})
