import type { GraphQLSchema } from 'graphql'
import { ServiceError } from '../errors/service-error.ts'
import type { GraphqlContext } from './context.ts'
import type { Ownership } from './ownership.ts'

/**
 * Answers a root field. Arguments are checked against the schema before; what it gives is an object by the field's type,
 * whose properties are values or again functions `(args, context)`. A value of an interface names its type in
 * `__typename`. "This cannot go on" is a ServiceError; its detail is what the client reads.
 */
// biome-ignore lint/suspicious/noExplicitAny: the schema, not TypeScript, says what the arguments of a field are
export type Resolver = (args: any, context: GraphqlContext) => unknown

/** Resolvers by the root type and the field's name. */
export interface Resolvers {
  Query: Readonly<Record<string, Resolver>>
  Mutation: Readonly<Record<string, Resolver>>
}

/** As graphql-js takes them: a root value for each root type. */
export type RootResolvers = Readonly<Record<'Query' | 'Mutation' | 'Subscription', object>>

/**
 * A resolver for each root field of the schema: the one that is given, else one that says that nobody answers the field
 * here. Throws where one is given for no field, or missing for a field that is said to be ours.
 */
export function completeResolvers(
  schema: GraphQLSchema,
  given: Resolvers,
  { ours, overlaid }: Ownership,
): RootResolvers {
  for (const name of [...ours, ...overlaid.keys()]) {
    const [type, field] = name.split('.') as ['Query' | 'Mutation', string]
    if (!Object.hasOwn(given[type], field)) throw new TypeError(`${name} has no resolver`)
  }
  return {
    Query: complete(schema.getQueryType()?.getFields(), given.Query),
    Mutation: complete(schema.getMutationType()?.getFields(), given.Mutation),
    Subscription: {},
  }
}

function complete(fields: object = {}, given: Readonly<Record<string, Resolver>>): object {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name))
  if (unknown !== undefined) throw new TypeError(`${unknown} has a resolver and is in no schema`)
  return Object.fromEntries(Object.keys(fields).map((name) => [name, given[name] ?? nobodyAnswers(name)]))
}

function nobodyAnswers(name: string): Resolver {
  return () => {
    throw new ServiceError('NOT_FOUND', {
      detail: `Nothing answers "${name}" here. It takes a DataHub behind this service, which GMS_URL names.`,
    })
  }
}
