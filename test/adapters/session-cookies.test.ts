import t from 'tap'
import { newSecret } from '../../src/adapters/digests.ts'
import { makeSessionCookies } from '../../src/adapters/session-cookies.ts'
import { Secret } from '../../src/domain/secret.ts'

const cookies = (secure = false) => makeSessionCookies({ secure, callbackPath: '/callback/oidc' })

const VALUE = 'Zm9v_-YmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYg'
const session = { cookie: new Secret(VALUE), actorUrn: 'urn:li:corpuser:jane', maxAgeSeconds: 86_400 }

t.test('a session begins with two cookies, of which no script reads the one that counts', async (t) => {
  const { start } = cookies()
  t.strictSame(start(session), [
    `latchkey_session=${VALUE}; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax`,
    'actor=urn:li:corpuser:jane; Max-Age=86400; Path=/; SameSite=Lax',
  ])
})

t.test('where people come through TLS every cookie says that it wants it', async (t) => {
  const { start, end, startLogin, endLogin } = cookies(true)
  const login = { slot: '3', sealed: 'x', maxAgeSeconds: 600 }
  for (const field of [...start(session), ...end(), startLogin(login), endLogin('3')])
    t.match(field, /; Secure/, field)
})

t.test(
  'a sign-on under way is in a cookie of its slot, sent to the callback only, which no script reads',
  async (t) => {
    const { startLogin, readLogin, endLogin } = cookies()
    const attributes = 'Path=/callback/oidc; HttpOnly; SameSite=Lax'
    t.equal(
      startLogin({ slot: '3', sealed: 'se4-_led', maxAgeSeconds: 600 }),
      `latchkey_sso_3=se4-_led; Max-Age=600; ${attributes}`,
    )
    t.equal(endLogin('3'), `latchkey_sso_3=; Max-Age=0; ${attributes}`)
    const field = 'latchkey_sso_other=x; latchkey_sso_3=se4-_led; latchkey_session=y'
    t.equal(readLogin(field, '3'), 'se4-_led')
    t.equal(readLogin(field, '4'), undefined)
    t.equal(readLogin(undefined, '4'), undefined)
  },
)

t.test('DataHub’s cookies are read beside ours, each as it stands', async (t) => {
  const { readAll } = cookies()
  const field = 'actor=urn:li:corpuser:a%20b; PLAY_SESSION=e.y.z; latchkey_session=v'
  t.strictSame(readAll(field), { ours: 'v', play: 'e.y.z', actor: 'urn:li:corpuser:a%20b' })
  t.strictSame(readAll('play_session=x'), { ours: undefined, play: undefined, actor: undefined })
  t.strictSame(readAll(undefined), {})
})

t.test('the actor stands in its cookie as it is, for DataHub’s clients read it so', async (t) => {
  const { start } = cookies()
  for (const id of ['jane@example.com', 'a+b%20c', "o'neil", 'a/b?c&d=e', '(x)']) {
    const actorUrn = `urn:li:corpuser:${id}`
    t.equal(start({ ...session, actorUrn })[1]?.split('; ')[0], `actor=${actorUrn}`)
  }
})

t.test('an actor whose name could add to the header is escaped there, and only there', async (t) => {
  const { start } = cookies()
  for (const [id, escaped] of [
    ['a; Domain=evil.example', 'a%3B%20Domain=evil.example'],
    ['a\r\nSet-Cookie: x=y', 'a%0D%0ASet-Cookie:%20x=y'],
    ['jürgen (DE)', 'j%C3%BCrgen%20(DE)'],
  ] as const) {
    const [, actor] = start({ ...session, actorUrn: `urn:li:corpuser:${id}` })
    t.ok(actor?.startsWith(`actor=urn:li:corpuser:${escaped};`), id)
  }
})

t.test('a session ends with both cookies taken away', async (t) => {
  const { end } = cookies()
  t.strictSame(end(), ['latchkey_session=; Max-Age=0; Path=/', 'actor=; Max-Age=0; Path=/'])
})

t.test('the cookie that was set is read back, wherever it stands among others', async (t) => {
  const { read, start } = cookies()
  const value = newSecret()
  const field = start({ ...session, cookie: new Secret(value) })
    .map((cookie) => cookie.split('; ')[0])
    .join('; ')
  for (const sent of [field, `a=b; ${field}`, `${field}; PLAY_SESSION=x`, `  ${field}`])
    t.equal(read(sent), value)
})

t.test('another cookie is not taken for ours', async (t) => {
  const { read } = cookies()
  const others = [
    undefined,
    '',
    'a=b',
    'xlatchkey_session=x',
    'latchkey_sessionx=x',
    'LATCHKEY_SESSION=x',
    'a=latchkey_session=x',
    'latchkey_session',
    'a="; latchkey_session',
  ]
  for (const field of others) t.equal(read(field), undefined, `${field}`)
})

t.test('a cookie that is not well formed is no error', async (t) => {
  const { read } = cookies()
  for (const field of [
    'latchkey_session=%',
    'latchkey_session=%zz;;;',
    `latchkey_session=${'x'.repeat(16_000)}`,
    '=;=;latchkey_session=',
  ])
    t.type(read(field), 'string', field.slice(0, 40))
})
