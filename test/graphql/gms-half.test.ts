import t from 'tap'
import { ServiceError } from '../../src/errors/service-error.ts'
import { answer as gmsSays, makeOne, makeTokenDesk } from './token-desk.ts'

const MIXED =
  'query { l: listAccessTokens(input: {}) { total } d: dataset { urn } me { corpUser { urn } platformPrivileges { manageTokens } } }'

t.test('where GMS gives no GraphQL answer, its fields say so and ours are answered', async (t) => {
  const failures = [
    [async () => gmsSays('oops', 500), 503, 'SERVICE_UNAVAILABLE'],
    [async () => gmsSays('<html>', 200), 503, 'SERVICE_UNAVAILABLE'],
    [async () => gmsSays('[]', 200), 503, 'SERVICE_UNAVAILABLE'],
    [async () => gmsSays('{}', 200), 503, 'SERVICE_UNAVAILABLE'],
    [async () => gmsSays('{"data":5}', 200), 503, 'SERVICE_UNAVAILABLE'],
    [async () => gmsSays('{"data":null,"errors":{}}', 200), 503, 'SERVICE_UNAVAILABLE'],
    [async () => gmsSays('{"data":{},"errors":[null]}', 200), 503, 'SERVICE_UNAVAILABLE'],
    [async () => gmsSays('{"data":{},"errors":["no"]}', 200), 503, 'SERVICE_UNAVAILABLE'],
    [
      async () => gmsSays('{"data":{},"errors":[{"message":"no","path":5}]}', 200),
      503,
      'SERVICE_UNAVAILABLE',
    ],
    [
      async () => gmsSays('{"data":{},"errors":[{"message":"no","path":[{}]}]}', 200),
      503,
      'SERVICE_UNAVAILABLE',
    ],
    [async () => gmsSays('', 401), 403, 'UNAUTHORIZED'],
    [async () => Promise.reject(new ServiceError('GMS_UNREACHABLE')), 503, 'SERVICE_UNAVAILABLE'],
    [async () => Promise.reject(new ServiceError('GMS_TIMEOUT')), 504, 'DEADLINE_EXCEEDED'],
    [async () => Promise.reject(new Error('what broke')), 500, 'SERVER_ERROR'],
  ] as const
  for (const [gms, code, type] of failures) {
    const desk = makeTokenDesk({ gms })
    const { by, answer } = await desk.ask(MIXED)
    t.equal(by, 'ours')
    t.same(answer.data, { l: { total: 0 }, d: null, me: null })
    t.match(answer.errors, [
      { path: ['d'], extensions: { code, type } },
      { path: ['me'], extensions: { code, type } },
    ])
    t.equal(desk.reported.length, 1, 'in the log once')
  }
})

t.test('errors of GMS’s keep their paths, and lose places that are not in the client’s text', async (t) => {
  const theirs = {
    message: 'no',
    locations: [{ line: 9, column: 9 }],
    path: ['d'],
    extensions: { code: 404 },
  }
  const me = { corpUser: { urn: 'u' }, platformPrivileges: { manageTokens: false } }
  const desk = makeTokenDesk({ gms: async () => gmsSays({ errors: [theirs], data: { d: null, me } }) })
  const { answer } = await desk.ask(MIXED)
  t.same(answer, {
    errors: [{ message: 'no', path: ['d'], extensions: { code: 404 } }],
    data: { l: { total: 0 }, d: null, me: { ...me, platformPrivileges: { manageTokens: true } } },
    extensions: {},
  })
})

t.test('where GMS says null to me, nothing is laid over it', async (t) => {
  const errors = [{ message: 'Failed to fetch authenticated user!', path: ['me'] }]
  const desk = makeTokenDesk({ gms: async () => gmsSays({ errors, data: { d: {}, me: null } }) })
  const { answer } = await desk.ask(MIXED)
  t.same(answer.data, { l: { total: 0 }, d: {}, me: null })
  t.same(answer.errors, errors)
})

t.test('GMS is not asked for a sub-field that is ours, and what else it could not say is told', async (t) => {
  const errors = [{ message: 'theirs', path: ['me', 'corpUser', 'urn'] }]
  const me = { corpUser: { urn: null }, platformPrivileges: { manageTokens: 'PlatformPrivileges', v: true } }
  const desk = makeTokenDesk({ gms: async () => gmsSays({ errors, data: { me } }) })
  const query = `query($no: Boolean = false, $v: Boolean!) { me { corpUser { urn } ...P ...P platformPrivileges { v: viewTests @include(if: $v) } } }
    fragment P on AuthenticatedUser { ... { platformPrivileges { manageTokens not: manageTokens @include(if: $no) } } }`
  const { answer } = await desk.ask({ query, variables: { v: true } })
  t.same(answer.data.me, { corpUser: { urn: null }, platformPrivileges: { manageTokens: true, v: true } })
  t.same(answer.errors, errors)
  const sent = JSON.parse(String(desk.sent[0]?.body)) as { query: string }
  t.same(sent.query.match(/\S+ (?:__typename|viewTests)(?: @\w+\(.*?\))?|(?<!\S)manageTokens(?!\S)/g), [
    'manageTokens: __typename',
    'not: __typename @include(if: $no)',
    'manageTokens: __typename',
    'not: __typename @include(if: $no)',
    'v: viewTests @include(if: $v)',
  ])
})

t.test('where GMS refuses its part whole, there is no data, as in one document', async (t) => {
  const errors = [{ message: 'Validation error', extensions: { classification: 'ValidationError' } }]
  const desk = makeTokenDesk({ gms: async () => gmsSays({ errors }) })
  t.same((await desk.ask(MIXED)).answer, { errors, data: null, extensions: {} })
})

t.test(
  'mutations run in the order of the document, and none after a failure that may not be null',
  async (t) => {
    const order: string[] = []
    const desk = makeTokenDesk({
      gms: async ({ body }) => {
        const names = [...String(body).matchAll(/\b(add|sure)\w+/g)].map(([name]) => name)
        order.push(`gms ${names.join('+')} after ${desk.calls.length}`)
        return names.includes('sureTag')
          ? gmsSays({ data: null, errors: [{ message: 'no' }] })
          : gmsSays({ data: { addTag: true, addTerm: true } })
      },
    })
    const revoke = 'revokeAccessToken(tokenId: "x")'
    await desk.ask(`mutation { a: ${revoke} addTag addTerm b: ${revoke} ${makeOne('c')} addOwner }`)
    t.same(order, ['gms addTag+addTerm after 1', 'gms addOwner after 3'])
    const stopped = await desk.ask(`mutation { addTag d: ${revoke} sureTag e: ${revoke} addOwner }`)
    t.same(order.slice(2), ['gms addTag after 3', 'gms sureTag after 4'])
    t.equal(desk.calls.length, 4, 'the last revocation did not run')
    t.same(stopped.answer, { errors: [{ message: 'no' }], data: null, extensions: {} })
  },
)

t.test('an error of GMS’s whose path is null has none, and hides nothing of what was made', async (t) => {
  const desk = makeTokenDesk({
    gms: async () => gmsSays({ errors: [{ message: 'no', path: null }], data: { addTag: null } }),
  })
  const { answer } = await desk.ask(`mutation { ${makeOne('a')} addTag }`)
  t.same(answer, {
    errors: [{ message: 'no' }],
    data: { a: { accessToken: 'token-1' }, addTag: null },
    extensions: {},
  })
})

t.test('variables that cannot be handed on are refused before a token is made', async (t) => {
  const desk = makeTokenDesk()
  const query = `mutation M($x: Any) { ${makeOne('a')} addTag(x: $x) }`
  const text = JSON.stringify({ query, variables: { x: 'DEEP' } })
  const deep = '['.repeat(50_000) + ']'.repeat(50_000)
  const { answer } = await desk.ask(Buffer.from(text.replace('"DEEP"', deep)))
  t.match(answer, { errors: [{ message: /nested too deeply/, extensions: { code: 400 } }] })
  t.same([desk.made, desk.sent], [[], []])
})

t.test('what is wrong with our part is found before GMS is asked to change anything', async (t) => {
  const desk = makeTokenDesk()
  for (const wrong of [
    'createAccessToken { accessToken }',
    'revokeAccessToken(tokenId: $x)',
    'revokeAccessToken',
  ]) {
    const { answer } = await desk.ask(`mutation { addTag ${wrong} }`)
    t.match(answer.errors, [{ extensions: { classification: 'ValidationError' } }])
  }
  const typed = 'mutation M($x: String!) { addTag revokeAccessToken(tokenId: $x) }'
  t.match((await desk.ask({ query: typed, variables: { x: 5 } })).answer.errors, [
    { message: /invalid value/ },
  ])
  t.same([desk.sent, desk.calls], [[], []])
})

t.test('a number of GMS’s with more digits than a double holds is answered as it was', async (t) => {
  const said =
    '{"big":9007199254740993,"part":0.12345678901234567890,"text":"9007199254740993","one":1,"list":[-12345678901234567890]}'
  const me = '{"corpUser":{"urn":null},"platformPrivileges":{"manageTokens":"","at":9007199254740993}}'
  const desk = makeTokenDesk({ gms: async () => gmsSays(`{"data":{"d":${said},"me":${me}}}`) })
  const { text } = await desk.ask(MIXED)
  t.ok(text.includes(`"d":${said},`), text)
  t.ok(text.includes('{"manageTokens":true,"at":9007199254740993}'), text)
})

t.test('a string of the client’s reaches GMS as the string that it was', async (t) => {
  const desk = makeTokenDesk()
  await desk.ask(
    String.raw`query { l: listAccessTokens(input: {}) { total } dataset(a: "\u2028\u0000\"\n", b: """ x "y" """) }`,
  )
  const { query } = JSON.parse(String(desk.sent[0]?.body)) as { query: string }
  for (const character of ['\u2028', '\0']) t.notOk(query.includes(character))
  t.match(query, String.raw`"\u2028\u0000\"\n"`)
})
