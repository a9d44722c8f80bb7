import t from 'tap'
import { ERRORS, type ErrorCode } from '../../src/errors/catalog.ts'
import { ServiceError } from '../../src/errors/service-error.ts'
import { makeTokenDesk } from './token-desk.ts'

const UNAUTHORIZED = 'Unauthorized to perform this action. Please contact your DataHub administrator.'

function throwing(error: unknown) {
  const fail = () => {
    throw error
  }
  return makeTokenDesk({
    resolvers: { Query: { listAccessTokens: fail }, Mutation: { createAccessToken: fail } },
  })
}

t.test('a refusal is answered in DataHub’s own bytes', async (t) => {
  const desk = throwing(new ServiceError('FORBIDDEN'))
  const { answer } = await desk.ask('{\n  listAccessTokens(input: {}) { total }\n}')
  t.equal(
    JSON.stringify(answer),
    `{"errors":[{"message":"${UNAUTHORIZED}","locations":[{"line":2,"column":3}],"path":["listAccessTokens"],"extensions":{"code":403,"type":"UNAUTHORIZED","classification":"DataFetchingException"}}],"data":null,"extensions":{}}`,
  )
})

t.test('a field that may be null is null where it failed, and its siblings are answered', async (t) => {
  const desk = throwing(new ServiceError('FORBIDDEN'))
  const { answer } = await desk.ask(
    'mutation { createAccessToken(input: {type: PERSONAL, actorUrn: "u", name: "n"}) { accessToken } revokeAccessToken(tokenId: "x") }',
  )
  t.same(answer.data, { createAccessToken: null, revokeAccessToken: true })
  t.match(answer.errors, [{ path: ['createAccessToken'] }])
})

t.test('each error of ours has DataHub’s code, and a message that its thrower may choose', async (t) => {
  const rows: [ErrorCode, string | undefined, number, string, string][] = [
    ['INVALID_REQUEST', 'Say when it ends.', 400, 'BAD_REQUEST', 'Say when it ends.'],
    ['UNAUTHENTICATED', undefined, 403, 'UNAUTHORIZED', UNAUTHORIZED],
    ['FORBIDDEN', undefined, 403, 'UNAUTHORIZED', UNAUTHORIZED],
    ['FORBIDDEN', 'Unauthorized to assign roles.', 403, 'UNAUTHORIZED', 'Unauthorized to assign roles.'],
    [
      'TOKEN_AUTHENTICATION_DISABLED',
      undefined,
      403,
      'UNAUTHORIZED',
      ERRORS.TOKEN_AUTHENTICATION_DISABLED.detail,
    ],
    ['NOT_FOUND', undefined, 404, 'NOT_FOUND', ERRORS.NOT_FOUND.detail],
    ['CONFLICT', 'It is there already.', 409, 'CONFLICT', 'It is there already.'],
    ['TOO_MANY_SIGN_INS', undefined, 429, 'TOO_MANY_REQUESTS', ERRORS.TOO_MANY_SIGN_INS.detail],
    ['STORE_UNAVAILABLE', undefined, 503, 'SERVICE_UNAVAILABLE', ERRORS.STORE_UNAVAILABLE.detail],
    ['GMS_UNREACHABLE', undefined, 503, 'SERVICE_UNAVAILABLE', ERRORS.GMS_UNREACHABLE.detail],
    ['GMS_TIMEOUT', undefined, 504, 'DEADLINE_EXCEEDED', ERRORS.GMS_TIMEOUT.detail],
    ['INTERNAL', 'What broke is nobody’s business.', 500, 'SERVER_ERROR', 'An unknown error occurred.'],
  ]
  for (const [thrown, detail, code, type, message] of rows) {
    const desk = throwing(new ServiceError(thrown, detail === undefined ? {} : { detail }))
    const { answer } = await desk.ask('{ listAccessTokens(input: {}) { total } }')
    t.match(answer.errors, [{ message, extensions: { code, type } }], thrown)
  }
})

t.test('what nobody foresaw is told as unknown, and is in the log once with its cause', async (t) => {
  const cause = Object.assign(new TypeError('secret-of-the-inside'), { code: 'ECONNRESET' })
  const desk = throwing(cause)
  const { answer } = await desk.ask('{ listAccessTokens(input: {}) { total } }')
  t.same(answer.errors[0].extensions, {
    code: 500,
    type: 'SERVER_ERROR',
    classification: 'DataFetchingException',
    instance: 'urn:uuid:instance',
  })
  t.equal(answer.errors[0].message, 'An unknown error occurred.')
  t.notMatch(JSON.stringify(answer), /secret-of-the-inside/)
  t.equal(desk.reported.length, 1)
  t.equal(desk.reported[0]?.code, 'INTERNAL')
  t.equal(desk.reported[0]?.cause, cause)
})

t.test('what fails in many fields of one answer for one reason is in the log once', async (t) => {
  const breaks = () => {
    throw new TypeError('broken')
  }
  const Mutation = { createAccessToken: breaks, revokeAccessToken: breaks }
  const desk = makeTokenDesk({ resolvers: { Mutation } })
  const { answer } = await desk.ask(
    `mutation {
      createAccessToken(input: {type: PERSONAL, actorUrn: "u", name: "n"}) { accessToken }
      revokeAccessToken(tokenId: "x")
    }`,
  )
  const instances = answer.errors.map((error: { extensions: object }) => error.extensions)
  t.match(instances, [{ instance: 'urn:uuid:instance' }, { instance: 'urn:uuid:instance' }])
  t.equal(desk.reported.length, 1)
})

t.test(
  'a resolver that gives what the schema does not allow is ours to mend, not the caller’s',
  async (t) => {
    const desk = makeTokenDesk({
      resolvers: { Query: { listAccessTokens: () => ({ start: 'secret', count: null }) } },
    })
    for (const field of ['start', 'count']) {
      const { answer } = await desk.ask(`{ listAccessTokens(input: {}) { ${field} } }`)
      t.match(answer.errors, [{ message: 'An unknown error occurred.', extensions: { code: 500 } }])
      t.notMatch(JSON.stringify(answer), /secret/)
    }
    t.equal(desk.reported.length, 2)
  },
)

t.test('what does not fit the schema, or is no GraphQL, has graphql-java’s classes', async (t) => {
  const desk = makeTokenDesk({ gms: null })
  for (const [query, message, classification] of [
    ['{ dataset(urn: "x") { urn } }', /Cannot query field "dataset"/, 'ValidationError'],
    ['{ listAccessTokens { total } }', /"ListAccessTokenInput!" is required/, 'ValidationError'],
    ['{ listAccessTokens(input: {}) { total ', /Syntax Error/, 'InvalidSyntax'],
    ['subscription { x }', /Subscriptions are not supported/, 'ValidationError'],
    ['what is this', /Syntax Error/, 'InvalidSyntax'],
  ] as const) {
    const { by, answer } = await desk.ask(query)
    t.equal(by, 'ours')
    t.match(answer, { errors: [{ message, extensions: { classification } }], extensions: {} })
    t.notOk('data' in answer, 'nothing ran')
  }
})

t.test('without a DataHub the schema is ours, and a field that nobody answers says so', async (t) => {
  const desk = makeTokenDesk({ gms: null })
  const { answer } = await desk.ask(
    '{ __typename __schema { mutationType { name } } listUsers(input: {}) { total } }',
  )
  t.same(answer.data, {
    __typename: 'Query',
    __schema: { mutationType: { name: 'Mutation' } },
    listUsers: null,
  })
  t.match(answer.errors, [{ message: /Nothing answers "listUsers" here/, extensions: { code: 404 } }])
})
