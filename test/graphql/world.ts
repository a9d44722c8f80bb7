import { buildSchema, type DocumentNode, execute, type GraphQLError, parse, validate } from 'graphql'
import type { CallGms, GmsCall } from '../../src/app/ports/gms.ts'
import { ServiceError } from '../../src/errors/service-error.ts'
import type { GraphqlContext } from '../../src/graphql/context.ts'
import { type Graphql, makeGraphql } from '../../src/graphql/make-graphql.ts'
import { readGraphqlRequest } from '../../src/graphql/request.ts'
import type { Resolver } from '../../src/graphql/resolvers.ts'
import { NO_GUARD } from '../helpers/fakes/gms-guard.ts'

/** Two halves of a schema, and one in which they are together: what the engine splits, the whole can answer too. */

const SHARED = /* GraphQL */ `
  scalar Long
  type Node { n: Int  name: String  child: Node  list(count: Int = 2): [Node!]!  breaks: String }
`
const OUR_QUERIES = /* GraphQL */ `
  mine(n: Int = 1): Int
  myNode(name: String): Node
  mySure(n: Int): Int!
  myFault: String
`
const OUR_MUTATIONS = /* GraphQL */ `
  myBump(by: Int = 1): Int
  mySureBump(by: Int): Int!
`
const THEIR_QUERIES = /* GraphQL */ `
  theirs(n: Int = 1): Int
  theirNode(name: String): Node
  theirSure(n: Int): Int!
  theirFault: String
`
const THEIR_MUTATIONS = /* GraphQL */ `
  theirBump(by: Int = 1): Int
  theirSureBump(by: Int): Int!
`
const BOTH = /* GraphQL */ `
  type Both { ours: Node  part: Part!  theirs: Node }
  type Part { ours: Int!  theirs: Int! }
`
const WITH_BOTH = 'both(fails: Boolean): Both'

const schemaText = (queries: string, mutations: string): string =>
  `${SHARED} ${BOTH} type Query { ${queries} ${WITH_BOTH} } type Mutation { ${mutations} }`

const OUR_SDL = schemaText(OUR_QUERIES, OUR_MUTATIONS)
const THEIR_SCHEMA = buildSchema(schemaText(THEIR_QUERIES, THEIR_MUTATIONS))
export const WHOLE_SCHEMA = buildSchema(
  schemaText(OUR_QUERIES + THEIR_QUERIES, OUR_MUTATIONS + THEIR_MUTATIONS),
)

interface Node {
  n: number
  name: string
  child: () => Node
  list: (args: { count: number }) => Node[]
  breaks: () => never
}

function node(name: string, n = 0): Node {
  return {
    n,
    name,
    child: () => node(`${name}.child`, n + 1),
    list: ({ count }) =>
      Array.from({ length: Math.min(count ?? 0, 3) }, (_, at) => node(`${name}[${at}]`, at)),
    breaks() {
      throw new ServiceError('FORBIDDEN')
    },
  }
}

function sure(n: number | undefined): number {
  if (n === undefined || n === null || n < 0) throw new ServiceError('INVALID_REQUEST')
  return n
}

function fault(): never {
  throw new ServiceError('NOT_FOUND')
}

/** What has happened, in order; mutations answer with how much it is. */
export class Happened {
  readonly events: string[] = []

  resolvers() {
    const bump =
      (who: string) =>
      ({ by }: { by: number }) => {
        this.events.push(`${who} ${by}`)
        return this.events.length
      }
    const sureBump =
      (who: string) =>
      ({ by }: { by: number }) => {
        this.events.push(`${who} ${by}`)
        return sure(by)
      }
    const both = ({ fails }: { fails?: boolean }) =>
      fails === true ? fault() : { ours: node('ours'), theirs: node('theirs'), part: { ours: 1, theirs: 2 } }
    const ours = {
      mine: ({ n }: { n: number }) => n,
      myNode: ({ name }: { name?: string }) => node(name ?? 'mine'),
      mySure: ({ n }: { n?: number }) => sure(n),
      myFault: fault,
    }
    const theirs = {
      theirs: ({ n }: { n: number }) => n,
      theirNode: ({ name }: { name?: string }) => node(name ?? 'theirs'),
      theirSure: ({ n }: { n?: number }) => sure(n),
      theirFault: fault,
    }
    const ourBumps = { myBump: bump('we'), mySureBump: sureBump('we') }
    const theirBumps = { theirBump: bump('they'), theirSureBump: sureBump('they') }
    return {
      ours: { Query: { ...ours, both }, Mutation: ourBumps } as {
        Query: Record<string, Resolver>
        Mutation: Record<string, Resolver>
      },
      theirs: { ...theirs, ...theirBumps, both },
      whole: { ...ours, ...theirs, ...ourBumps, ...theirBumps, both },
    }
  }
}

const CONTEXT: GraphqlContext = {
  caller: null,
  headers: {},
  report: () => undefined,
}

export interface World {
  graphql: Graphql
  happened: Happened
  /** What was sent to GMS, in order. */
  sent: GmsCall[]
}

const answerOf = (body: unknown, status = 200) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
})

/** The engine before a GMS that is graphql-js with the other half of the schema, and as strict. */
export function makeWorld(callGms?: CallGms): World {
  const happened = new Happened()
  const sent: GmsCall[] = []
  const { ours, theirs } = happened.resolvers()
  const strict: CallGms = async (call) => {
    const { query, variables, operationName } = JSON.parse(Buffer.from(call.body ?? '').toString())
    const document = parse(query)
    const invalid = validate(THEIR_SCHEMA, document)
    if (invalid.length > 0) return answerOf({ errors: invalid })
    const result = await execute({
      schema: THEIR_SCHEMA,
      document,
      rootValue: theirs,
      variableValues: variables,
      operationName,
    })
    return answerOf({ ...result, extensions: {} })
  }
  const graphql = makeGraphql({
    typeDefs: [OUR_SDL],
    resolvers: ours,
    ownership: {
      ours: new Set([
        'Query.mine',
        'Query.myNode',
        'Query.mySure',
        'Query.myFault',
        'Mutation.myBump',
        'Mutation.mySureBump',
      ]),
      overlaid: new Map([['Query.both', ['ours', 'part.ours']]]),
    },
    guard: NO_GUARD,
    callGms: (call) => {
      sent.push(call)
      return (callGms ?? strict)(call)
    },
  })
  return { graphql, happened, sent }
}

export interface Asked {
  query: string
  variables?: Record<string, unknown>
  operationName?: string | null
}

/** Asks as a client does, over bytes. */
export async function ask({ graphql }: Pick<World, 'graphql'>, asked: Asked | Buffer, context = CONTEXT) {
  const request = readGraphqlRequest(Buffer.isBuffer(asked) ? asked : Buffer.from(JSON.stringify(asked)))
  if (request === undefined) throw new Error('no request')
  const outcome = await graphql.execute(request, context)
  const text =
    outcome.by === 'ours' ? JSON.stringify(outcome.answer) : Buffer.from(outcome.answer.body).toString()
  return { by: outcome.by, text, answer: JSON.parse(text) }
}

/** What graphql-js says to the whole document on the whole schema. */
export async function askWhole(
  document: DocumentNode,
  { variables, operationName }: Asked,
  happened: Happened,
) {
  const result = await execute({
    schema: WHOLE_SCHEMA,
    document,
    rootValue: happened.resolvers().whole,
    variableValues: variables ?? null,
    operationName: operationName ?? null,
  })
  return JSON.parse(JSON.stringify(result)) as { data?: unknown; errors?: GraphQLError[] }
}
