import t from 'tap'
import { bearer } from '../helpers/person.ts'
import { sendRaw, startProxied } from '../helpers/proxied.ts'

const TARGETS = [
  '/entities/urn:li:corpuser:datahub',
  '/entities/urn%3Ali%3Acorpuser%3Adatahub',
  '/entities/urn%3ali%3acorpuser%3Adatahub',
  '/entitiesV2/urn:li:dataset:(urn:li:dataPlatform:hive,a.b,PROD)?aspects=List(ownership,status)',
  '/aspects/urn%3Ali%3Adataset%3A%28urn%3Ali%3AdataPlatform%3As3%2Cbucket%2Fkey%2Cproject.json%2CPROD%29?aspect=status&version=0',
  '/aspects?action=ingestProposal',
  '/',
  '/?a=b',
  '/relationships?direction=INCOMING&urn=urn%3Ali%3Acorpuser%3Adatahub&types=List(OwnedBy)&q="{<>}\\',
  `/entities/urn:li:dataset:(urn:li:dataPlatform:hive,${'very.long.name.'.repeat(100)},PROD)`,
]

t.test('a target reaches GMS byte for byte as the client wrote it, through both doors', async (t) => {
  const { service, gms, token } = await startProxied(t)
  for (const target of TARGETS) {
    for (const [door, mount] of [
      [service.front, '/api/gms'],
      [service.gms, ''],
    ] as const) {
      gms.requests.length = 0
      const head = `GET ${mount}${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
      const answer = await sendRaw(door, `${head}Authorization: ${bearer(token).authorization}\r\n\r\n`)
      t.match(answer, /^HTTP\/1\.1 200 /, `${mount}${target}`)
      t.same(
        gms.requests.map((request) => request.target),
        [target],
      )
    }
  }
})

const TO_AUTH = [
  '/auth/generateSessionTokenForUser',
  '/auth/verifyNativeUserCredentials',
  '/auth/getSsoSettings',
  '/auth',
  '/auth/',
  '/auth?x=/entities',
  '/AUTH/getSsoSettings',
  '/%61uth/getSsoSettings',
  '/a%75t%68/getSsoSettings',
  '/auth%2FgetSsoSettings',
]

t.test('GMS’s /auth/* is never reached, however it is spelt', async (t) => {
  const { service, gms, token } = await startProxied(t)
  for (const target of TO_AUTH) {
    for (const url of [`${service.front}/api/gms${target}`, `${service.gms}${target}`]) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: bearer(token),
        body: '{"userId":"datahub"}',
      })
      t.equal(answer.status, 404, url)
    }
  }
  t.same(gms.requests, [])
  t.same(gms.minted, [])
})

const TO_GRAPHQL = [
  '/api/graphql/',
  '/api/graphql//',
  '/api/graphql/?query=x',
  '/api/%67raphql',
  '/api/graph%71l',
  '/api%2Fgraphql',
  '/api%2fgraphql%2F',
  '/%61pi/graphql',
  '/api/GraphQL',
  '/API/graphql',
  '/api/graphql.json',
  '/api/graphql%20',
  '/api/%20graphql',
  '/api/graphql%3Bx=y',
  '/api/graphql;x=y',
  '/api/./graphql',
  '/api/x/../graphql',
  '/api/v2/graphql',
  '//api/graphql',
  '/x//api/graphql',
]

t.test('GMS’s GraphQL is reached by its one way only, however its path is spelt', async (t) => {
  const { service, gms, token } = await startProxied(t)
  // No request for our own endpoint, which refuses it, where the proxy would let it through.
  const body = '{"query": mutation { createAccessToken }}'
  const fields = `Host: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\nAuthorization: ${bearer(token).authorization}`
  for (const target of TO_GRAPHQL) {
    for (const [door, mount] of [
      [service.front, '/api/gms'],
      [service.front, ''],
      [service.gms, ''],
    ] as const) {
      // A name of ours, not a spelling of GMS's.
      if (door === service.front && mount === '' && target === '/api/v2/graphql') continue
      const answer = await sendRaw(door, `POST ${mount}${target} HTTP/1.1\r\n${fields}\r\n\r\n${body}`)
      t.match(answer, /^HTTP\/1\.1 40[04] /, `${mount}${target}`)
    }
  }
  t.same(gms.requests, [])
})

t.test('what is only called like GraphQL, or has it in a URN or a query, reaches GMS', async (t) => {
  const { service, gms, token } = await startProxied(t)
  const targets = [
    '/api/graphql-schema',
    '/api/graphqls',
    '/entities/urn:li:dataset:(x,api%2Fgraphql,PROD)',
    '/graphql',
    '/entities?path=/api/graphql',
  ]
  for (const target of targets)
    t.equal((await fetch(service.gms + target, { headers: bearer(token) })).status, 200)
  t.same(
    gms.requests.map((request) => request.target),
    targets,
  )
})

const AMBIGUOUS = [
  '/entities/../auth/getSsoSettings',
  '/entities/%2e%2e/auth/getSsoSettings',
  '/entities/.%2e/auth/getSsoSettings',
  '/x%2F..%2Fauth/getSsoSettings',
  '/./auth/getSsoSettings',
  '//auth/getSsoSettings',
  '/entities//x',
  '/auth;x=y/getSsoSettings',
  '/entities;/x',
  '/entities\\..\\auth',
  '/entities/%5c..%5cauth',
  '/entities/%00',
  '/entities/%zz',
  '/entities/%C0%AE%C0%AE/auth',
  '/entities#/auth',
  '/entit\xefes/x',
]

t.test('a target that could be read in two ways is refused before GMS sees anything', async (t) => {
  const { service, gms, token } = await startProxied(t)
  const credential = `Authorization: ${bearer(token).authorization}\r\nConnection: close\r\n\r\n`
  for (const target of AMBIGUOUS) {
    for (const [door, mount] of [
      [service.front, '/api/gms'],
      [service.gms, ''],
    ] as const) {
      const answer = await sendRaw(door, `GET ${mount}${target} HTTP/1.1\r\nHost: x\r\n${credential}`)
      t.match(answer, /^HTTP\/1\.1 40[04] /, `${mount}${target}`)
    }
  }
  for (const target of [
    'http://evil.example/entities/x',
    '*',
    '/%61pi/gms/entities/x',
    '/api/gmsx',
    '/api/gms/../gms/x',
  ]) {
    const answer = await sendRaw(service.front, `GET ${target} HTTP/1.1\r\nHost: x\r\n${credential}`)
    t.match(answer, /^HTTP\/1\.1 40[04] /, target)
  }
  t.same(gms.requests, [])
})
