import { parse } from 'graphql'
import t from 'tap'
import { groupReference, userReference } from '../../src/graphql/resolvers/entities.ts'
import { answer as gmsSays, makeTokenDesk } from './token-desk.ts'

const values = [
  { value: 'u', entity: userReference('urn:li:corpuser:jane') },
  { value: 'g', entity: groupReference('urn:li:corpGroup:team') },
  { value: 'd', entity: null },
]
const policy = {
  urn: 'p',
  resources: { filter: { criteria: [{ field: 'URN', condition: 'EQUALS', values }] } },
}
const listPolicies = () => ({ start: 0, count: 20, total: 1, policies: [policy] })

function makeDesk(gms?: Parameters<typeof makeTokenDesk>[0]) {
  return makeTokenDesk({ ...gms, resolvers: { Query: { listPolicies } } })
}

const within = (entity: string) =>
  `listPolicies(input: {}) { policies { resources { filter { criteria { values { entity { ${entity} } } } } } } }`

/** The entities of the values, as a document asks for them. */
// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests look at
const entitiesIn = ({ data }: any) =>
  data.listPolicies.policies[0].resources.filter.criteria[0].values.map(
    ({ entity }: { entity: object | null }) => entity,
  )

t.test('what is for a type of DataHub’s alone is passed over, and the rest is answered', async (t) => {
  const fragments = `
    fragment searched on Entity { urn ... on Dataset { name ...named } ...named ... on CorpUser { username ...owned } }
    fragment named on Dashboard { name: title ...deep }
    fragment deep on Dashboard { nowhere }
    fragment owned on Entity { ... on Chart { owner { ...deep } } type }`
  for (const gms of [undefined, null]) {
    const { answer } = await makeDesk({ ...(gms === null && { gms }) }).ask(
      `{ ${within('...searched')} } ${fragments}`,
    )
    t.equal(answer.errors, undefined)
    t.same(entitiesIn(answer), [
      { urn: 'urn:li:corpuser:jane', username: 'jane', type: 'CORP_USER' },
      { urn: 'urn:li:corpGroup:team' },
      null,
    ])
  }
})

t.test(
  'where nothing else is asked for there is an object without fields, and a name of its type where that is asked for',
  async (t) => {
    const desk = makeDesk()
    const spread = 'fragment F on Entity { ... on Dataset { urn } } fragment G on Dataset { urn }'
    for (const [entity, more] of [
      ['... on Dataset { urn }', ''],
      ['... on Dataset { urn } ... on Chart { __typename }', ''],
      ['...F', spread],
      ['...F ...G', spread],
      ['... { ...G }', spread],
      ['... on CorpUser { ... on Entity { ...G } }', spread],
    ] as const) {
      const { answer } = await desk.ask(`{ ${within(entity)} } ${more}`)
      t.equal(answer.errors, undefined, entity)
      t.same(entitiesIn(answer), [{}, {}, null], entity)
    }
    const named = await desk.ask(`{ ${within('__typename kind: __typename ...F')} } ${spread}`)
    t.same(entitiesIn(named.answer), [
      { __typename: 'CorpUser', kind: 'CorpUser' },
      { __typename: 'CorpGroup', kind: 'CorpGroup' },
      null,
    ])
  },
)

t.test('variables that only such a fragment uses may be of types that there are none of here', async (t) => {
  const query = `query q($in: LineageInput!, $no: Boolean = true, $own: Boolean = false) {
    ${within('... on Dataset @skip(if: $no) { up(input: $in) { total } } urn @include(if: $own) type')} }`
  const { answer } = await makeDesk().ask({ query, variables: { in: { any: 'thing' }, no: 5 } })
  t.equal(answer.errors, undefined)
  t.same(entitiesIn(answer), [{ type: 'CORP_USER' }, { type: 'CORP_GROUP' }, null])
})

t.test('a fragment on a type of DataHub’s that users and groups have is theirs', async (t) => {
  const query = `{ ${within('... on ResolvedActor { ... on CorpUser { username } } ...owner')} }
    fragment owner on OwnerType { ... on CorpGroup { name } ... on Dataset { urn } }`
  const { answer } = await makeDesk().ask(query)
  t.same(entitiesIn(answer), [{ username: 'jane' }, { name: 'team' }, null])
})

t.test('a document that is wrong by itself is refused, whatever of it is passed over', async (t) => {
  const desk = makeDesk()
  const dataset = (inner: string, directives = '') => within(`urn ... on Dataset ${directives} { ${inner} }`)
  for (const [query, message] of [
    [`{ ${dataset('up(input: $none)')} }`, 'Variable "$none" is not defined.'],
    [`query q($a: X, $a: X) { ${dataset('up(input: $a)')} }`, 'There can be only one variable named "$a".'],
    [`{ ${dataset('up(a: 1, a: 2)')} }`, 'There can be only one argument named "a".'],
    [`{ ${dataset('up(a: {b: 1, b: 2})')} }`, 'There can be only one input field named "b".'],
    [`{ ${dataset('urn @live')} }`, 'Unknown directive "@live".'],
    [
      `{ ${dataset('urn', '@skip(if: true) @skip(if: true)')} }`,
      'The directive "@skip" can only be used once at this location.',
    ],
    [`{ ${dataset('...Nowhere')} }`, 'Unknown fragment "Nowhere".'],
    [`{ ${dataset('...F')} } fragment F on Dataset { ...F }`, 'Cannot spread fragment "F" within itself.'],
    [`{ ${dataset('urn')} x: ${within('nothing')} }`, 'Cannot query field "nothing" on type "Entity".'],
    [
      `{ ${within('... on Policy { urn }')} }`,
      'Fragment cannot be spread here as objects of type "Entity" can never be of type "Policy".',
    ],
    [
      `{ ${within('... on PolicyType { urn }')} }`,
      'Fragment cannot condition on non composite type "PolicyType".',
    ],
    // One type alone may stand there: either it is a slip, or an interface of DataHub's that ours should have.
    [`{ listPolicies(input: {}) { total ... on Dataset { urn } } }`, 'Unknown type "Dataset".'],
    [`{ listPolicies(input: {}) { ...D } } fragment D on Dataset { urn }`, 'Unknown type "Dataset".'],
    [`{ me { ... on Person { platformPrivileges { manageTokens } } } }`, 'Unknown type "Person".'],
    [
      `{ ... on Dataset { listPolicies(input: {}) { total } } }`,
      'Fragment cannot be spread here as objects of type "Query" can never be of type "Dataset".',
    ],
  ] as const) {
    const { answer } = await desk.ask(query)
    t.match(answer.errors, [{ message, extensions: { classification: 'ValidationError' } }], query)
    t.notOk('data' in answer)
  }
  t.same(desk.sent, [])
})

t.test('what is wrong beside it has its place in the text that was sent', async (t) => {
  const line = within('... on Dataset { urn } nothing')
  const { answer } = await makeDesk().ask(`{\n${line} }`)
  const column = line.indexOf('nothing') + 1
  t.match(answer.errors, [{ message: /"nothing"/, locations: [{ line: 2, column }] }])
})

t.test('GMS gets for its part the fragment that ours does without', async (t) => {
  const dataset = { urn: 'd', name: 'n' }
  const desk = makeDesk({ gms: async () => gmsSays({ data: { dataset } }) })
  const query = `query q($u: String, $no: Boolean = false) {
      dataset(urn: $u) { ...E }
      ${within('...E')}
    }
    fragment E on Entity { urn ...D @skip(if: $no) }
    fragment D on Dataset { name }`
  const { answer } = await desk.ask({ query, variables: { u: 'd', no: false } })
  t.equal(answer.errors, undefined)
  t.same(answer.data.dataset, dataset)
  t.same(entitiesIn(answer), [{ urn: 'urn:li:corpuser:jane' }, { urn: 'urn:li:corpGroup:team' }, null])
  const sent = JSON.parse(String(desk.sent[0]?.body))
  t.same(sent.variables, { u: 'd', no: false })
  const written = `query q($u: String, $no: Boolean = false) { dataset(urn: $u) { ...E } }
    fragment E on Entity { urn ...D @skip(if: $no) }
    fragment D on Dataset { name }`
  t.same(parse(sent.query, { noLocation: true }), parse(written, { noLocation: true }))
})
