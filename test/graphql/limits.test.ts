import t from 'tap'
import type { Resolver } from '../../src/graphql/resolvers.ts'
import { makeOne, makeTokenDesk } from './token-desk.ts'

const LIMIT = { code: 400, type: 'BAD_REQUEST', classification: 'DataFetchingException' }

const aliases = (count: number, of: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => of(at)).join(' ')

t.test('a thousand aliases of createAccessToken are refused, and no token is made', async (t) => {
  for (const gms of [undefined, null]) {
    const desk = makeTokenDesk(gms === null ? { gms } : {})
    const many = aliases(1000, (at) => makeOne(`a${at}`))
    for (const query of [
      `mutation { ${many} }`,
      `mutation { ...F } fragment F on Mutation { ${many} }`,
      `mutation { ... { ${many} } }`,
      `mutation { ${makeOne('a')} ${makeOne('b')} }`,
      `mutation { ${makeOne('a')} addTag(input: {}) ${makeOne('b')} }`,
      `query { a: getAccessToken(input: {type: PERSONAL, actorUrn: "u", duration: ONE_HOUR}) { accessToken } b: getAccessToken(input: {type: PERSONAL, actorUrn: "u", duration: ONE_HOUR}) { accessToken } }`,
    ]) {
      const { answer } = await desk.ask(query)
      t.match(answer, { data: undefined, errors: [{ extensions: LIMIT }] }, query.slice(0, 60))
      t.equal(answer.errors.length, 1)
    }
    t.same(desk.made, [])
    t.same(desk.sent, [])
    t.match((await desk.ask(`mutation { ${makeOne('one')} }`)).answer.data, {
      one: { accessToken: 'token-1' },
    })
    t.same(desk.made, ['one'])
  }
})

t.test('ten mutations of ours and twenty fields run in one operation, and no more', async (t) => {
  const desk = makeTokenDesk()
  const revoke = (at: number) => `r${at}: revokeAccessToken(tokenId: "x")`
  const list = (at: number) => `l${at}: listAccessTokens(input: {}) { total }`
  t.equal((await desk.ask(`mutation { ${aliases(10, revoke)} }`)).answer.errors, undefined)
  t.equal((await desk.ask(`query { ${aliases(20, list)} }`)).answer.errors, undefined)
  t.equal(desk.calls.length, 30)
  t.match((await desk.ask(`mutation { ${aliases(11, revoke)} }`)).answer.errors, [{ message: /at most 10 / }])
  t.match((await desk.ask(`query { ${aliases(21, list)} }`)).answer.errors, [{ message: /at most 20 / }])
  t.equal(desk.calls.length, 30)
})

const nested = (depth: number) =>
  `query { listAccessTokens(input: {}) { tokens { ${'relationships(input: {types: [], direction: INCOMING, count: 1}) { relationships { entity { '.repeat(depth)} urn ${'} } }'.repeat(depth)} } } }`

t.test('fifty fields below one another are taken, and no more', async (t) => {
  const desk = makeTokenDesk()
  t.equal((await desk.ask(nested(15))).answer.errors, undefined, '48 fields')
  t.match((await desk.ask(nested(17))).answer.errors, [
    { message: /more than 50 fields below/, extensions: LIMIT },
  ])
  t.equal(desk.calls.length, 1)
})

t.test('two thousand fields are taken, and no more, however few letters say them', async (t) => {
  const desk = makeTokenDesk()
  const fields = (count: number) =>
    `query { listAccessTokens(input: {}) { ${aliases(count, (at) => `a${at}: total`)} } }`
  t.equal((await desk.ask(fields(1999))).answer.errors, undefined)
  t.match((await desk.ask(fields(2000))).answer.errors, [
    { message: /more than 2000 fields/, extensions: LIMIT },
  ])
  t.equal(desk.calls.length, 1)
})

const entity = (inner: string) =>
  `listAccessTokens(input: {}) { tokens { relationships(input: {types: [], direction: INCOMING, count: 1}) { relationships { entity { ${inner} } } } } }`

t.test('what is passed over counts too, a fragment once and the names of types not at all', async (t) => {
  const desk = makeTokenDesk()
  const foreign = (count: number, name: string) =>
    `... on Dataset { ${aliases(count, (at) => `a${at}: ${name}`)} }`
  t.equal((await desk.ask(`{ ${entity(foreign(1995, 'b'))} }`)).answer.errors, undefined)
  t.match((await desk.ask(`{ ${entity(foreign(1996, 'b'))} }`)).answer.errors, [
    { message: /^The operation has more than 2000 fields/, extensions: LIMIT },
  ])
  t.equal((await desk.ask(`{ ${entity(foreign(3000, '__typename'))} }`)).answer.errors, undefined)
  const spread = `{ ${entity('...D '.repeat(1000))} } fragment D on Dataset { ${aliases(100, (at) => `a${at}: b`)} }`
  t.equal((await desk.ask(spread)).answer.errors, undefined)
  t.equal(desk.calls.length, 3)
})

t.test('what runs here counts as often as it is spread, names of types too', async (t) => {
  const desk = makeTokenDesk()
  for (const field of ['total', '__typename']) {
    const spread = (times: number) =>
      `{ listAccessTokens(input: {}) { ${'...F '.repeat(times)} } } fragment F on ListAccessTokenResult { ${aliases(99, (at) => `a${at}: ${field}`)} x: total }`
    t.equal((await desk.ask(spread(19))).answer.errors, undefined)
    t.match((await desk.ask(spread(20))).answer.errors, [
      { message: /as often as they are spread/, extensions: LIMIT },
    ])
  }
})

t.test('what runs here counts over all its parts', async (t) => {
  const made: string[] = []
  const createServiceAccount: Resolver = () => {
    made.push('one')
    return { urn: 'u' }
  }
  const desk = makeTokenDesk({ resolvers: { Mutation: { createServiceAccount } } })
  const parts = (fields: number) =>
    `mutation { a: createServiceAccount(input: {}) { ...F } addTag b: createServiceAccount(input: {}) { ...F } }
     fragment F on ServiceAccount { ${aliases(fields, (at) => `a${at}: urn`)} }`
  t.match((await desk.ask(parts(1000))).answer.errors, [{ message: /as often as they are spread/ }])
  t.same([made, desk.sent], [[], []])
  t.equal((await desk.ask(parts(999))).answer.errors, undefined)
  t.equal(made.length, 2)
})

t.test(
  'fragments that double one another on the way to what is laid over GMS’s answer are not written out',
  async (t) => {
    const desk = makeTokenDesk()
    const doubled = (type: string) =>
      `{ me { ...F0 } } ${aliases(60, (at) => `fragment F${at} on ${type} { ...F${at + 1} ...F${at + 1} }`)} fragment F60 on ${type} { platformPrivileges { manageTokens } }`
    const began = performance.now()
    for (const type of ['AuthenticatedUser', 'Nowhere'])
      t.match((await desk.ask(doubled(type))).answer.errors, [
        { message: /more than 2000 fields/, extensions: LIMIT },
      ])
    t.ok(performance.now() - began < 1000)
    t.same([desk.calls, desk.sent], [[], []])
  },
)

t.test(
  'a long fragment that is spread often on the way to what is laid over GMS’s answer is refused, and GMS is sent nothing',
  async (t) => {
    const desk = makeTokenDesk()
    const spread = (times: number, argument: string) =>
      `{ me { ${aliases(times, (at) => `p${at}: platformPrivileges { ...A }`)} } } fragment A on PlatformPrivileges { manageTokens ...B } fragment B on PlatformPrivileges { manageTokens foo(x: ${argument}) }`
    const began = performance.now()
    for (const argument of [`"${'a'.repeat(100_000)}"`, `[${'1 '.repeat(7000)}]`])
      t.match((await desk.ask(spread(400, argument))).answer, {
        data: undefined,
        errors: [{ message: /more than 262144 characters/, extensions: LIMIT }],
      })
    t.ok(performance.now() - began < 1000, `${performance.now() - began} ms`)
    t.same([desk.calls, desk.sent], [[], []])
    t.equal((await desk.ask(spread(400, '"a"'))).answer.errors, undefined)
    t.ok(String(desk.sent[0]?.body).length < 100_000)
  },
)

t.test('what GMS is sent is not longer for being far down in the document', async (t) => {
  const desk = makeTokenDesk()
  const down = (field: string) =>
    `{ listAccessTokens(input: {}) { total } d: dataset { ${'... { '.repeat(150)} ${field} ${'} '.repeat(150)} } }`
  const nested = `${'['.repeat(1000)}1${']'.repeat(1000)}`
  const lines = `"""x${'\n'.repeat(100_000)}x"""`
  for (const argument of [nested, lines]) {
    const asked = down(`a(x: ${argument})`)
    t.equal((await desk.ask(asked)).answer.errors, undefined)
    t.ok(String(desk.sent.at(-1)?.body).length < 2 * asked.length + 1000)
  }
})

t.test('fragments that double one another, nest, or spread themselves cost their length', async (t) => {
  const desk = makeTokenDesk()
  const root = 'query { listAccessTokens(input: {}) { tokens { ...F0 } } }'
  const fragment = (at: number, body: string) => `fragment F${at} on AccessTokenMetadata { ${body} }`
  const doubling = aliases(1000, (at) => fragment(at, `...F${at + 1} ...F${at + 1}`))
  const began = performance.now()
  for (const [query, message] of [
    [
      `${root} ${aliases(60, (at) => fragment(at, `...F${at + 1} ...F${at + 1}`))} ${fragment(60, 'urn')}`,
      /2000/,
    ],
    [`${root} ${doubling} ${fragment(1000, 'urn')}`, /below one another/],
    [`${root} ${fragment(0, 'urn ...F1')} ${fragment(1, '...F0')}`, /within itself/],
    [`${root} ${fragment(0, '...F0')}`, /within itself/],
    [`query { ...R listAccessTokens(input: {}) { total } } fragment R on Query { ...R }`, /within itself/],
    [`query { listAccessTokens(input: {}) ${'{ a '.repeat(5000)} ${'}'.repeat(5000)} }`, /nested|below/],
    [
      `query { ${'... { '.repeat(3000)} listAccessTokens(input: {}) { total } ${'}'.repeat(3000)} }`,
      /nested|below/,
    ],
    [
      `query { listAccessTokens(input: {filters: ${'['.repeat(7000)}${']'.repeat(7000)}}) { total } }`,
      /nested|below|list/i,
    ],
    [`query { listAccessTokens(input: {}) { ${aliases(8000, () => 'total')} } }`, /2000 fields/],
    [`query { listAccessTokens(input: {}) { ${aliases(16_000, () => 'total')} } }`, /15000 tokens/],
  ] as const) {
    const { answer } = await desk.ask(query)
    t.match(answer.errors, [{ message }], query.slice(0, 80))
    t.equal(answer.data, undefined)
  }
  t.ok(performance.now() - began < 3000, 'within three seconds, where doubling 60 times would take years')
  t.same([desk.calls, desk.sent], [[], []])
})

t.test('the largest documents are judged in a moment, whatever comes of it', async (t) => {
  const desk = makeTokenDesk()
  const began = performance.now()
  const distinct = `query { listAccessTokens(input: {}) { ${aliases(1900, (at) => `a${at}: total`)} } }`
  t.equal((await desk.ask(distinct)).answer.errors, undefined)
  const repeated = `query { listAccessTokens(input: {}) { ${aliases(1900, () => 'total')} } }`
  t.match((await desk.ask(repeated)).answer.errors, [{ message: /one field too often/, extensions: LIMIT }])
  // Nothing in it is ours, which takes a look at all of it, and then it is GMS's to refuse.
  const foreign = `query { ${aliases(700, (at) => `m${at}: me { ...F }`)} } fragment F on AuthenticatedUser { ${aliases(700, () => 'platformPrivileges { ...G }')} } fragment G on PlatformPrivileges { ${aliases(1500, () => 'viewTests')} }`
  t.equal((await desk.ask(foreign)).by, 'gms')
  t.ok(performance.now() - began < 3000, `${performance.now() - began} ms`)
})
