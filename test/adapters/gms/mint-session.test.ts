import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { Secret } from '../../../src/domain/secret.ts'
import { startSandboxGms } from '../../../src/sandbox/index.ts'
import { minterFor, SYSTEM_CLIENT_ID, SYSTEM_CLIENT_SECRET, tinyGms } from './tiny-gms.ts'

const ALICE = 'urn:li:corpuser:alice'
const HOUR = 3_600_000

async function sandbox(t: Test): Promise<string> {
  const gms = await startSandboxGms({
    systemClientId: SYSTEM_CLIENT_ID,
    systemClientSecret: new Secret(SYSTEM_CLIENT_SECRET),
    authEnabled: true,
    sessionTokenDurationMs: HOUR,
  })
  t.teardown(() => gms.close())
  return gms.url
}

/** A GMS that always answers so. */
function answering(t: Test, status: number, body: string): Promise<string> {
  return tinyGms(t, (request, response) => {
    request.resume().on('end', () => response.writeHead(status).end(body))
  })
}

t.test('a session that GMS minted makes its requests those of the actor, until its exp', async (t) => {
  const url = await sandbox(t)
  const { mint } = minterFor(t, url)
  const before = Date.now()
  for (const id of ['alice', 'jane@example.com', 'jürgen 🗝', 'a"b\\c']) {
    const { token, expiresAtMs } = await mint(`urn:li:corpuser:${id}`)
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp: number
    }
    t.equal(expiresAtMs, exp * 1000)
    t.ok(expiresAtMs >= before + HOUR - 1_000)
    const answer = await fetch(`${url}/entities/urn:li:corpuser:datahub`, {
      headers: { authorization: `Bearer ${token}` },
    })
    t.equal(decodeURIComponent(answer.headers.get('x-sandbox-actor') ?? ''), `urn:li:corpuser:${id}`)
  }
})

t.test(
  'a GMS that knows another secret is a fault of ours, and the log is told what to look at',
  async (t) => {
    const { mint } = minterFor(t, await sandbox(t), 'another secret')
    await t.rejects(mint(ALICE), {
      code: 'GMS_CREDENTIALS_REFUSED',
      message: /DATAHUB_SYSTEM_CLIENT_ID and _SECRET on both sides/,
    })
  },
)

t.test('GMS is asked as datahub-frontend asks it, behind a path too', async (t) => {
  const asked: object[] = []
  const url = await tinyGms(t, async (request, response) => {
    const { method, url, headers } = request
    const { authorization, 'content-type': type } = headers
    asked.push({ method, url, authorization, type, body: await text(request) })
    response.end('{"accessToken":"t"}')
  })
  for (const base of ['', '/', '/gms', '/a/gms/']) await minterFor(t, url + base).mint(ALICE)
  const path = '/auth/generateSessionTokenForUser'
  t.match(
    asked,
    [path, path, `/gms${path}`, `/a/gms${path}`].map((url) => ({
      method: 'POST',
      url,
      authorization: `Basic ${SYSTEM_CLIENT_ID}:${SYSTEM_CLIENT_SECRET}`,
      type: 'application/json',
      body: '{"userId":"alice"}',
    })),
  )
})

t.test('a session whose end cannot be read is used for a minute from when it was asked for', async (t) => {
  const claims = (value: unknown) =>
    `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify(value)).toString('base64url')}.x`
  const tokens = ['opaque', 'a.b.c', claims(null), claims({}), claims({ exp: 'tomorrow' }), claims([])]
  for (const token of tokens) {
    const { mint, clock } = minterFor(t, await answering(t, 200, JSON.stringify({ accessToken: token })))
    t.strictSame(await mint(ALICE), { token, expiresAtMs: clock.now() + 60_000 })
  }
})

t.test('401, and the 500 of older versions, say that our own credentials are wrong', async (t) => {
  for (const status of [401, 500]) {
    const { mint } = minterFor(t, await answering(t, status, ''))
    await t.rejects(mint(ALICE), {
      name: 'ServiceError',
      code: 'GMS_CREDENTIALS_REFUSED',
      message: new RegExp(`${status}`),
    })
  }
})

t.test('403 says that DataHub does not let this user in, and the log is told why', async (t) => {
  const body = '{"loginDenialReason":"USER_SUSPENDED"}'
  const { mint } = minterFor(t, await answering(t, 403, body))
  await t.rejects(mint(ALICE), {
    code: 'ACTOR_REFUSED',
    message: /USER_SUSPENDED/,
    detail: /does not let this user in/,
  })
})

t.test('an answer that is no session is no session', async (t) => {
  const rubbish = [
    '',
    'rubbish',
    'null',
    '[]',
    '7',
    '{}',
    '{"accessToken":7}',
    '{"accessToken":""}',
    '{"accessToken":null}',
  ]
  for (const body of rubbish) {
    const { mint } = minterFor(t, await answering(t, 200, body))
    await t.rejects(mint(ALICE), { code: 'GMS_UNREACHABLE', message: /answered 200/ }, body)
  }
  for (const status of [201, 204, 302, 400, 404, 429, 502, 503]) {
    const { mint } = minterFor(t, await answering(t, status, status === 204 ? '' : '{"accessToken":"t"}'))
    await t.rejects(mint(ALICE), { code: 'GMS_UNREACHABLE', message: new RegExp(`answered ${status}`) })
  }
})
