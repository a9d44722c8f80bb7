import t from 'tap'
import { graphqlGms } from '../helpers/graphql-gms.ts'
import { bearer, signIn } from '../helpers/person.ts'
import { startProxied } from '../helpers/proxied.ts'

/** Part F of the attack list, 91, 92 and 95 (docs/attacks.md): a DataHub stands behind, and must never see our operations. */

const INPUT = '{ type: PERSONAL, actorUrn: "urn:li:corpuser:datahub", duration: ONE_HOUR, name: "attack" }'
const CREATE = `createAccessToken(input: ${INPUT}) { accessToken }`

async function attacked(t: Parameters<typeof startProxied>[0]) {
  const gms = graphqlGms((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"data":{},"extensions":{}}')
  })
  const { service, token } = await startProxied(t, { answer: gms.answer })
  const urls = [
    `${service.front}/api/v2/graphql`,
    `${service.front}/api/graphql`,
    `${service.front}/api/gms/api/graphql`,
    `${service.gms}/api/graphql`,
  ]
  const [first = ''] = urls
  const post = (body: string, headers: Record<string, string> = {}, url = first) =>
    fetch(url, {
      method: 'POST',
      headers: { ...bearer(token), 'content-type': 'application/json', ...headers },
      body,
    })
  const made = async () => {
    const list = 'listAccessTokens(input: { filters: [{ field: "name", values: ["attack"] }] }) { total }'
    const answer = (await (await post(JSON.stringify({ query: `{ ${list} }` }))).json()) as {
      data: { listAccessTokens: { total: number } }
    }
    return answer.data.listAccessTokens.total
  }
  return { service, urls, post, made, forwarded: gms.bodies }
}

t.test(
  'attack 91: aliases of createAccessToken, two or a thousand, or a batch of them make no token',
  async (t) => {
    const { urls, post, made, forwarded } = await attacked(t)
    const aliases = (count: number, field = CREATE) =>
      Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join('\n')
    const one = { query: `mutation { ${CREATE} }` }
    // Each of these is refused by a bound of its own: of tokens that are made, of mutations, of the document.
    const many: [string, RegExp][] = [
      [aliases(2), /more than one token/],
      [`...f ... { ${CREATE} } } fragment f on Mutation { other: ${CREATE}`, /more than one token/],
      [`${CREATE} ${aliases(10, 'revokeAccessToken(tokenId: "x")')}`, /asks 11 times .* at most 10/],
      [aliases(11, 'revokeAccessToken(tokenId: "x")'), /asks 11 times .* at most 10/],
      [aliases(500), /asks 500 times .* at most 10/],
      [aliases(1_000), /more than 15000 tokens/],
    ]
    for (const url of urls) {
      for (const [fields, message] of many) {
        const answer = await post(JSON.stringify({ query: `mutation { ${fields} }` }), {}, url)
        t.equal(answer.status, 200)
        const { errors } = (await answer.json()) as { errors: object[] }
        t.match(errors, [{ message, extensions: { code: 400, type: 'BAD_REQUEST' } }], url)
        t.equal(errors.length, 1)
      }
      t.equal((await post(JSON.stringify([one, one]), {}, url)).status, 400, 'a batch')
    }
    t.equal(await made(), 0)
    t.same(forwarded, [])
  },
)

t.test('attack 92: no way of writing or sending an operation hides it', async (t) => {
  const { service, post, made, forwarded } = await attacked(t)
  const hidden = [
    { query: `query harmless { dataset } mutation m { ${CREATE} }`, operationName: 'm' },
    { query: `query harmless { dataset } mutation m { ${CREATE} }` },
    { query: `query a { dataset } mutation a { ${CREATE} }`, operationName: 'a' },
    { query: `mutation { ...f } fragment f on Mutation { ${CREATE} }`, operationName: 'none' },
    { query: `mutation { deleteEntity x: ${CREATE} }`, operationName: 7 },
    { query: `"""mutation""" mutation { ${CREATE} }` },
    { query: `mutation { # }\u2028 ${CREATE}\n }` },
    { query: `subscription { ${CREATE} }` },
    { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab' } } },
  ]
  for (const [i, body] of hidden.entries()) t.ok((await post(JSON.stringify(body))).status <= 400, `way ${i}`)
  const twice = `{"query":"{ dataset }","query":${JSON.stringify(`mutation { ${CREATE} }`)}}`
  t.equal((await post(twice)).status, 400, 'two queries in one object')
  const before = await made()

  const form = `operations=${encodeURIComponent(JSON.stringify({ query: `mutation { ${CREATE} }` }))}`
  t.equal((await post(form, { 'content-type': 'multipart/form-data; boundary=x' })).status, 400)
  t.equal((await post(`mutation { ${CREATE} }`, { 'content-type': 'application/graphql' })).status, 400)
  const query = encodeURIComponent(`mutation { ${CREATE} }`)
  const get = await fetch(`${service.front}/api/graphql?query=${query}`, {
    headers: { cookie: await cookieOf(service.front) },
  })
  t.equal(get.status, 405)
  t.equal(await made(), before)
  for (const body of forwarded) t.notMatch(body.toString(), 'createAccessToken')
})

const TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/graphql',
  'text/plain; application/json',
]

t.test('attack 92: any content type with a Bearer, JSON alone with a cookie', async (t) => {
  const { service, urls, post, made, forwarded } = await attacked(t)
  const query = JSON.stringify({ query: '{ me { corpUser { urn } } }' })
  for (const type of [...TYPES, 'application/json'])
    t.equal((await post(query, { 'content-type': type })).status, 200, type)

  // Schemes are not compared, so a page at http on our host has an Origin that looks like ours.
  const { host } = new URL(service.front)
  const senders: Record<string, string>[] = [
    {},
    { origin: `http://${host}` },
    { origin: `https://${host}` },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin' },
    { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
  ]
  const cookie = await cookieOf(service.front)
  const create = Buffer.from(JSON.stringify({ query: `mutation { ${CREATE} }` }))
  const before = await made()
  for (const url of urls.slice(0, 3))
    for (const sender of senders) {
      for (const type of [undefined, ...TYPES]) {
        const named = type === undefined ? {} : { 'content-type': type }
        const headers = { cookie, ...sender, ...named } as Record<string, string>
        const answer = await fetch(url, { method: 'POST', headers, body: create })
        t.equal(answer.status, 415, `${url} ${JSON.stringify(sender)} ${type}`)
      }
      const headers = { cookie, ...sender, 'content-type': 'application/json' }
      t.equal((await fetch(url, { method: 'POST', headers, body: query })).status, 200)
    }
  t.equal(await made(), before)
  for (const body of forwarded) t.notMatch(body.toString(), 'createAccessToken')
})

t.test('attack 95: depth, cost and fragments without end are refused before anything runs', async (t) => {
  const { post, made, forwarded } = await attacked(t)
  const deep = (levels: number) =>
    `${'relationships { relationships { entity { '.repeat(levels)}urn${' } } }'.repeat(levels)}`
  const doubling = Array.from(
    { length: 40 },
    (_, i) => `fragment f${i} on CorpUser { ...f${i + 1} ...f${i + 1} }`,
  )
  const bombs: [string, RegExp][] = [
    [`{ listUsers(input: {}) { users { ${deep(60)} } } }`, /more than 50 fields below one another/],
    [`mutation { ${CREATE} } query { me { corpUser { ${deep(60)} } } }`, /only one operation named/],
    [
      `mutation { ${CREATE.replace('{ acc', `{ ${'accessToken '.repeat(5_000)} acc`)} }`,
      /more than 2000 fields/,
    ],
    [
      `mutation { ${CREATE} ...a } fragment a on Mutation { ...b } fragment b on Mutation { ...a }`,
      /within itself/,
    ],
    [
      `{ listUsers(input: {}) { users { ...f0 } } } ${doubling.join(' ')} fragment f40 on CorpUser { urn username }`,
      /more than 2000 fields/,
    ],
    [`mutation { ${CREATE.replace('attack', 'x'.repeat(2_000_000))} }`, /name/],
  ]
  for (const [query, message] of bombs) {
    const start = performance.now()
    const answer = await post(JSON.stringify({ query }))
    t.equal(answer.status, 200)
    t.match(await answer.json(), { errors: [{ message }] }, query.slice(0, 60))
    t.ok(performance.now() - start < 1000)
  }
  const answer = await post(JSON.stringify({ query: `mutation { ${CREATE} }` }).padEnd(2_097_153))
  t.equal(answer.status, 413)
  t.match(await answer.json(), { code: 'PAYLOAD_TOO_LARGE' })
  t.equal(await made(), 0)
  t.same(forwarded, [])
})

async function cookieOf(front: string): Promise<string> {
  return signIn(front, 'datahub', 'a password for tests')
}
