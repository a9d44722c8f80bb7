import type { IncomingMessage, ServerResponse } from 'node:http'
import t from 'tap'
import { bearer } from '../helpers/person.ts'
import { startProxied } from '../helpers/proxied.ts'
import { valuesOf } from '../helpers/recording-gms.ts'

/** A GMS that forgets its sessions when told to: older ones get 401, as after a change of its signing key. */
function forgetful(): {
  answer: (request: IncomingMessage, response: ServerResponse) => void
  forget: () => void
} {
  let forgotten = 0
  return {
    forget: () => {
      forgotten++
    },
    answer: (request, response) => {
      const session = Number(request.headers.authorization?.split('session-')[1] ?? 0)
      request
        .resume()
        .on('end', () => response.writeHead(session > forgotten ? 200 : 401).end(`session ${session}`))
    },
  }
}

t.test('one session serves all requests of an actor, minted once under a herd', async (t) => {
  const { service, gms, token } = await startProxied(t)
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      fetch(`${service.gms}/x`, { headers: bearer(token) }).then(({ status }) => status),
    ),
  )
  t.ok(answers.every((status) => status === 200))
  t.same(gms.minted, ['datahub'])
  t.ok(gms.requests.every((request) => valuesOf(request, 'authorization')[0] === 'Bearer session-1'))
})

t.test('a session that GMS no longer knows is renewed once, and the caller notices nothing', async (t) => {
  const { answer, forget } = forgetful()
  const { service, gms, token } = await startProxied(t, { answer })
  t.equal(await (await fetch(`${service.gms}/x`, { headers: bearer(token) })).text(), 'session 1')
  forget()
  const renewed = await fetch(`${service.gms}/x`, { headers: bearer(token) })
  t.equal(renewed.status, 200)
  t.equal(await renewed.text(), 'session 2')
  t.equal(gms.minted.length, 2)
})

t.test('a body that was sent already is not sent twice: 503 asks the client to send it again', async (t) => {
  const { answer, forget } = forgetful()
  const { service, gms, token } = await startProxied(t, { answer })
  const post = () =>
    fetch(`${service.gms}/entities?action=search`, {
      method: 'POST',
      headers: bearer(token),
      body: '{"entity":"dataset"}',
    })
  t.equal((await post()).status, 200)
  forget()
  const refused = await post()
  t.equal(refused.status, 503, 'which DataHub’s emitter retries; a 401 it would not')
  t.equal(refused.headers.get('retry-after'), '1')
  t.match(await refused.json(), { code: 'GMS_SESSION_EXPIRED' })
  t.equal((await post()).status, 200)
  t.equal(gms.minted.length, 2)
})

t.test('a 401 to a session minted just now is GMS’s own word on the actor, and is passed on', async (t) => {
  const { service, gms, token } = await startProxied(t, {
    answer: (_, response) => response.writeHead(401).end('suspended'),
  })
  const answer = await fetch(`${service.gms}/x`, { headers: bearer(token) })
  t.equal(answer.status, 401)
  t.equal(await answer.text(), 'suspended')
  t.equal(gms.minted.length, 1)
})

t.test(
  'a 401 that Rest.li gives, as older GMS does for what a policy denies, is passed on and costs no session',
  async (t) => {
    const { service, gms, token } = await startProxied(t, {
      answer: (_, response) =>
        response.writeHead(401, { 'X-RestLi-Error-Response': 'true' }).end('{"status":401}'),
    })
    for (const body of ['{}', '{}', undefined]) {
      const init = { headers: bearer(token), ...(body !== undefined && { method: 'POST', body }) }
      t.equal((await fetch(`${service.gms}/entities?action=search`, init)).status, 401)
    }
    t.equal(gms.minted.length, 1)
  },
)

t.test('passthrough: GMS gets the caller’s own token', async (t) => {
  const { service, gms, token } = await startProxied(t, { settings: { GMS_CREDENTIALS: 'passthrough' } })
  await fetch(`${service.gms}/x`, { headers: bearer(token) })
  t.same(valuesOf(gms.requests[0], 'authorization'), [`Bearer ${token}`])
})

t.test(
  'session: GMS gets a version 1 session token of five minutes, signed with the shared key',
  async (t) => {
    const { service, gms, token } = await startProxied(t, { settings: { GMS_CREDENTIALS: 'session' } })
    await fetch(`${service.gms}/x`, { headers: bearer(token) })
    const [value = ''] = valuesOf(gms.requests[0], 'authorization')
    const session = value.replace('Bearer ', '')
    t.not(session, token)
    const [header = '', payload = ''] = session.split('.')
    t.equal(Buffer.from(header, 'base64url').toString(), '{"alg":"HS256"}')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    t.match(claims, { actorType: 'USER', actorId: 'datahub', type: 'SESSION', version: '1', sub: 'datahub' })
    t.ok(claims.exp * 1000 - Date.now() <= 300_000)
    t.equal(
      (await fetch(`${service.gms}/x`, { headers: bearer(session) })).status,
      401,
      'and it opens no door here',
    )
  },
)

t.test('actor-header: GMS gets the token’s actor, and only that', async (t) => {
  const { service, gms, token } = await startProxied(t, { settings: { GMS_CREDENTIALS: 'actor-header' } })
  await fetch(`${service.gms}/x`, {
    headers: { ...bearer(token), 'x-datahub-actor': 'urn:li:corpuser:admin' },
  })
  t.same(valuesOf(gms.requests[0], 'x-datahub-actor'), ['urn:li:corpuser:datahub'])
  t.same(valuesOf(gms.requests[0], 'authorization'), [])
})

t.test('authentication off, actor-header: the signed-in actor, else ANONYMOUS_ACTOR, else 401', async (t) => {
  const off = { METADATA_SERVICE_AUTH_ENABLED: 'false', GMS_CREDENTIALS: 'actor-header' }
  const named = await startProxied(t, { settings: { ...off, ANONYMOUS_ACTOR: 'urn:li:corpuser:guest' } })
  await fetch(`${named.service.front}/api/gms/x`)
  await fetch(`${named.service.front}/api/gms/x`, { headers: { cookie: named.cookie } })
  await fetch(`${named.service.gms}/x`, { headers: { authorization: 'Bearer left over from before' } })
  t.same(
    named.gms.requests.map((request) => valuesOf(request, 'x-datahub-actor')),
    [['urn:li:corpuser:guest'], ['urn:li:corpuser:datahub'], ['urn:li:corpuser:guest']],
  )

  const unnamed = await startProxied(t, { settings: off })
  t.equal((await fetch(`${unnamed.service.front}/api/gms/x`)).status, 401)
  t.equal(
    (await fetch(`${unnamed.service.gms}/config`)).status,
    200,
    'what GMS answers to anybody needs no actor',
  )
})

t.test('authentication off, exchange: Latchkey lends nobody its power', async (t) => {
  const { service, gms, cookie } = await startProxied(t, {
    settings: { METADATA_SERVICE_AUTH_ENABLED: 'false' },
  })
  await fetch(`${service.gms}/x`, { headers: { authorization: 'Basic __datahub_system:guess' } })
  await fetch(`${service.front}/api/gms/x`, { headers: { cookie } })
  t.same(
    gms.requests
      .flatMap((request) => [valuesOf(request, 'authorization'), valuesOf(request, 'x-datahub-actor')])
      .flat(),
    [],
  )
  t.same(gms.minted, [])
})
