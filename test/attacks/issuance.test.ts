import t from 'tap'
import { bearer, issueToken, pathId, postToken, signIn } from '../helpers/person.ts'
import { attacked, countOf, PASSWORD, REQUEST } from './attacked.ts'
import { claims, HEADER, idOf, plant, sign, sql } from './forge.ts'

/** Part E of the attack list (docs/attacks.md), as far as it is about our own endpoints under `/v1`. */

// How long a record may be used after it was read, and something for a busy machine.
const RECORD_LIFE_MS = 1_200

const JANE = 'urn:li:corpuser:jane'

/** A token of jane's, who may make her own and nothing else. */
async function tokenOfJane(front: string, cookie: string): Promise<string> {
  const made = await fetch(`${front}/admin/users`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: '{"username":"jane"}',
  })
  if (made.status !== 201) throw new Error(await made.text())
  return (await issueToken(front, cookie, { ...REQUEST, actorUrn: JANE })).token
}

t.test('attack 75: a token makes no token that is stronger than itself', async (t) => {
  const { front, cookie } = await attacked(t)
  const jane = await tokenOfJane(front, cookie)
  const make = async (body: object) => {
    const answer = await fetch(`${front}/v1/tokens`, {
      method: 'POST',
      headers: { ...bearer(jane), 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', ...body }),
    })
    return [answer.status, ((await answer.json()) as { code?: string }).code]
  }
  t.same(await make({ duration: 'ONE_DAY' }), [403, 'BEYOND_TOKEN'])
  t.same(await make({ expiresAt: Date.now() + 2 * 3_600_000 }), [403, 'BEYOND_TOKEN'])
  t.same(await make({ durationIso: 'P9Y' }), [403, 'BEYOND_TOKEN'])
  t.same(await make({ duration: 'NO_EXPIRY' }), [400, 'INVALID_REQUEST'])
  for (const actorUrn of ['urn:li:corpuser:datahub', 'urn:li:corpuser:nobody'])
    t.same(await make({ duration: 'ONE_HOUR', actorUrn }), [403, 'FORBIDDEN'], actorUrn)
  t.same(await make({ durationIso: 'PT1M', type: 'SERVICE_ACCOUNT' }), [400, 'INVALID_REQUEST'])
  t.same(await make({ durationIso: 'PT1M' }), [201, undefined])
  // A token of who manages all may do what they may.
  const { token } = await issueToken(front, cookie, REQUEST)
  const managed = await fetch(`${front}/v1/tokens`, {
    method: 'POST',
    headers: { ...bearer(token), 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'x', duration: 'ONE_YEAR', actorUrn: JANE }),
  })
  t.equal(managed.status, 201)
})

t.test('attack 76: another’s id is told apart from an unknown one nowhere, and does nothing', async (t) => {
  const { front, cookie } = await attacked(t)
  const jane = await tokenOfJane(front, cookie)
  const { token: root, metadata } = await issueToken(front, cookie, { ...REQUEST, name: 'root’s' })
  const told = async (id: string, method: string, path: string) => {
    const answer = await fetch(`${front}${path.replace('<id>', id)}`, { method, headers: bearer(jane) })
    return `${answer.status} ${(await answer.text()).replaceAll(id, '<id>')}`
  }
  const unknown = pathId(Buffer.alloc(32, 5).toString('base64'))
  for (const [method, path, status] of [
    ['GET', '/v1/tokens/<id>', 404],
    ['GET', '/v1/tokens/<id>/last-use', 404],
    ['DELETE', '/v1/tokens/<id>', 404],
    ['GET', '/admin/tokens/<id>', 403],
    ['GET', '/admin/tokens/<id>/last-use', 403],
    ['DELETE', '/admin/tokens/<id>', 403],
  ] as const) {
    const theirs = await told(pathId(metadata.id), method, path)
    t.equal(theirs, await told(unknown, method, path), `${method} ${path}`)
    t.ok(theirs.startsWith(`${status} `), `${method} ${path}`)
  }
  for (const query of ['', '?actorUrn=urn:li:corpuser:datahub', '?name=root', '?state=active&sort=expires']) {
    const answer = await fetch(`${front}/v1/tokens${query}`, { headers: bearer(jane) })
    t.notMatch(await answer.text(), metadata.id, query)
  }
  t.equal((await fetch(`${front}/v1/whoami`, { headers: bearer(root) })).status, 200)
})

t.test(
  'attack 81: a cursor that is forged, altered, or of another list or question is refused',
  async (t) => {
    const { front, cookie } = await attacked(t)
    for (let i = 0; i < 3; i++) await issueToken(front, cookie, { ...REQUEST, name: `token ${i}` })
    const page = async (path: string) => {
      const answer = await fetch(`${front}${path}`, { headers: { cookie } })
      return {
        status: answer.status,
        ...((await answer.json()) as { nextCursor?: string; items?: unknown[] }),
      }
    }
    const { nextCursor: cursor = '' } = await page('/v1/tokens?limit=1')
    t.equal((await page(`/v1/tokens?limit=1&cursor=${cursor}`)).status, 200)
    const altered = cursor.slice(0, 20) + (cursor[20] === 'A' ? 'B' : 'A') + cursor.slice(21)
    const forged = Buffer.from(JSON.stringify([0, 'x'])).toString('base64url')
    const { nextCursor: others = '' } = await page('/admin/tokens?limit=1')
    for (const path of [
      ...[altered, forged, cursor.slice(1), `${cursor}A`, '', 'x'.repeat(400)].map(
        (it) => `/v1/tokens?cursor=${it}`,
      ),
      `/v1/tokens?sort=expires&cursor=${cursor}`,
      `/v1/tokens?order=asc&cursor=${cursor}`,
      `/v1/tokens?state=active&cursor=${cursor}`,
      `/v1/tokens?cursor=${others}`,
      `/admin/tokens?cursor=${cursor}`,
      `/admin/users?cursor=${cursor}`,
      `/admin/audit?cursor=${cursor}`,
    ]) {
      const { status, items } = await page(path)
      t.equal(status, 400, path)
      t.equal(items, undefined)
    }
  },
)

t.test('attack 77: fields that are ours to fill are refused, not ignored', async (t) => {
  const { front, cookie } = await attacked(t)
  for (const field of [
    'ownerUrn',
    'status',
    'state',
    'createdAt',
    'approvedBy',
    'id',
    'urn',
    'keyId',
    'lastUsedAt',
  ]) {
    const answer = await postToken(front, cookie, { ...REQUEST, [field]: 'urn:li:corpuser:mallory' })
    t.equal(answer.status, 400, field)
    t.match(await answer.text(), `must not have additional properties: there is no ${field}`)
  }
  t.same(await countOf(front, cookie), 0)
})

t.test(
  'attack 82: unknown, expired, revoked, forged and malformed tokens, and those of who is suspended or nobody, are told nothing of themselves',
  async (t) => {
    const service = await attacked(t)
    const { front, cookie } = service
    const { token: revoked, metadata } = await issueToken(front, cookie, REQUEST)
    await fetch(`${front}/v1/tokens/${pathId(metadata.id)}`, { method: 'DELETE', headers: { cookie } })
    // By another replica: this process has heard of none of them.
    const { token: revokedElsewhere } = await issueToken(front, cookie, REQUEST)
    const { token: revokedInUse } = await issueToken(front, cookie, REQUEST)
    t.equal((await fetch(`${front}/v1/tokens`, { headers: bearer(revokedInUse) })).status, 200)
    for (const token of [revokedElsewhere, revokedInUse])
      sql(service, 'UPDATE tokens SET revoked_at = 1790000000000 WHERE id = ?', [idOf(token)])
    await new Promise((resolve) => setTimeout(resolve, RECORD_LIFE_MS))
    const expired = sign(HEADER, claims({ exp: 1_600_000_000 }))
    plant(service, expired)
    const forged = sign(HEADER, claims({ jti: 'x' }), 'another key than ours, of the same length')
    plant(service, forged)
    const tokenOf = (actorId: string) => {
      const token = sign(HEADER, claims({ actorId }))
      plant(service, token, { actorUrn: `urn:li:corpuser:${actorId}` })
      return token
    }
    for (const [name, status] of [
      ['active', 'ACTIVE'],
      ['suspended', 'SUSPENDED'],
    ] as const)
      sql(service, 'INSERT INTO users (urn, display_name, status, created_at) VALUES (?, ?, ?, 1)', [
        Buffer.from(`urn:li:corpuser:${name}`),
        name,
        status,
      ])
    t.equal((await fetch(`${front}/v1/tokens`, { headers: bearer(tokenOf('active')) })).status, 200)
    const [suspendeds, nobodys] = ['suspended', 'nobody'].map(tokenOf) as [string, string]
    const answers = new Map<string, string[]>()
    for (const [what, token] of Object.entries({
      revoked,
      revokedElsewhere,
      revokedInUse,
      expired,
      forged,
      suspendeds,
      nobodys,
      unknown: sign(HEADER, claims({ jti: 'unknown' })),
      malformed: 'x',
    })) {
      for (const url of [`${front}/v1/tokens`, `${front}/api/gms/entities/x`, `${service.gms}/entities/x`]) {
        const answer = await fetch(url, { headers: bearer(token) })
        const told = [answer.status, answer.headers.get('www-authenticate'), await answer.text()].join(' ')
        answers.set(told, [...(answers.get(told) ?? []), what])
      }
    }
    t.equal(answers.size, 1, [...answers.keys()].join('\n'))
    t.match([...answers.keys()][0], /^401 /)
  },
)

t.test('attack 84: another spelling of a user’s name is another user or none', async (t) => {
  const { front, cookie } = await attacked(t)
  for (const id of [
    'DataHub',
    'datahub ',
    ' datahub',
    'datahub%20',
    'dаtahub',
    'datahub\u200b',
    'ｄatahub',
    'datahub/',
  ]) {
    const answer = await postToken(front, cookie, { ...REQUEST, actorUrn: `urn:li:corpuser:${id}` })
    t.equal(answer.status, 400, JSON.stringify(id))
    await t.rejects(signIn(front, id, PASSWORD), /answered 400/, JSON.stringify(id))
  }
  for (const urn of [
    'URN:LI:corpuser:datahub',
    'urn:li:corpUser:datahub',
    'datahub',
    'urn%3Ali%3Acorpuser%3Adatahub',
  ]) {
    t.equal((await postToken(front, cookie, { ...REQUEST, actorUrn: urn })).status, 400, urn)
  }
})

t.test(
  'attack 89: names that are script or formula come back as text, and no other site acts for a user',
  async (t) => {
    const { front, cookie } = await attacked(t)
    for (const name of [
      '<script>alert(1)</script>',
      '=HYPERLINK("http://x")',
      '"><img src=x>',
      "'; DROP TABLE t;--",
    ]) {
      const answer = await postToken(front, cookie, { ...REQUEST, name })
      t.equal(answer.status, 201)
      t.match(answer.headers.get('content-type'), 'application/json')
      t.equal(((await answer.json()) as { metadata: { name: string } }).metadata.name, name)
    }
    const hostile = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    for (const [field, value] of Object.entries(hostile)) {
      const answer = await fetch(`${front}/v1/tokens`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', [field]: value },
        body: JSON.stringify(REQUEST),
      })
      t.equal(answer.status, 403, field)
      t.equal(answer.headers.get('access-control-allow-origin'), null)
    }
    const preflight = await fetch(`${front}/v1/tokens`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    t.equal(preflight.headers.get('access-control-allow-origin'), null)
  },
)
