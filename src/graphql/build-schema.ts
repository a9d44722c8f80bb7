import {
  buildASTSchema,
  concatAST,
  GraphQLError,
  type GraphQLSchema,
  isScalarType,
  Kind,
  parse,
} from 'graphql'

/**
 * The schema of what is answered here, from SDL texts. `Long` is DataHub's scalar for times: a whole number of
 * milliseconds. Throws graphql-js's error where the texts make no schema.
 */
export function buildSchemaOf(typeDefs: readonly string[]): GraphQLSchema {
  const schema = buildASTSchema(concatAST(typeDefs.map((text) => parse(text))))
  const long = schema.getType('Long')
  if (isScalarType(long)) {
    long.coerceOutputValue = (value) => wholeNumber(value)
    long.coerceInputValue = (value) => wholeNumber(value)
    long.coerceInputLiteral = (node) => {
      if (node.kind !== Kind.INT) throw new GraphQLError('Long takes a whole number.')
      return wholeNumber(Number(node.value))
    }
  }
  return schema
}

function wholeNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new GraphQLError('Long takes a whole number.')
  }
  return value
}
