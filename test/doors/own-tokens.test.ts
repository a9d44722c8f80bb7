import t from 'tap'
import { bearer, issueToken, pathId, postToken, signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'

const { front, gms, rootPassword = '' } = await startInProcess(t, { TOKEN_ALLOW_NO_EXPIRY: 'false' })
const cookie = await signIn(front, 'datahub', rootPassword)

t.test('a request for a token that is not understood is 400 and says what to send', async (t) => {
  const wrong: [string, object, RegExp][] = [
    ['no name', { duration: 'ONE_DAY' }, /name/],
    ['an empty name', { name: '', duration: 'ONE_DAY' }, /name/],
    ['a blank name', { name: '   ', duration: 'ONE_DAY' }, /blank/],
    ['a name of 51 characters', { name: 'x'.repeat(51), duration: 'ONE_DAY' }, /50/],
    ['no lifetime', { name: 'x' }, /exactly one of/],
    ['two lifetimes', { name: 'x', duration: 'ONE_DAY', durationIso: 'P1D' }, /exactly one of/],
    [
      'an unknown preset',
      { name: 'x', duration: 'TWO_DAYS' },
      /duration .*ONE_HOUR, ONE_DAY, ONE_WEEK, ONE_MONTH, THREE_MONTHS, SIX_MONTHS, ONE_YEAR, NO_EXPIRY\./,
    ],
    ['a name in a list', { name: ['x'], duration: 'ONE_DAY' }, /name must be string/],
    ['a name that is a number', { name: 1, duration: 'ONE_DAY' }, /name must be string/],
    ['no description, said with null', { name: 'x', description: null, duration: 'ONE_DAY' }, /description/],
    ['a time in quotes', { name: 'x', expiresAt: `${Date.now() + 86_400_000}` }, /expiresAt must be integer/],
    ['a list around it all', [{ name: 'x', duration: 'ONE_DAY' }], /must be object/],
    ['a name of two lines', { name: 'x\ny', duration: 'ONE_DAY' }, /control characters/],
    ['half a character', { name: '\ud800', duration: 'ONE_DAY' }, /surrogates/],
    ['practically no expiry, where that is off', { name: 'x', durationIso: 'P1000Y' }, /10 years/],
    ['a duration that is none', { name: 'x', durationIso: 'soon' }, /P30D/],
    ['an end in the past', { name: 'x', expiresAt: 1 }, /future/],
    ['no expiry, where that is off', { name: 'x', duration: 'NO_EXPIRY' }, /TOKEN_ALLOW_NO_EXPIRY/],
    [
      'a field that is none of its',
      { name: 'x', duration: 'ONE_DAY', ownerUrn: 'urn:li:corpuser:a' },
      /additional properties: there is no ownerUrn\.$/,
    ],
    [
      'an actor that is no user',
      { name: 'x', duration: 'ONE_DAY', actorUrn: 'urn:li:corpGroup:a' },
      /actorUrn/,
    ],
    [
      'the system client',
      { name: 'x', duration: 'ONE_DAY', actorUrn: 'urn:li:corpuser:__datahub_system' },
      /actorUrn/,
    ],
    [
      'somebody who is not there',
      { name: 'x', duration: 'ONE_DAY', actorUrn: 'urn:li:corpuser:nobody' },
      /actorUrn/,
    ],
  ]
  for (const [what, request, says] of wrong) {
    const answer = await postToken(front, cookie, request)
    t.equal(answer.status, 400, what)
    t.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    t.match(await answer.json(), { code: 'INVALID_REQUEST', status: 400, detail: says }, what)
  }
})

t.test('a body that is no JSON, or too much of it, is refused as a problem', async (t) => {
  const post = (body: string, type = 'application/json') =>
    fetch(`${front}/v1/tokens`, {
      method: 'POST',
      headers: { cookie, 'content-type': type, origin: front },
      body,
    })
  t.match(await (await post('{')).json(), { code: 'INVALID_REQUEST' })
  t.match(await (await post('')).json(), { code: 'INVALID_REQUEST' })
  t.match(await (await post('name=x', 'application/x-www-form-urlencoded')).json(), {
    code: 'UNSUPPORTED_MEDIA_TYPE',
  })
  t.match(await (await post(JSON.stringify({ name: 'x'.repeat(70_000) }))).json(), {
    code: 'PAYLOAD_TOO_LARGE',
  })
})

t.test('a token made by a token belongs to the same actor and works', async (t) => {
  const first = await issueToken(front, cookie, { name: 'first', duration: 'ONE_DAY' })
  const answer = await fetch(`${front}/v1/tokens`, {
    method: 'POST',
    headers: { ...bearer(first.token), 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'second', durationIso: 'PT1H' }),
  })
  t.equal(answer.status, 201)
  t.equal(answer.headers.get('cache-control'), 'no-store')
  const { token, metadata } = (await answer.json()) as {
    token: string
    metadata: { id: string; ownerUrn: string }
  }
  t.equal(answer.headers.get('location'), `/v1/tokens/${pathId(metadata.id)}`)
  t.equal(metadata.ownerUrn, 'urn:li:corpuser:datahub')
  t.equal((await fetch(`${gms}/entities/urn:li:corpuser:datahub`, { headers: bearer(token) })).status, 200)
})

t.test('an id is taken in either spelling, and an unknown one is 404', async (t) => {
  const { metadata } = await issueToken(front, cookie, { name: 'spelt', duration: 'ONE_DAY' })
  for (const id of [pathId(metadata.id), encodeURIComponent(metadata.id)]) {
    const answer = await fetch(`${front}/v1/tokens/${id}`, { headers: { cookie } })
    t.match(await answer.json(), { id: metadata.id, name: 'spelt' })
  }
  for (const id of ['A'.repeat(43), 'short', '%00', 'x'.repeat(150)]) {
    for (const method of ['GET', 'DELETE']) {
      const answer = await fetch(`${front}/v1/tokens/${id}`, { method, headers: { cookie } })
      t.match(await answer.json(), { status: 404 }, `${method} ${id}`)
    }
  }
})

t.test('revoking twice is no error', async (t) => {
  const { metadata } = await issueToken(front, cookie, { name: 'twice', duration: 'ONE_DAY' })
  const revoke = () =>
    fetch(`${front}/v1/tokens/${pathId(metadata.id)}`, { method: 'DELETE', headers: { cookie } })
  t.equal((await revoke()).status, 204)
  t.equal((await revoke()).status, 204)
})

t.test(
  'a list pages by cursor, newest first, and a cursor of somebody else’s making is refused',
  async (t) => {
    const names = Array.from({ length: 5 }, (_, index) => `page ${index}`)
    for (const name of names) await issueToken(front, cookie, { name, duration: 'ONE_DAY' })
    const page = async (query: string) =>
      (await fetch(`${front}/v1/tokens?${query}`, { headers: { cookie } })).json()

    const seen: string[] = []
    let cursor = ''
    do {
      const { items, nextCursor } = (await page(`limit=2${cursor}`)) as {
        items: { name: string }[]
        nextCursor: string
      }
      seen.push(...items.map(({ name }) => name))
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`
    } while (cursor !== '')
    t.same(
      seen.filter((name) => name.startsWith('page')),
      names.toReversed(),
    )

    t.match(await page('cursor=AAAA'), { code: 'INVALID_REQUEST', detail: /nextCursor/ })
    t.match(await page('limit=0'), { code: 'INVALID_REQUEST' })
    t.match(await page('limit=101'), { code: 'INVALID_REQUEST' })
    t.match(await page('owner=me'), { code: 'INVALID_REQUEST' })
  },
)

t.test('without a principal nothing of it answers', async (t) => {
  for (const [method, path] of [
    ['GET', '/v1/tokens'],
    ['POST', '/v1/tokens'],
    ['GET', `/v1/tokens/${'A'.repeat(43)}`],
    ['DELETE', `/v1/tokens/${'A'.repeat(43)}`],
  ] as const) {
    const answer = await fetch(`${front}${path}`, { method })
    t.equal(answer.status, 401, `${method} ${path}`)
    t.match(answer.headers.get('www-authenticate'), /^Bearer /)
  }
})
