import t from 'tap'
import { makeTokenDesk } from './token-desk.ts'

const LIST = 'query L($input: ListAccessTokenInput!) { listAccessTokens(input: $input) { total } }'

t.test(
  'a number in a string is taken where a whole number is wanted, as DataHub’s tests send it',
  async (t) => {
    const desk = makeTokenDesk()
    t.equal(
      (await desk.ask({ query: LIST, variables: { input: { start: '0', count: '20' } } })).answer.errors,
      undefined,
    )
    t.match(desk.calls, [{ input: { start: 0, count: 20 } }])
    const single =
      'query L($n: Int, $t: String!) { listAccessTokens(input: {count: $n}) { total } getAccessTokenMetadata(token: $t) { name } }'
    t.equal((await desk.ask({ query: single, variables: { n: '-7', t: '12' } })).answer.errors, undefined)
    t.match(desk.calls.slice(1), [{ input: { count: -7 } }, { token: '12' }], 'a string stays one')
  },
)

t.test('what is no whole number is refused by its place, and its value is never told', async (t) => {
  const desk = makeTokenDesk()
  const secret = 'eyJhbGciOiJIUzI1NiJ9.secret'
  const TOKEN = 'query M($token: String!) { getAccessTokenMetadata(token: $token) { name } }'
  const CREATE =
    'mutation C($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { accessToken } }'
  for (const [query, variables, place] of [
    [LIST, { input: { start: secret } }, 'input.start'],
    [LIST, { input: { start: '1.5' } }, 'input.start'],
    [LIST, { input: { start: '99999999999999999999' } }, 'input.start'],
    [LIST, { input: { start: '4294967296' } }, 'input.start'],
    [
      LIST,
      { input: { filters: [{ field: 'a', values: [{ [secret]: secret }] }] } },
      'input.filters.0.values.0',
    ],
    [LIST, { input: secret }, 'input'],
    [TOKEN, { token: [secret] }, 'token'],
    [TOKEN, { token: { a: secret } }, 'token'],
    [CREATE, { input: { type: secret, actorUrn: 'u', name: 'n' } }, 'input.type'],
    [CREATE, { input: { type: 'PERSONAL', actorUrn: 'u', name: 'n', [secret]: secret } }, 'input'],
    [TOKEN, {}, undefined],
    [TOKEN, { token: null }, 'token'],
  ] as const) {
    const { answer } = await desk.ask({ query, variables })
    const message = place === undefined ? /is required/ : new RegExp(`at "${place}"`)
    t.match(answer.errors, [{ message, extensions: { classification: 'ValidationError' } }])
    t.notMatch(JSON.stringify(answer), /secret/)
    t.notOk('data' in answer)
  }
  t.same([desk.calls, desk.made, desk.reported], [[], [], []])
})

t.test('a value in the document that does not fit is never told, however deep it is in lists', async (t) => {
  const desk = makeTokenDesk({ gms: null })
  for (const depth of [0, 1, 99, 100, 101, 1000]) {
    const value = `${'['.repeat(depth)}"a.secret"${']'.repeat(depth)}`
    for (const input of [value, `{count: ${value}}`, `{filters: ${value}}`]) {
      const { answer } = await desk.ask(`{ listAccessTokens(input: ${input}) { total } }`)
      t.match(answer.errors, [{ message: /…/, extensions: { classification: 'ValidationError' } }])
      t.notMatch(JSON.stringify(answer), /secret/)
    }
  }
  t.same(desk.calls, [])
})

t.test(
  'null where no null may stand is refused before anything runs, however many fields would meet it',
  async (t) => {
    for (const [query, variables] of [
      ['query($i: ListAccessTokenInput = {count: 5}) { listAccessTokens(input: $i) { total } }', { i: null }],
      ['mutation($i: String = "x") { revokeAccessToken(tokenId: $i) }', { i: null }],
      [
        'mutation($n: String = "x") { createAccessToken(input: {type: PERSONAL, actorUrn: "u", name: $n}) { accessToken } }',
        { n: null },
      ],
      ['query($b: Boolean = true) { listAccessTokens(input: {}) { total @include(if: $b) } }', { b: null }],
    ] as const) {
      const desk = makeTokenDesk()
      const { answer } = await desk.ask({ query, variables })
      t.match(
        answer.errors,
        [
          {
            message: /^Variable "\$\w" has an invalid value at/,
            extensions: { classification: 'ValidationError' },
          },
        ],
        query,
      )
      t.notOk('data' in answer, query)
      t.same([desk.calls, desk.made, desk.reported], [[], [], []], query)
    }
    const desk = makeTokenDesk()
    const taken = await desk.ask({
      query: 'query($c: Int = 10) { listAccessTokens(input: {count: $c}) { total } }',
      variables: { c: null },
    })
    t.equal(taken.answer.errors, undefined, 'where null may stand it does')
  },
)

t.test('an object is told which field it lacks, or which fields there are', async (t) => {
  const desk = makeTokenDesk()
  const query =
    'mutation C($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { accessToken } }'
  const messageOf = async (input: object) =>
    (await desk.ask({ query, variables: { input } })).answer.errors[0].message
  const complete = { type: 'PERSONAL', actorUrn: 'u', name: 'n' }
  t.match(
    await messageOf({ ...complete, name: undefined }),
    /at "input": the field "name" of "CreateAccessTokenInput" is missing\.$/,
  )
  t.match(
    await messageOf({ ...complete, more: 1 }),
    /has the fields type, actorUrn, .*name.* and no others\.$/,
  )
  t.match(
    await messageOf({ ...complete, name: null }),
    /at "input\.name": a value of type "String!" is wanted\.$/,
  )
})

t.test('a hundred thousand faults in one value cost no more than the first one', async (t) => {
  const desk = makeTokenDesk()
  const many = Array.from({ length: 100_000 }, (_, i) => i)
  for (const input of [Object.fromEntries(many.map((i) => [`k${i}`, i])), { filters: many }]) {
    const begun = performance.now()
    t.match((await desk.ask({ query: LIST, variables: { input } })).answer.errors, [
      { message: /invalid value/ },
    ])
    t.ok(performance.now() - begun < 5000, 'hours otherwise')
  }
})

t.test('a variable named like what every object has is a variable like any other', async (t) => {
  const desk = makeTokenDesk()
  const query =
    'query L($__proto__: Int, $constructor: Int) { listAccessTokens(input: {start: $__proto__, count: $constructor}) { total } }'
  const variables = JSON.parse('{"__proto__": "3", "constructor": 4}') as Record<string, unknown>
  t.equal((await desk.ask({ query, variables })).answer.errors, undefined)
  t.match(desk.calls, [{ input: { start: 3, count: 4 } }])
  t.match((await desk.ask({ query: LIST, variables: {} })).answer.errors, [{ message: /is required/ }])
})

t.test('a Long is a number of milliseconds, either way', async (t) => {
  const at = 1_700_000_000_000
  const desk = makeTokenDesk({
    resolvers: { Query: { getAccessTokenMetadata: () => ({ createdAt: at, expiresAt: null }) } },
  })
  const { answer } = await desk.ask('{ getAccessTokenMetadata(token: "x") { createdAt expiresAt } }')
  t.same(answer.data, { getAccessTokenMetadata: { createdAt: at, expiresAt: null } })
})
