import { type ASTNode, GraphQLError, Kind, print } from 'graphql'

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

// Of one of these graphql-js repeats the text, and a token may have slipped there; names are none.
const TEXTS: readonly string[] = [Kind.STRING, Kind.LIST, Kind.OBJECT]

// As graphql-js writes a value into its errors: what is written otherwise is not found there.
const ERROR_INDENT_DEPTH = 100

/** A validation error of graphql-js's, without the values that it repeats from the document. */
export function withoutValues(error: GraphQLError): GraphQLError {
  const { nodes = [] } = error
  const texts = nodes
    .filter(({ kind }) => TEXTS.includes(kind))
    .map((node) => print(node, { maxIndentDepth: ERROR_INDENT_DEPTH }))
  if (texts.length === 0) return error
  return new GraphQLError(
    texts.reduce((message, text) => message.replaceAll(text, () => '…'), error.message),
    { nodes },
  )
}

/** Whether what was thrown is such a refusal. */
export function isRefusal(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError
}
