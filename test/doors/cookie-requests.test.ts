import t from 'tap'
import { issueToken, pathId, signIn } from '../helpers/person.ts'
import { sendRaw, startProxied } from '../helpers/proxied.ts'
import { startInProcess } from '../helpers/service.ts'

// As bytes: a client library would put the headers right that browsers, proxies and attackers send.

const { front, rootPassword = '' } = await startInProcess(t)
const cookie = await signIn(front, 'datahub', rootPassword)
const { host, port } = new URL(front)
const BODY = JSON.stringify({ name: 'x', duration: 'ONE_HOUR' })

async function statusOf(head: readonly string[], body = BODY, line = 'POST /v1/tokens'): Promise<number> {
  const lines = [
    `${line} HTTP/1.1`,
    ...head,
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  const answer = await sendRaw(front, `${lines.join('\r\n')}\r\n\r\n${body}`)
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])
}

const COOKIE = `Cookie: ${cookie}`
const HOST = `Host: ${host}`
const JSON_TYPE = 'Content-Type: application/json'

t.test(
  'attack 89: a browser’s request counts where it comes from our own origin, whatever its scheme',
  async (t) => {
    const rows: [string, string[], number][] = [
      ['our own page', [HOST, `Origin: http://${host}`], 201],
      // A proxy ends TLS, so we see http and the browser https; X-Forwarded-Proto, which anybody can send, is not looked at.
      ['our own page, through a proxy that ends TLS', [HOST, `Origin: https://${host}`], 201],
      ['the same, forwarded', [HOST, `Origin: https://${host}`, 'X-Forwarded-Proto: https'], 201],
      ['the same, said to be http', [HOST, `Origin: https://${host}`, 'X-Forwarded-Proto: http'], 201],
      ['names in other cases', [HOST.toUpperCase(), `Origin: http://${host}`], 201],
      ['a navigation of the user’s own', [HOST, 'Sec-Fetch-Site: none'], 201],
      ['a page on another port', [HOST, `Origin: http://localhost:${Number(port) + 1}`], 403],
      ['a page without the port', [HOST, 'Origin: http://localhost'], 403],
      ['a page on another name of this machine', [HOST, `Origin: http://127.0.0.1:${port}`], 403],
      ['a page on a subdomain', [HOST, `Origin: http://x.${host}`], 403],
      ['a page that hides its origin', [HOST, 'Origin: null'], 403],
      ['an empty origin', [HOST, 'Origin: '], 403],
      ['two origins', [HOST, `Origin: http://${host}`, 'Origin: https://evil.example'], 403],
      ['two origins, ours last', [HOST, 'Origin: https://evil.example', `Origin: http://${host}`], 403],
      ['two senders', [HOST, 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site'], 403],
      ['a sibling', [HOST, 'Sec-Fetch-Site: same-site'], 403],
      [
        'our origin, said to be of another site',
        [HOST, `Origin: http://${host}`, 'Sec-Fetch-Site: cross-site'],
        403,
      ],
      ['a forwarded host', [HOST, 'Origin: https://evil.example', 'X-Forwarded-Host: evil.example'], 403],
      ['another host’s name', ['Host: evil.example', `Origin: http://${host}`], 403],
    ]
    for (const [who, head, status] of rows) t.equal(await statusOf([...head, COOKIE, JSON_TYPE]), status, who)
  },
)

t.test('attack 89: who names no sender sends JSON, which no form can', async (t) => {
  const rows: [string, string[], number][] = [
    ['JSON', ['Content-Type: application/json'], 201],
    ['JSON in capitals, with a charset', ['Content-Type: APPLICATION/JSON; charset=utf-8'], 201],
    ['text', ['Content-Type: text/plain'], 415],
    ['a form', ['Content-Type: application/x-www-form-urlencoded'], 415],
    ['a form of parts', ['Content-Type: multipart/form-data; boundary=x'], 415],
    ['nothing', [], 415],
    ['text that says JSON', ['Content-Type: text/plain; x=application/json'], 415],
    ['text first', ['Content-Type: text/plain', 'Content-Type: application/json'], 415],
  ]
  for (const [what, head, status] of rows) t.equal(await statusOf([HOST, COOKIE, ...head]), status, what)
})

t.test('who names our own page as the sender sends JSON all the same, or nothing at all', async (t) => {
  const senders = [`Origin: http://${host}`, 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: none']
  for (const sender of senders)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      t.equal(await statusOf([HOST, COOKIE, sender, `Content-Type: ${type}`]), 415, `${sender} ${type}`)

  const { metadata } = await issueToken(front, cookie, { name: 'x', duration: 'ONE_HOUR' })
  const path = `/v1/tokens/${pathId(metadata.id)}`
  for (const sender of [...senders, 'X-None: x'])
    t.equal(await statusOf([HOST, COOKIE, sender], '', `DELETE ${path}`), 204, sender)
  const invite = 'POST /admin/roles/urn:li:dataHubRole:Reader/invite-token'
  t.equal(await statusOf([HOST, COOKIE, 'Sec-Fetch-Site: same-origin'], '', invite), 201)
  for (const sender of [`Origin: http://${host}`, 'Sec-Fetch-Site: none', 'X-None: x'])
    t.equal(await statusOf([HOST, COOKIE, sender], '', invite), 415, sender)
})

t.test('what goes to GMS as it is has any type, where our own page is named as the sender', async (t) => {
  const { service, gms, cookie } = await startProxied(t)
  const own = new URL(service.front).host
  const upload = async (path: string, head: string[]) => {
    const lines = [`POST ${path} HTTP/1.1`, `Host: ${own}`, `Cookie: ${cookie}`, ...head]
    const end = 'Connection: close\r\nContent-Length: 2\r\n\r\n{}'
    const answer = await sendRaw(service.front, `${lines.join('\r\n')}\r\n${end}`)
    return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])
  }
  const parts = 'Content-Type: application/octet-stream'
  for (const path of ['/api/gms/openapi/openlineage/api/v1/lineage', '/openapi/openlineage/api/v1/lineage']) {
    t.equal(await upload(path, [parts, `Origin: http://${own}`]), 200)
    t.equal(await upload(path, [parts, 'Sec-Fetch-Site: same-origin']), 200)
    t.equal(await upload(path, [JSON_TYPE]), 200)
    t.equal(await upload(path, [parts]), 415)
    t.equal(await upload(path, [parts, 'Origin: https://evil.example']), 403)
  }
  t.equal(gms.requests.length, 6)
})

t.test('a link may be followed from anywhere; nothing else of another site reads', async (t) => {
  const read = (head: string[]) => statusOf([HOST, COOKIE, ...head], '', 'GET /v1/tokens')
  t.equal(await read(['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate']), 200)
  t.equal(await read(['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors']), 403)
  t.equal(await read(['Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: cors', `Origin: http://x.${host}`]), 403)
  t.equal(await read(['Origin: https://evil.example']), 403)
  t.equal(await read([]), 200)
})

t.test(
  'with an Authorization header cookies are not looked at, and two such headers are an error',
  async (t) => {
    const { token } = await issueToken(front, cookie, { name: 'x', duration: 'ONE_HOUR' })
    const read = (head: string[]) => statusOf([HOST, ...head], '', 'GET /v1/tokens')
    t.equal(await read([COOKIE]), 200)
    t.equal(await read([COOKIE, 'Authorization: Bearer x']), 401)
    t.equal(await read([COOKIE, 'Authorization: ']), 401)
    t.equal(await read([COOKIE, 'Authorization: Basic eDp5']), 401)
    t.equal(await read(['Cookie: latchkey_session=x', `Authorization: Bearer ${token}`]), 200)
    t.equal(
      await read([`Authorization: Bearer ${token}`, 'Origin: https://evil.example']),
      200,
      'no browser adds it',
    )
    t.equal(await read([`Authorization: Bearer ${token}`, `Authorization: Bearer ${token}`]), 400)
    t.equal(await read([`Authorization: Bearer ${token}`, COOKIE, 'authorization: x']), 400)
  },
)

t.test('two session cookies are one session at the most, and a spoiled one is none', async (t) => {
  const read = (head: string[]) => statusOf([HOST, ...head], '', 'GET /v1/tokens')
  const session = cookie.split(';', 1)[0]
  t.equal(await read([`Cookie: ${session}; latchkey_session=planted`]), 200)
  t.equal(
    await read([`Cookie: latchkey_session=planted; ${session}`]),
    401,
    'the first counts, as everywhere',
  )
  t.equal(await read([`Cookie: a=b`, `Cookie: ${session}`]), 200)
  t.equal(await read(['Cookie: latchkey_session=%']), 401)
  t.equal(await read([`Cookie: Latchkey_Session=${session?.split('=')[1]}`]), 401)
})
