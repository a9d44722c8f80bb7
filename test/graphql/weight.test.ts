import { getIntrospectionQuery } from 'graphql'
import t from 'tap'
import { userReference } from '../../src/graphql/resolvers/entities.ts'
import { makeTokenDesk } from './token-desk.ts'
import { ask as askWorld, makeWorld } from './world.ts'

const LIMIT = { code: 400, type: 'BAD_REQUEST', classification: 'DataFetchingException' }
const TOO_HEAVY = { message: /more than 250000 fields.*smaller count/, extensions: LIMIT }

const aliases = (count: number, of: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => of(at)).join(' ')
const tokens = (count: number | string, fields: string) =>
  `listAccessTokens(input: {count: ${count}}) { start count total tokens { ${fields} } }`
const edges = (count: string, below = 'total') =>
  `relationships(input: {types: ["IsMemberOfGroup"], direction: OUTGOING${count}}) { ${below} }`

t.test('many fields of a long list are refused, however they are asked for, and nothing runs', async (t) => {
  for (const gms of [undefined, null]) {
    const desk = makeTokenDesk(gms === null ? { gms } : {})
    const urns = aliases(30, (at) => `a${at}: urn`)
    const nested = edges(', count: 1000', `relationships { entity { ${edges(', count: 1000')} } }`)
    for (const query of [
      `{ ${tokens(
        10_000,
        aliases(450, (at) => `r${at}: ${edges('')}`),
      )} }`,
      `{ ${tokens(
        10_000,
        aliases(1900, (at) => `a${at}: urn`),
      )} }`,
      `{ ${tokens(10_000, urns)} }`,
      `query($count: Int = 10000) { ${tokens('$count', urns)} }`,
      `{ ${tokens(10_000, '...F')} } fragment F on AccessTokenMetadata { ${urns} }`,
      `{ listAccessTokens(input: {count: 10000}) { ...L } } fragment L on ListAccessTokenResult { tokens { ... { ${urns} } } }`,
      `{ ...Q } fragment Q on Query { ${tokens(10_000, urns)} }`,
      `{ ${aliases(20, (at) => `l${at}: listAccessTokens(input: {count: 10000}) { total }`)} }`,
      `{ ${tokens(5000, nested)} }`,
      `{ ${tokens(1, edges(', count: 1000', `relationships { entity { ${nested} } }`))} }`,
    ]) {
      const { answer } = await desk.ask(query)
      t.match(answer, { data: undefined, errors: [TOO_HEAVY] }, query.slice(0, 90))
    }
    const byVariable = `query($input: ListAccessTokenInput!) { listAccessTokens(input: $input) { tokens { ${urns} } } }`
    for (const count of [10_000, '10000']) {
      const { answer } = await desk.ask({ query: byVariable, variables: { input: { count } } })
      t.match(answer.errors, [TOO_HEAVY], 'in a variable')
    }
    const { answer } = await desk.ask({
      query: `query($count: Int) { ${tokens('$count', urns)} }`,
      variables: { count: 10_000 },
    })
    t.match(answer.errors, [TOO_HEAVY], 'in a variable of its own')
    t.same([desk.calls, desk.sent], [[], []])
    t.equal((await desk.ask({ query: byVariable, variables: { input: {} } })).answer.errors, undefined)
  }
})

t.test('each list that there is is weighed', async (t) => {
  const run = () => t.fail('nothing may run')
  const names = ['listUsers', 'listGroups', 'listRoles', 'listServiceAccounts']
  const desk = makeTokenDesk({
    resolvers: { Query: Object.fromEntries(names.map((name) => [name, run])) },
  })
  for (const [name, items] of [
    ['listUsers', 'users'],
    ['listGroups', 'groups'],
    ['listRoles', 'roles'],
    ['listServiceAccounts', 'serviceAccounts'],
  ] as const) {
    const query = `{ ${name}(input: {count: 10000}) { ${items} { ${aliases(30, (at) => `a${at}: urn`)} } } }`
    t.match((await desk.ask(query)).answer, { data: undefined, errors: [TOO_HEAVY] }, name)
  }
})

t.test('what the parts of a request weigh is one sum, and nothing runs where it is too much', async (t) => {
  const world = makeWorld()
  const list = 'myNode { a: list(count: 3000) { n name } b: list(count: 3000) { n name } }'
  t.equal((await askWorld(world, { query: `{ ${list} }` })).answer.errors, undefined)
  const many = aliases(8, (at) => `m${at}: ${list}`)
  t.match((await askWorld(world, { query: `{ theirs ${many} }` })).answer.errors, [TOO_HEAVY])
  t.equal(world.sent.length, 0)
})

t.test('a long argument is weighed with each item that reads it, and each time it is spread', async (t) => {
  const desk = makeTokenDesk()
  const types = (count: number) => `[${aliases(count, () => '"T"')}]`
  const told = (count: number) =>
    `relationships(input: {types: ${types(count)}, direction: OUTGOING, count: 0}) { total }`
  const spread = (times: number) =>
    `{ ${tokens(
      100,
      aliases(times, () => '...F'),
    )} } fragment F on AccessTokenMetadata { ${told(10_000)} }`
  const began = performance.now()
  t.match((await desk.ask(`{ ${tokens(7000, told(1000))} }`)).answer, {
    data: undefined,
    errors: [TOO_HEAVY],
  })
  t.match((await desk.ask(`{ ${tokens(7000, told(14_000))} }`)).answer.errors, [TOO_HEAVY])
  for (const times of [20, 900]) t.match((await desk.ask(spread(times))).answer.errors, [TOO_HEAVY])
  t.ok(performance.now() - began < 1000, `${performance.now() - began} ms`)
  t.same(desk.calls, [])
  t.equal((await desk.ask(`{ ${tokens(7000, told(10))} }`)).answer.errors, undefined)
  t.equal((await desk.ask(spread(1))).answer.errors, undefined)
})

const PROFILE = 'active displayName title firstName lastName fullName email'
const EDITABLE = 'displayName pictureLink teams title skills'
const start = ', start: 0'

t.test('the largest requests of DataHub’s page and scripts are answered', async (t) => {
  const empty = (items: string) => () => ({ start: 0, count: 0, total: 0, [items]: [] })
  const desk = makeTokenDesk({
    gms: null,
    resolvers: {
      Query: {
        listUsers: empty('users'),
        listGroups: empty('groups'),
        listRoles: empty('roles'),
        listServiceAccounts: empty('serviceAccounts'),
      },
    },
  })
  const count = edges('', 'start count total')
  for (const query of [
    `{ ${tokens(
      10_000,
      aliases(20, (at) => `a${at}: urn`),
    )} }`,
    `{ listUsers(input: {start: 0, count: 100}) { start count total users { urn username isNativeUser status
       info { ${PROFILE} } editableProperties { ${EDITABLE} }
       roles: ${edges(start, `start count total relationships { entity { ... on DataHubRole { urn type name ${count} } } }`)} } } }`,
    `{ listGroups(input: {start: 0, count: 100}) { start count total groups { urn type name origin { type externalType }
       info { displayName description email } editableProperties { pictureLink } memberCount: ${edges(', count: 1')}
       roles: ${edges(start, 'relationships { entity { ... on DataHubRole { urn type name } } }')} } } }`,
    `{ listRoles(input: {start: 0, count: 50}) { start count total roles { urn type name description
       users: ${edges(', count: 10', `relationships { entity { ... on CorpUser { urn type username info { ${PROFILE} } editableProperties { ${EDITABLE} } } } }`)}
       policies: ${edges(', count: 10', `relationships { entity { ... on DataHubPolicy { urn type name ${count} } } }`)} } } }`,
    '{ listServiceAccounts(input: {count: 10000}) { serviceAccounts { urn type name displayName description createdBy createdAt updatedAt } } }',
    getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, directiveIsRepeatable: true }),
  ]) {
    t.equal((await desk.ask(query)).answer.errors, undefined, query.slice(0, 60))
  }
})

t.test('a schema that is asked for a thousand times over is refused', async (t) => {
  const desk = makeTokenDesk({ gms: null })
  const schema = (names: number) =>
    `{ __schema { types { fields { args { ${aliases(names, (at) => `a${at}: name`)} } } } } }`
  t.equal((await desk.ask(schema(200))).answer.errors, undefined)
  t.match((await desk.ask(schema(300))).answer.errors, [TOO_HEAVY])
})

t.test('an answer that would be too long to send is refused, and the process goes on', async (t) => {
  const token = { urn: 'u', description: 'x'.repeat(500) }
  const desk = makeTokenDesk({
    resolvers: {
      Query: {
        listAccessTokens: ({ input: { count } }) => ({
          start: 0,
          count,
          total: count,
          tokens: Array.from({ length: count }, () => token),
        }),
      },
    },
  })
  const described = aliases(10, (at) => `a${at}: description`)
  const long = aliases(4, (at) => `${'a'.repeat(999)}${at}: urn`)
  for (const fields of [described, long]) {
    const { answer } = await desk.ask(`{ ${tokens(10_000, fields)} theirs }`)
    t.match(answer, {
      data: undefined,
      errors: [{ message: /more than 33554432 characters/, extensions: LIMIT }],
    })
    t.equal((await desk.ask(`{ ${tokens(1000, fields)} }`)).answer.errors, undefined)
  }
  const { answer } = await desk.ask(`{ ${tokens(1, `${'a'.repeat(1001)}: urn`)} }`)
  t.match(answer.errors, [{ message: /alias has more than 1000 characters/, extensions: LIMIT }])
})

t.test('a list that no count is asked for is not answered to its end where it is too long', async (t) => {
  let entities = 0
  const list = (policies: number, entityOf: () => object | null) => {
    const entity = () => {
      entities++
      return entityOf()
    }
    const criterion = {
      field: 'URN',
      condition: 'EQUALS',
      values: Array.from({ length: 1000 }, () => ({ value: 'v', entity })),
    }
    const filter = { criteria: Array.from({ length: 11 }, () => criterion) }
    const page = Array.from({ length: policies }, (_, at) => ({ urn: `p${at}`, resources: { filter } }))
    return makeTokenDesk({
      resolvers: {
        Query: { listPolicies: () => ({ start: 0, count: 20, total: policies, policies: page }) },
      },
    })
  }
  const asked =
    '{ listPolicies(input: {count: 20}) { policies { urn resources { filter { criteria { field values { value entity { urn type ... on CorpUser { username properties { email } } } } } } } } } }'
  const user = () => userReference('urn:li:corpuser:jane')
  t.match((await list(20, user).ask(asked)).answer, {
    data: undefined,
    errors: [{ message: /answer has more than 250000 fields.*smaller count/, extensions: LIMIT }],
  })
  t.ok(entities < 50_000, `${entities} of 220,000 entities`)
  t.equal((await list(3, user).ask(asked)).answer.errors, undefined)
  const { answer } = await list(10, () => null).ask(asked)
  t.equal(answer.errors, undefined, 'ten of the longest policies, whose values are DataHub’s to tell of')
})
