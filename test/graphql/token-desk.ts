import type { CallGms, GmsCall } from '../../src/app/ports/gms.ts'
import type { ServiceError } from '../../src/errors/service-error.ts'
import type { GraphqlContext } from '../../src/graphql/context.ts'
import { makeGraphql } from '../../src/graphql/make-graphql.ts'
import type { RootField } from '../../src/graphql/ownership.ts'
import type { Resolver } from '../../src/graphql/resolvers.ts'
import { TYPE_DEFS } from '../../src/graphql/schema/index.ts'
import { NO_GUARD } from '../helpers/fakes/gms-guard.ts'
import { caller } from '../helpers/fakes/people.ts'
import { type Asked, ask } from './world.ts'

/** DataHub's schema with token operations that only count, before a GMS that records or before none. */
export interface TokenDesk {
  /** Names of the tokens that were made. */
  made: string[]
  /** Arguments of each call of a resolver. */
  calls: unknown[]
  /** Documents that GMS was sent. */
  sent: GmsCall[]
  reported: ServiceError[]
  ask(asked: Asked | Buffer | string): ReturnType<typeof ask>
  /** With a session of this actor; `ask` is nobody's. */
  askAs(actorUrn: string, query: string): ReturnType<typeof ask>
}

interface DeskOptions {
  /** What GMS says; `null` for no GMS at all. */
  gms?: CallGms | null
  resolvers?: { Query?: Record<string, Resolver>; Mutation?: Record<string, Resolver> }
}

export const answer = (body: unknown, status = 200) => ({
  status,
  headers: {},
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})

export function makeTokenDesk({ gms, resolvers = {} }: DeskOptions = {}): TokenDesk {
  const made: string[] = []
  const calls: unknown[] = []
  const sent: GmsCall[] = []
  const reported: ServiceError[] = []
  const record =
    (resolve: Resolver): Resolver =>
    (args, context) => {
      calls.push(args)
      return resolve(args, context)
    }
  const create: Resolver = ({ input }) => {
    made.push(input.name)
    return { accessToken: `token-${made.length}`, metadata: { urn: 'u', type: 'ACCESS_TOKEN', createdAt: 1 } }
  }
  const all = {
    Query: {
      me: record(() => ({ platformPrivileges: { manageTokens: true } })),
      getAccessToken: record(create),
      getAccessTokenMetadata: record(() => ({ name: 'found' })),
      listAccessTokens: record(() => ({ start: 0, count: 20, total: 0, tokens: [] })),
      ...resolvers.Query,
    },
    Mutation: {
      createAccessToken: record(create),
      revokeAccessToken: record(() => true),
      ...resolvers.Mutation,
    },
  }
  const fields = Object.entries(all).flatMap(([type, of]) =>
    Object.keys(of).map((name) => `${type}.${name}` as RootField),
  )
  const callGms: CallGms = async (call) => {
    sent.push(call)
    return (gms ?? (async () => answer({ data: {} })))(call)
  }
  const graphql = makeGraphql({
    typeDefs: TYPE_DEFS,
    resolvers: all,
    ownership: {
      ours: new Set(fields.filter((field) => field !== 'Query.me')),
      overlaid: new Map([['Query.me', ['platformPrivileges.manageTokens']]]),
    },
    guard: NO_GUARD,
    callGms: gms === null ? undefined : callGms,
  })
  const context: GraphqlContext = {
    caller: null,
    headers: {},
    report(error) {
      reported.push(error)
      return error.code === 'INTERNAL' ? 'urn:uuid:instance' : undefined
    },
  }
  return {
    made,
    calls,
    sent,
    reported,
    askAs: (actorUrn, query) => ask({ graphql }, { query }, { ...context, caller: caller(actorUrn) }),
    ask: (asked) => ask({ graphql }, typeof asked === 'string' ? { query: asked } : asked, context),
  }
}

/** One selection that makes a token. */
export const makeOne = (name: string, alias = name) =>
  `${alias}: createAccessToken(input: {type: PERSONAL, actorUrn: "urn:li:corpuser:x", duration: ONE_HOUR, name: "${name}"}) { accessToken }`
