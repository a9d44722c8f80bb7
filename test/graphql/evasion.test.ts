import t from 'tap'
import { makeOne, makeTokenDesk } from './token-desk.ts'

const ONE = makeOne('one')
const DEFINED = 'fragment F on Mutation'

/** Documents in which a token is asked for, in ways that hide it from a hurried reader. None may reach GMS. */
const HIDDEN: readonly string[] = [
  `mutation { ${ONE} }`,
  `mutation A { addTag } mutation B { ${ONE} }`,
  `query A { dataset } mutation B { ${ONE} }`,
  `mutation { addTag } mutation { ${ONE} }`,
  `mutation A { addTag } mutation A { ${ONE} }`,
  `mutation { addTag ...F } ${DEFINED} { addTag } ${DEFINED} { ${ONE} }`,
  `mutation { ...F } ${DEFINED} { ... on Mutation { ... { ${ONE} } } }`,
  `mutation { ...F } fragment F on Query { ${ONE} }`,
  `mutation { addTag ...F } fragment F on Nowhere { ${ONE} }`,
  `mutation { addTag ... on Nowhere { ${ONE} } }`,
  `mutation { addTag ... on Mutation { ... on Nowhere { ${ONE} } } }`,
  `mutation { addTag ... @include(if: $no) { ${ONE} } }`,
  `mutation($no: Boolean) { addTag ${ONE.replace('{ acc', '@skip(if: $no) { acc')} }`,
  `mutation { addTag ... @defer { ${ONE} } }`,
  `mutation { addTag ... @unknown { ${ONE} } }`,
  `mutation { ${ONE.replace('{ accessToken }', '@live { accessToken }')} }`,
  `mutation @live { addTag ${ONE} }`,
  `mutation { addTag: ${makeOne('x', 'addTag').slice('addTag: '.length)} addTag }`,
  `type T { a: Int } mutation { ${ONE} }`,
  `mutation { addTag } ${DEFINED} { ${ONE} } subscription { ${ONE} }`,
  // What is no GraphQL for one parser may be some for another.
  `mutation { ${ONE}`,
  `mutation { 0${ONE} }`,
  `mutation { addTag(a: 'x') ${ONE} }`,
  `mutation { addTag # \u2028 ${ONE} \n }`,
  `mutation { addTag # \u2029 ${ONE} \n }`,
  `mutation { addTag(a: """\u0000 ") ${ONE} x(a: ") """) }`,
  `mutation { addTag(a: "\u0085 ${ONE.replaceAll('"', '')}") }`,
  `mutation { addTag \u00a0 ${ONE} }`,
  `mutation { addTag } { createAccessToken`,
]

t.test('no way of hiding a token’s creation brings it to GMS', async (t) => {
  for (const [at, query] of HIDDEN.entries()) {
    for (const operationName of [undefined, 'A', 'B', 'null', '']) {
      const desk = makeTokenDesk()
      const { by } = await desk.ask({ query, ...(operationName === undefined ? {} : { operationName }) })
      t.equal(by, 'ours', `number ${at}`)
      const sent = desk.sent.map(({ body }) => String(body)).filter((body) => /createAccessToken/.test(body))
      t.same(sent, [])
    }
  }
})

t.test(
  'a document is refused, not guessed at, where it does not say which operation is to run',
  async (t) => {
    const two = `mutation A { addTag } mutation B { ${ONE} }`
    for (const [query, operationName, message] of [
      [two, null, /Must provide operation name/],
      [two, '', /Must provide operation name/],
      [two, 'C', /no operation of that name/],
      [`mutation A { addTag } mutation A { ${ONE} }`, 'A', /only one operation named "A"/],
      [`mutation A { ${ONE} } { dataset }`, 'A', /must be the only one/],
      [`mutation A { ...F } ${DEFINED} { addTag } ${DEFINED} { ${ONE} }`, 'A', /only one fragment named "F"/],
      [`subscription { ${ONE} }`, null, /Subscriptions are not supported/],
    ] as const) {
      const desk = makeTokenDesk()
      const { answer } = await desk.ask({ query, operationName })
      t.match(answer.errors, [{ message, extensions: { classification: 'ValidationError' } }], query)
      t.same([desk.made, desk.sent, answer.data], [[], [], undefined])
    }
  },
)

t.test('of a document with several operations GMS gets the one that is to run, and no other', async (t) => {
  const desk = makeTokenDesk()
  await desk.ask({
    query: `query A($u: X) { dataset(urn: $u) { ...D } } mutation B { ${ONE} } fragment D on Dataset { urn } fragment E on X { y }`,
    operationName: 'A',
    variables: { u: 1, v: 2 },
  })
  t.same(desk.made, [])
  t.same(
    desk.sent.map(({ body }) => JSON.parse(String(body))),
    [
      {
        query: 'query A($u: X) { dataset(urn: $u) { ...D } }  fragment D on Dataset { urn }',
        operationName: 'A',
        variables: { u: 1 },
      },
    ],
  )
})

t.test('what only mentions our fields goes to GMS as it came', async (t) => {
  for (const query of [
    '{ dataset(urn: "createAccessToken") { urn } }',
    '{ dataset { createAccessToken } }',
    '{ createAccessToken: dataset { urn } }',
    '{ me { corpUser { urn } } }',
    'fragment createAccessToken on X { y } { a { ...createAccessToken } }',
    '# createAccessToken\n{ dataset }',
    '{ createAccessTokens }',
    '{ dataset } query B { me { corpUser { urn } } }',
    // No GraphQL for us, and nothing that a token hangs on: GMS says what it thinks of it.
    '{ me',
    'what is this',
  ]) {
    const desk = makeTokenDesk()
    const { by } = await desk.ask(query)
    t.equal(by, 'gms', query)
    t.same(
      desk.sent.map(({ body }) => Buffer.from(body ?? '').toString()),
      [JSON.stringify({ query })],
    )
  }
})

t.test('a field that is skipped is nobody’s, and one that is asked for by a condition is ours', async (t) => {
  const conditional = `mutation M($yes: Boolean!, $no: Boolean = false) { ...F @include(if: $yes) ${makeOne('no').replace('{ acc', '@include(if: $no) { acc')} } ${DEFINED} { ${ONE} }`
  const desk = makeTokenDesk()
  t.match((await desk.ask({ query: conditional, variables: { yes: true } })).answer.data, { one: {} })
  t.same((await desk.ask({ query: conditional, variables: { yes: false } })).answer, {
    data: {},
    extensions: {},
  })
  t.same(desk.made, ['one'])
  for (const variables of [{}, { yes: 'true' }, { yes: null }, { yes: 1 }]) {
    const { answer } = await desk.ask({ query: conditional, variables })
    t.match(answer.errors, [{ message: /must be true or false/ }])
  }
  t.same([desk.made, desk.sent], [['one'], []])
})
