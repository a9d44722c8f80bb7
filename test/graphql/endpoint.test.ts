import { gzipSync } from 'node:zlib'
import t from 'tap'
import { appOverlays } from '../../src/graphql/resolvers/app.ts'
import { graphqlGms } from '../helpers/graphql-gms.ts'
import { bearer } from '../helpers/person.ts'
import { type Proxied, sendRaw, startProxied } from '../helpers/proxied.ts'
import { valuesOf } from '../helpers/recording-gms.ts'

const urlsOf = ({ service }: Proxied) => [
  `${service.front}/api/v2/graphql`,
  `${service.front}/api/graphql`,
  `${service.front}/api/gms/api/graphql`,
  `${service.gms}/api/graphql`,
]

const post = (url: string, token: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers: { ...bearer(token), ...headers }, body: body as string })

t.test(
  'a document without anything of ours reaches GMS byte for byte, and its answer the client',
  async (t) => {
    const said = '{"errors": [ {"message":"é"} ],"data" : null}'
    const gms = graphqlGms((_, response) => {
      response.writeHead(503, { 'content-type': 'application/json;charset=utf-8', 'x-inner': 'kept inside' })
      response.end(said)
    })
    const proxied = await startProxied(t, { answer: gms.answer })
    const body =
      '{ "variables":{"a" :[1,"\\u00e9é"]},\n "query" : "# ü \\n query q($a:[X]) { dataset(urn:$a){urn} }" }'
    for (const url of urlsOf(proxied)) {
      const answer = await post(url, proxied.token, body, { 'content-type': 'text/plain', cookie: 'a=b' })
      t.equal(answer.status, 503, url)
      t.equal(answer.headers.get('content-type'), 'application/json;charset=utf-8')
      t.equal(answer.headers.get('x-inner'), null)
      t.equal(await answer.text(), said)
      t.equal(gms.bodies.pop()?.toString(), body)
      const recorded = proxied.gms.requests.pop()
      t.equal(recorded?.target, '/api/graphql')
      t.same(valuesOf(recorded, 'authorization'), ['Bearer session-1'], 'as the caller, without its token')
      t.same(
        valuesOf(recorded, 'content-type'),
        ['application/json'],
        'so that GMS reads the bytes as we did',
      )
      t.same(valuesOf(recorded, 'cookie'), [])
    }
  },
)

t.test('an answer that GMS compressed reaches the client as GMS compressed it', async (t) => {
  const gms = graphqlGms((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(gzipSync('{"data":{"dataset":null}}'))
  })
  const proxied = await startProxied(t, { answer: gms.answer })
  const answer = await post(`${proxied.service.gms}/api/graphql`, proxied.token, '{"query":"{ dataset }"}')
  t.equal(answer.headers.get('content-encoding'), 'gzip')
  t.same(await answer.json(), { data: { dataset: null } })
})

t.test('me is GMS’s but for what tokens depend on, which is ours', async (t) => {
  const flags = { viewAnalytics: true, generatePersonalAccessTokens: false, t: false }
  const gms = graphqlGms((_, response) =>
    response.end(
      JSON.stringify({
        data: { dataset: { urn: 'd' }, who: { corpUser: { urn: 'u' }, platformPrivileges: flags } },
        extensions: {},
      }),
    ),
  )
  const proxied = await startProxied(t, { answer: gms.answer })
  const query =
    'query both($u: String) { who: me { corpUser { urn } ...P } dataset(urn: $u) { urn } } fragment P on AuthenticatedUser { platformPrivileges { viewAnalytics generatePersonalAccessTokens t: manageTokens } }'
  const body = JSON.stringify({ query, variables: { u: 'x', unused: 1 }, operationName: 'both' })
  const answer = await post(`${proxied.service.front}/api/v2/graphql`, proxied.token, body)
  t.equal(answer.status, 200)
  t.equal(
    await answer.text(),
    '{"data":{"who":{"corpUser":{"urn":"u"},"platformPrivileges":{"viewAnalytics":true,"generatePersonalAccessTokens":true,"t":true}},"dataset":{"urn":"d"}},"extensions":{}}',
  )
  const sent = JSON.parse(String(gms.bodies[0])) as Record<string, unknown>
  t.same(sent.variables, { u: 'x' })
  t.equal(sent.operationName, 'both')
  t.match(sent.query, /viewAnalytics\s+generatePersonalAccessTokens: __typename\s+t: __typename\s/)
})

t.test('where users and groups are kept here, who may keep them is ours to say too', async (t) => {
  const flags = ['manageIdentities', 'manageUserCredentials', 'manageServiceAccounts', 'managePolicies']
  const theirs = Object.fromEntries(flags.map((flag) => [flag, 'PlatformPrivileges']))
  const gms = graphqlGms((_, response) =>
    response.end(JSON.stringify({ data: { me: { platformPrivileges: theirs } } })),
  )
  const query = `{ me { platformPrivileges { ${flags.join(' ')} } } }`
  const { service, token } = await startProxied(t, { answer: gms.answer })
  const answer = await post(`${service.front}/api/v2/graphql`, token, JSON.stringify({ query }))
  t.same(((await answer.json()) as { data: object }).data, {
    me: { platformPrivileges: Object.fromEntries(flags.map((flag) => [flag, true])) },
  })
  const ofTokens = ['platformPrivileges.generatePersonalAccessTokens', 'platformPrivileges.manageTokens']
  const overlaid = (ownPolicies: boolean) => appOverlays({ ownDirectory: false, ownPolicies }).get('Query.me')
  t.same(overlaid(false), ofTokens)
  t.same(overlaid(true), [...ofTokens, 'platformPrivileges.managePolicies'])
})

t.test('a GMS that is older than a flag of ours is not asked for it', async (t) => {
  const gms = graphqlGms((body, response) => {
    const refused = body.includes('manageServiceAccounts\\n')
    const errors = [{ message: "Field 'manageServiceAccounts' is undefined", extensions: {} }]
    const platformPrivileges = { manageServiceAccounts: 'PlatformPrivileges', viewAnalytics: true }
    const data = { me: { corpUser: { urn: 'u' }, platformPrivileges } }
    response.end(JSON.stringify(refused ? { errors } : { data }))
  })
  const query = '{ me { corpUser { urn } platformPrivileges { manageServiceAccounts viewAnalytics } } }'
  const { service, token } = await startProxied(t, { answer: gms.answer })
  const answer = await post(`${service.front}/api/v2/graphql`, token, JSON.stringify({ query }))
  t.equal(
    await answer.text(),
    '{"data":{"me":{"corpUser":{"urn":"u"},"platformPrivileges":{"manageServiceAccounts":true,"viewAnalytics":true}}},"extensions":{}}',
  )
})

t.test('a body that is no request gets 400 without a body, and GMS nothing', async (t) => {
  const gms = graphqlGms()
  const proxied = await startProxied(t, { answer: gms.answer })
  const bodies = [
    '',
    'no json',
    '{:',
    '{"query',
    '\uFEFF{"query":"{ a }"}',
    '[]',
    '[{"query":"{ a }"}]',
    '{}',
    '"{ a }"',
    'null',
    '{"query":""}',
    '{"query":" \\n"}',
    '{"query":5}',
    '{"query":"{ a }","operationName":5}',
    '{"query":"{ a }","variables":[]}',
    '{"query":"{ a }","variables":"{}"}',
    '{"query":"{ a }"} {"query":"{ b }"}',
    '{"query":"{ a }","query":"{ b }"}',
  ]
  for (const url of urlsOf(proxied)) {
    for (const body of bodies) {
      const answer = await post(url, proxied.token, body)
      t.equal(answer.status, 400, body)
      t.equal(await answer.text(), '', body)
    }
  }
  t.same(gms.bodies, [])
})

t.test('a body is read whatever its type says, and without a type too', async (t) => {
  const gms = graphqlGms()
  const proxied = await startProxied(t, { answer: gms.answer })
  const body = '{"query":"{ dataset }","variables":null,"operationName":null}'
  for (const type of [
    'application/json',
    'text/plain',
    'application/graphql',
    'application/x-www-form-urlencoded',
  ]) {
    t.equal(
      (await post(`${proxied.service.gms}/api/graphql`, proxied.token, body, { 'content-type': type }))
        .status,
      200,
    )
  }
  const head = `POST /api/graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${proxied.token}\r\n`
  const untyped = await sendRaw(proxied.service.gms, `${head}Content-Length: ${body.length}\r\n\r\n${body}`)
  t.match(untyped, /^HTTP\/1\.1 200 /)
  const chunked = `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  t.match(await sendRaw(proxied.service.gms, head + chunked), /^HTTP\/1\.1 200 /)
  t.same(
    gms.bodies.map(String),
    Array.from({ length: 6 }, () => body),
  )
})

t.test('a body of 2 MiB is taken, and a longer one refused', async (t) => {
  const gms = graphqlGms()
  const proxied = await startProxied(t, { answer: gms.answer })
  const sized = (bytes: number) => `{"query":"{ dataset }","variables":{"x":"${'y'.repeat(bytes - 44)}"}}`
  t.equal(sized(2_097_152).length, 2_097_152)
  t.equal((await post(`${proxied.service.gms}/api/graphql`, proxied.token, sized(2_097_152))).status, 200)
  const refused = await post(`${proxied.service.gms}/api/graphql`, proxied.token, sized(2_097_153))
  t.equal(refused.status, 413)
  t.equal(((await refused.json()) as { code: string }).code, 'PAYLOAD_TOO_LARGE')
  t.equal(gms.bodies.length, 1)
})

t.test(
  'other methods are told that POST is the one, and nobody is let in without a credential',
  async (t) => {
    const gms = graphqlGms()
    const proxied = await startProxied(t, { answer: gms.answer })
    for (const url of urlsOf(proxied)) {
      for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const answer = await fetch(`${url}?query={dataset}`, { method, headers: bearer(proxied.token) })
        t.equal(answer.status, 405, `${method} ${url}`)
        t.equal(answer.headers.get('allow'), 'POST')
      }
      t.equal((await fetch(url, { method: 'POST', body: '{"query":"{ dataset }"}' })).status, 401)
    }
    t.same(gms.bodies, [])
  },
)

t.test('where DataHub’s authentication is off, nobody may ask, and is nobody for GMS', async (t) => {
  const gms = graphqlGms()
  const proxied = await startProxied(t, {
    answer: gms.answer,
    settings: { METADATA_SERVICE_AUTH_ENABLED: 'false' },
  })
  const url = `${proxied.service.gms}/api/graphql`
  t.equal((await fetch(url, { method: 'POST', body: '{"query":"{ dataset }"}' })).status, 200)
  t.same(valuesOf(proxied.gms.requests[0], 'authorization'), [])
})

t.test('a GMS that does not answer is told of as at any other path', async (t) => {
  const proxied = await startProxied(t, { answer: (_, response) => response.destroy() })
  const answer = await post(`${proxied.service.gms}/api/graphql`, proxied.token, '{"query":"{ dataset }"}')
  t.equal(answer.status, 502)
  t.equal(((await answer.json()) as { code: string }).code, 'GMS_UNREACHABLE')
})

t.test('a session that GMS has forgotten is renewed, and the request sent again', async (t) => {
  const gms = graphqlGms((_, response) => {
    if (gms.bodies.length === 2) response.writeHead(401)
    response.end('{"data":{}}')
  })
  const proxied = await startProxied(t, { answer: gms.answer })
  const url = `${proxied.service.gms}/api/graphql`
  t.equal((await post(url, proxied.token, '{"query":"{ a }"}')).status, 200)
  t.equal((await post(url, proxied.token, '{"query":"{ b }"}')).status, 200)
  t.same(gms.bodies.map(String), ['{"query":"{ a }"}', '{"query":"{ b }"}', '{"query":"{ b }"}'])
  t.same(
    proxied.gms.requests.flatMap((request) => valuesOf(request, 'authorization')),
    ['Bearer session-1', 'Bearer session-1', 'Bearer session-2'],
  )
})
