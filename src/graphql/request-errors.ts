import { type ASTNode, GraphQLError } from 'graphql'

/**
 * Refusals of a whole request, before anything of it runs. `classification` is graphql-java's, which DataHub's clients
 * see (ErrorClassification); what is over a limit of ours looks like an illegal argument to DataHub.
 */

/** The document does not fit the schema, or cannot be read in one way only. */
export function invalidRequest(message: string, node?: ASTNode): GraphQLError {
  return new GraphQLError(message, {
    ...(node === undefined ? {} : { nodes: node }),
    extensions: { classification: 'ValidationError' },
  })
}

/** The text is no GraphQL. */
export function invalidSyntax(message: string, parsed?: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    ...(parsed?.source === undefined ? {} : { source: parsed.source, positions: parsed.positions ?? [] }),
    extensions: { classification: 'InvalidSyntax' },
  })
}

/** The document is larger than what runs here. */
export function overLimit(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 400, type: 'BAD_REQUEST', classification: 'DataFetchingException' },
  })
}

/** Whether what was thrown is such a refusal. */
export function isRefusal(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError
}
