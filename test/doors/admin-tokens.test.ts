import Fastify from 'fastify'
import t from 'tap'
import type { TokenRequest } from '../../src/app/tokens/issue-token.ts'
import type { Caller } from '../../src/domain/caller.ts'
import { Secret } from '../../src/domain/secret.ts'
import { tokenView } from '../../src/domain/token-record.ts'
import { adminTokens } from '../../src/routes/admin-tokens.ts'
import { administration } from '../helpers/administration.ts'
import { ALICE, caller } from '../helpers/fakes/people.ts'
import { makeToken } from '../helpers/fakes/tokens.ts'
import { bearer, type Issued, pathId } from '../helpers/person.ts'

const { service, root, ask, done, person, audited } = await administration(t)
const alice = await person('alice')
const bob = await person('bob')

const names = ({ items }: { items: { name: string }[] }) => items.map(({ name }) => name)

/** A token for somebody, by root. */
async function tokenFor(actorUrn: string, name: string, fields: object = {}) {
  return done('POST', '/admin/tokens', { actorUrn, name, duration: 'ONE_DAY', ...fields })
}

t.test('an administrator makes a token for another user, who may use it', async (t) => {
  const answer = await ask({ ...root, origin: service.front }, 'POST', '/admin/tokens', {
    actorUrn: alice.urn,
    name: 'Nightly ingest',
    duration: 'ONE_DAY',
  })
  t.equal(answer.status, 201)
  const { token, metadata } = answer.body
  t.match(metadata, { actorUrn: alice.urn, ownerUrn: 'urn:li:corpuser:datahub', state: 'active' })
  t.equal(answer.headers.get('location'), `/admin/tokens/${pathId(metadata.id)}`)
  t.equal(answer.headers.get('cache-control'), 'no-store')
  t.match((await ask(bearer(token), 'GET', '/v1/whoami')).body, { actorUrn: alice.urn })
  const whose = { ...root, origin: service.front }
  t.match(await ask(whose, 'POST', '/admin/tokens', { name: 'x', duration: 'ONE_DAY' }), {
    status: 400,
    body: { detail: /actorUrn/ },
  })
})

t.test('who made a token is told where they may look at it', async (t) => {
  for (const [managesAll, list] of [
    [true, '/admin/tokens'],
    [false, '/v1/tokens'],
  ] as const) {
    // By the policies that there are, whoever keeps service accounts manages all tokens too.
    const door = Fastify()
    door.decorate('tokens', {
      issueFor: async (_: Caller, { actorUrn = '' }: TokenRequest) => {
        const { token, record } = makeToken({}, { actorUrn })
        return { token: new Secret(token), metadata: tokenView(record, 0), managesAll }
      },
    } as never)
    door.addHook('onRequest', async (request) => {
      request.principal = caller(ALICE).principal
    })
    await door.register(adminTokens)
    t.teardown(() => door.close())
    const answer = await fetch(`${await door.listen({ host: '127.0.0.1', port: 0 })}/admin/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ actorUrn: ALICE, name: 'x', duration: 'ONE_HOUR' }),
    })
    const { metadata } = (await answer.json()) as Issued
    t.equal(answer.headers.get('location'), `${list}/${pathId(metadata.id)}`)
  }
})

t.test('who administers nothing makes their own tokens elsewhere, and is told where', async (t) => {
  const dave = await person('dave')
  t.match(
    await ask(dave.as, 'POST', '/admin/tokens', { actorUrn: dave.urn, name: 'x', duration: 'ONE_HOUR' }),
    {
      status: 403,
      body: { code: 'FORBIDDEN', detail: /"Manage All Access Tokens".*POST \/v1\/tokens/ },
    },
  )
  t.match(await audited(`&action=access.refuse&actor=${dave.urn}`), [
    { subject: dave.urn, details: { what: 'token.create' } },
  ])
})

t.test('a list takes every filter and sort by itself and together', async (t) => {
  const lists: [string, string[]][] = [
    [`actorUrn=${alice.urn}&name=night`, ['Nightly ingest']],
    [`actorUrn=${alice.urn}&name=INGEST%20nigh`, ['Nightly ingest']],
    ['name=ightly', []],
    [`ownerUrn=${bob.urn}`, []],
    ['name=nightly&state=active', ['Nightly ingest']],
    ['name=nightly&state=expired', []],
    [`name=nightly&expiresBefore=${Date.now()}`, []],
    [`name=nightly&expiresAfter=${Date.now()}`, ['Nightly ingest']],
    [`name=nightly&lastUsedBefore=${Date.now() + 60_000}`, ['Nightly ingest']],
    [`name=nightly&lastUsedAfter=${Date.now() + 60_000}`, []],
  ]
  for (const [query, expected] of lists)
    t.strictSame(names((await ask(root, 'GET', `/admin/tokens?${query}`)).body), expected, query)
  await tokenFor(bob.urn, 'sorted short', { duration: 'ONE_HOUR' })
  await tokenFor(bob.urn, 'sorted long', { duration: 'ONE_WEEK' })
  const sorted = async (query: string) =>
    names((await ask(root, 'GET', `/admin/tokens?name=sorted&${query}`)).body)
  const [short, long] = ['sorted short', 'sorted long']
  t.strictSame(await sorted(''), [long, short])
  t.strictSame(await sorted('order=asc'), [short, long])
  t.strictSame(await sorted('sort=expires&order=asc'), [short, long])
  t.strictSame(await sorted('sort=expires'), [long, short])
  t.strictSame(await sorted('sort=lastUsed&order=asc'), [short, long])
})

t.test('what a list does not understand is 400, and says what it is', async (t) => {
  const wrong: [string, RegExp][] = [
    ['owner=me', /there is no owner/],
    ['state=gone', /state/],
    ['sort=name', /sort/],
    ['order=up', /order/],
    ['limit=0', /limit/],
    ['limit=101', /limit/],
    ['lastUsedBefore=yesterday', /lastUsedBefore/],
    ['expiresAfter=-1', /expiresAfter/],
    ['expiresAfter=1e300', /expiresAfter/],
    ['name=', /name/],
    ['name=%20', /name must not be blank/],
    ['name=a&name=b', /name/],
    ['cursor=AAAA', /nextCursor/],
  ]
  for (const [query, says] of wrong) {
    const { status, body } = await ask(root, 'GET', `/admin/tokens?${query}`)
    t.equal(status, 400, query)
    t.match(body, { code: 'INVALID_REQUEST', detail: says }, query)
  }
})

t.test('a cursor goes on with the list that it came from, and with no other', async (t) => {
  const first = (await ask(root, 'GET', '/admin/tokens?name=sorted&limit=1')).body
  const next = async (query: string, path = '/admin/tokens') =>
    ask(root, 'GET', `${path}?${query}&cursor=${first.nextCursor}`)
  t.match((await next('name=sorted&limit=5')).body, { items: [{ name: 'sorted short' }], nextCursor: null })
  for (const query of ['limit=5', 'name=sorted&sort=expires', 'name=sorted&order=asc', 'name=other'])
    t.match(await next(query), { status: 400, body: { detail: /another list/ } }, query)
  t.equal((await next('name=sorted', '/v1/tokens')).status, 400)
})

t.test('any token is shown and revoked by its id, in either spelling', async (t) => {
  const { token, metadata } = await tokenFor(bob.urn, 'to be revoked')
  for (const id of [pathId(metadata.id), encodeURIComponent(metadata.id)])
    t.match((await ask(root, 'GET', `/admin/tokens/${id}`)).body, { id: metadata.id, actorUrn: bob.urn })
  t.equal((await ask(bearer(token), 'GET', '/v1/whoami')).status, 200)
  const path = `/admin/tokens/${pathId(metadata.id)}`
  for (let i = 0; i < 2; i++)
    t.equal((await ask({ ...root, origin: service.front }, 'DELETE', path)).status, 204)
  t.equal((await ask(bearer(token), 'GET', '/v1/whoami')).status, 401)
  t.match((await ask(root, 'GET', path)).body, { state: 'revoked' })
  t.equal((await ask(root, 'GET', `/admin/tokens/${'A'.repeat(43)}`)).status, 404)
})

t.test('a bulk revoke ends its tokens at once, and no others; a dry run counts exactly those', async (t) => {
  const carol = await person('carol')
  const made = []
  for (let i = 0; i < 3; i++) made.push(await tokenFor(carol.urn, `batch ${i}`))
  const condition = { actorUrn: carol.urn, name: 'batch' }
  const dry = await done('POST', '/admin/tokens/revoke', { ...condition, dryRun: true })
  t.strictSame(dry, { count: 3, dryRun: true, complete: true })
  for (const { token } of made) t.equal((await ask(bearer(token), 'GET', '/v1/whoami')).status, 200)
  const revoked = await done('POST', '/admin/tokens/revoke', condition)
  t.strictSame(revoked, { count: 3, dryRun: false, complete: true })
  for (const { token } of made) t.equal((await ask(bearer(token), 'GET', '/v1/whoami')).status, 401)
  t.equal((await ask(carol.as, 'GET', '/v1/whoami')).status, 200)
  const [record] = await audited('&action=token.revoke-many')
  t.match(record, {
    subject: null,
    details: { filter: { actorUrns: [carol.urn], name: 'batch' }, count: 3, digest: /^[0-9a-f]{64}$/ },
  })
  const whose = { ...root, origin: service.front }
  for (const body of [
    {},
    { dryRun: true },
    { all: true, name: 'x' },
    { state: 'revoked' },
    { owner: 'x' },
    { all: 1 },
  ])
    t.equal((await ask(whose, 'POST', '/admin/tokens/revoke', body)).status, 400, JSON.stringify(body))
})

t.test('who manages no tokens gets nothing of it, and is remembered', async (t) => {
  const { metadata } = await tokenFor(alice.urn, 'not for bob')
  const refused: [string, string, object?][] = [
    ['GET', '/admin/tokens'],
    ['GET', `/admin/tokens?ownerUrn=${bob.urn}`],
    ['GET', `/admin/tokens/${pathId(metadata.id)}`],
    ['DELETE', `/admin/tokens/${pathId(metadata.id)}`],
    ['POST', '/admin/tokens', { actorUrn: alice.urn, name: 'x', duration: 'ONE_DAY' }],
    ['POST', '/admin/tokens/revoke', { actorUrn: alice.urn }],
    ['POST', '/admin/tokens/revoke', { all: true, dryRun: true }],
  ]
  for (const [method, path, body] of refused) {
    t.equal((await ask(bob.as, method, path, body)).status, 403, `${method} ${path}`)
    t.equal((await ask({}, method, path, body)).status, 401, `${method} ${path}`)
  }
  t.match((await ask(root, 'GET', `/admin/tokens/${pathId(metadata.id)}`)).body, { state: 'active' })
  const whats = (await audited(`&action=access.refuse&actor=${bob.urn}`)).map(({ details }) => details)
  for (const what of ['token.list', 'token.read', 'token.revoke', 'token.create', 'token.revoke-many'])
    t.ok(
      whats.some((details) => (details as { what: string }).what === what),
      what,
    )
})

t.test('a refusal names the token that it was about, where what was sent can be an id', async (t) => {
  const eve = await person('eve')
  const { metadata } = await tokenFor(alice.urn, 'not for eve')
  const ids = [pathId(metadata.id), encodeURIComponent(metadata.id), 'A'.repeat(43), 'no-id']
  // The first two are two spellings of one.
  for (const id of ids) {
    t.equal((await ask(eve.as, 'GET', `/admin/tokens/${id}`)).status, 403)
    t.equal((await ask(eve.as, 'GET', `/admin/tokens/${id}/last-use`)).status, 403)
    t.equal((await ask(eve.as, 'DELETE', `/admin/tokens/${id}`)).status, 403)
  }
  const unknown = `urn:li:dataHubAccessToken:${'A'.repeat(43)}=`
  const subjects = [metadata.urn, unknown, null]
  t.strictSame(
    (await audited(`&action=access.refuse&actor=${eve.urn}`)).map(({ subject, details }) => [
      subject,
      (details as { what: string }).what,
    ]),
    subjects.flatMap((subject) =>
      ['token.read', 'token.last-use', 'token.revoke'].map((what) => [subject, what]),
    ),
  )
})

t.test('users list and revoke what they made or what stands for them, whatever they ask', async (t) => {
  const { metadata } = await tokenFor(alice.urn, 'made for alice')
  const list = async (query: string) => ask(alice.as, 'GET', `/v1/tokens?${query}`)
  t.notOk(names((await list('limit=100')).body).includes('made for alice'))
  const forHer = await list(`limit=100&actorUrn=${alice.urn}`)
  t.ok(names(forHer.body).includes('made for alice'))
  for (const { actorUrn } of forHer.body.items) t.equal(actorUrn, alice.urn)
  for (const query of [`ownerUrn=${bob.urn}`, 'ownerUrn=urn:li:corpuser:datahub'])
    t.match(await list(query), { status: 403, body: { detail: /your own tokens only/ } }, query)
  t.strictSame((await list(`actorUrn=${bob.urn}`)).body.items, [])

  const revoke = (body: object) => ask(alice.as, 'POST', '/v1/tokens/revoke', body)
  t.equal((await revoke({ ownerUrn: bob.urn })).status, 403)
  t.match((await revoke({ all: true, dryRun: true })).body, { count: 0 })
  t.match((await revoke({ actorUrn: alice.urn, name: 'made' })).body, { count: 1, complete: true })
  t.match((await ask(root, 'GET', `/admin/tokens/${pathId(metadata.id)}`)).body, { state: 'revoked' })
})
