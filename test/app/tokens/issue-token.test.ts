import t from 'tap'
import type { Authorize } from '../../../src/app/access/authorize.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { ALICE, BOB, caller, MANAGER } from '../../helpers/fakes/people.ts'
import { hashToken, KEY_ID } from '../../helpers/fakes/tokens.ts'
import { HOUR, issuer, JTI, MANY_MAY, REQUEST, SUSPENDED } from './issue-world.ts'

t.test('the token that a user makes is accepted at once, and its record is in the store', async (t) => {
  const { issue, verify, store, clock } = issuer()
  const { token, metadata } = await issue(caller(ALICE), { ...REQUEST, description: 'for the cron job' })
  const id = hashToken(token.reveal())
  const endsAtMs = Math.floor((clock.now() + HOUR) / 1000) * 1000
  const principal = { via: 'token', actorUrn: ALICE, tokenId: id, endsAtMs }
  t.strictSame(await verify(token.reveal()), principal)
  const expected = {
    id,
    name: 'nightly ingestion',
    description: 'for the cron job',
    type: 'PERSONAL',
    actorUrn: ALICE,
    ownerUrn: ALICE,
    createdAt: clock.now(),
    expiresAt: clock.now() + HOUR,
    lastUsedAt: null,
  }
  t.strictSame(await store.find(id), { ...expected, keyId: KEY_ID, revokedAt: null })
  t.strictSame(metadata, { ...expected, urn: `urn:li:dataHubAccessToken:${id}`, state: 'active' })
})

t.test('a token carries DataHub’s claims, and its exp in whole seconds, never after its end', async (t) => {
  const { issue, clock } = issuer()
  const { token } = await issue(caller(ALICE), REQUEST)
  const [header, payload] = token
    .reveal()
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString())
  t.equal(header, '{"alg":"HS256"}')
  const claims = {
    actorType: 'USER',
    actorId: 'alice',
    type: 'PERSONAL',
    version: '2',
    jti: JTI,
    sub: 'alice',
    exp: Math.floor((clock.now() + HOUR) / 1000),
    iss: 'datahub-metadata-service',
  }
  t.equal(payload, JSON.stringify(claims))
})

t.test('a token is refused from its end on, and one without an end never', async (t) => {
  const { issue, verify, clock } = issuer()
  const hour = (await issue(caller(ALICE), REQUEST)).token.reveal()
  const endless = (await issue(caller(ALICE), { name: 'x', duration: 'NO_EXPIRY' })).token.reveal()
  clock.advance(HOUR)
  t.equal(await verify(hour), undefined)
  clock.advance(100 * 365 * 24 * HOUR)
  t.ok(await verify(endless))
})

t.test('nothing of the token itself is kept, and what is handed out does not print it', async (t) => {
  const { issue, stored } = issuer()
  const issued = await issue(caller(ALICE), REQUEST)
  const token = issued.token.reveal()
  for (const part of [token, ...token.split('.').slice(1)]) {
    t.notOk(JSON.stringify(stored).includes(part))
    t.notOk(JSON.stringify(issued).includes(part))
  }
})

t.test('a manager makes tokens for others and is their owner; others may not', async (t) => {
  const { issue } = issuer()
  const { metadata } = await issue(caller(MANAGER), { ...REQUEST, actorUrn: BOB })
  t.match(metadata, { actorUrn: BOB, ownerUrn: MANAGER })
  t.match((await issue(caller(MANAGER), REQUEST)).metadata, { actorUrn: MANAGER, ownerUrn: MANAGER })
  t.match((await issue(caller(ALICE), { ...REQUEST, actorUrn: ALICE })).metadata, { actorUrn: ALICE })
  await t.rejects(issue(caller(ALICE), { ...REQUEST, actorUrn: BOB }), {
    code: 'FORBIDDEN',
    detail: /"Manage All Access Tokens"/,
  })
  await t.rejects(issue(caller(BOB), REQUEST), {
    code: 'FORBIDDEN',
    detail: /"Generate Personal Access Tokens"/,
  })
})

t.test('who may not make a token for somebody does not learn whether that user exists', async (t) => {
  const { issue } = issuer()
  const refusals = await Promise.allSettled(
    [BOB, 'urn:li:corpuser:nobody', 'urn:li:corpuser:suspended', 'rubbish'].map((actorUrn) =>
      issue(caller(ALICE), { ...REQUEST, actorUrn }),
    ),
  )
  t.equal(new Set(refusals.map((refusal) => refusal.status === 'rejected' && refusal.reason.detail)).size, 1)
})

t.test('with token authentication off nobody gets a token, in DataHub’s words', async (t) => {
  const { issue, stored } = issuer({ authenticationEnabled: false })
  for (const urn of [ALICE, MANAGER, BOB]) {
    await t.rejects(issue(caller(urn), REQUEST), {
      name: 'ServiceError',
      code: 'TOKEN_AUTHENTICATION_DISABLED',
      detail:
        'Token based authentication is currently disabled. Contact your DataHub administrator to enable this feature.',
    })
  }
  t.strictSame(stored, [])
})

t.test('no token has an actor that is not an active user, whoever asks for it', async (t) => {
  const { issue, stored } = issuer()
  const refused = [
    'urn:li:corpuser:__datahub_system',
    'urn:li:corpuser:our_system_client',
    'urn:li:corpuser:UNKNOWN',
    'urn:li:corpuser:unknown',
    'urn:li:corpuser:nobody',
    'urn:li:corpuser:suspended',
    'urn:li:corpuser:ALICE',
    'urn:li:corpuser:alice ',
    'urn:li:corpuser:alice\n',
    'urn:li:corpuser:',
    'urn:li:corpGroup:admins',
    'URN:LI:CORPUSER:alice',
    'alice',
    '',
  ]
  for (const actorUrn of refused) {
    await t.rejects(
      issue(caller(MANAGER), { ...REQUEST, actorUrn }),
      { code: 'INVALID_REQUEST', detail: /^actorUrn must be the URN of an active user/ },
      JSON.stringify(actorUrn),
    )
  }
  await t.rejects(issue(caller(SUSPENDED), REQUEST), { code: 'INVALID_REQUEST' })
  t.strictSame(stored, [])
})

t.test('a name of blanks is refused, and blanks around a name are dropped', async (t) => {
  const { issue } = issuer()
  for (const name of ['', ' ', '\t\n', '\u00a0\u2003'])
    await t.rejects(issue(caller(ALICE), { ...REQUEST, name }), {
      code: 'INVALID_REQUEST',
      detail: 'name must not be blank.',
    })
  t.match((await issue(caller(ALICE), { ...REQUEST, name: '  two words ' })).metadata, { name: 'two words' })
})

t.test('text that cannot be shown as it was written is refused, and says so', async (t) => {
  const { issue, stored } = issuer()
  const refused = [
    '\0',
    'a\nb',
    'a\r\nforged: line',
    'a\n',
    '\ta',
    '\x1b[31ma',
    'a\x7f',
    '\ud800a',
    'a\udc00',
  ]
  for (const text of refused) {
    const of = (field: string) => ({
      code: 'INVALID_REQUEST',
      detail: `${field} must be plain text: no control characters, no lone surrogates.`,
    })
    await t.rejects(issue(caller(ALICE), { ...REQUEST, name: `a${text}` }), of('name'), JSON.stringify(text))
    if (!/[\t\r\n]/.test(text))
      await t.rejects(
        issue(caller(ALICE), { ...REQUEST, description: text }),
        of('description'),
        JSON.stringify(text),
      )
  }
  t.strictSame(stored, [])
  const { metadata } = await issue(caller(ALICE), { ...REQUEST, name: 'für 🔑', description: 'two\n\tlines' })
  t.match(metadata, { name: 'für 🔑', description: 'two\n\tlines' })
})

t.test('a token with the shortest life that is given is not dead at birth', async (t) => {
  const { issue, verify, clock } = issuer()
  clock.advance(999 - (clock.now() % 1000))
  const { token } = await issue(caller(ALICE), { name: 'x', expiresAt: clock.now() + 1000 })
  t.ok(await verify(token.reveal()))
})

t.test('a lifetime that is not allowed makes no token', async (t) => {
  const { issue, stored } = issuer({ allowNoExpiry: false })
  await t.rejects(issue(caller(ALICE), { name: 'x', duration: 'NO_EXPIRY' }), { code: 'INVALID_REQUEST' })
  await t.rejects(issue(caller(ALICE), { name: 'x' }), { code: 'INVALID_REQUEST' })
  t.strictSame(stored, [])
})

t.test('a privilege that was taken away gives no more tokens', async (t) => {
  let authorize: Authorize = MANY_MAY
  const { issue } = issuer({}, (...question) => authorize(...question))
  await issue(caller(ALICE), REQUEST)
  authorize = allowing({})
  await t.rejects(issue(caller(ALICE), REQUEST), { code: 'FORBIDDEN' })
})

t.test('a token whose record cannot be written is not given out', async (t) => {
  const outage = new Error('the database is away')
  const { issue } = issuer({}, MANY_MAY, { transactions: { change: () => Promise.reject(outage) } })
  await t.rejects(issue(caller(ALICE), REQUEST), outage)
})
