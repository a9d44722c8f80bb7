import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql'
import { invalidRequest, invalidSyntax, overLimit } from './request-errors.ts'

// graphql-java's own bound (ParserOptions.java), so that what GMS reads is read here too.
const TOKENS_MAX = 15_000

/** A document by its parts; of fragments with one name all are kept, so that none hides behind another. */
export interface Document {
  operations: readonly OperationDefinitionNode[]
  fragments: ReadonlyMap<string, readonly FragmentDefinitionNode[]>
  /** Definitions of types and the like, which nobody executes. */
  hasOther: boolean
}

/** One operation, chosen, of a document that can be read in one way only. */
export interface ChosenOperation {
  operation: OperationDefinitionNode
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/** Parses a text. Throws a GraphQLError: InvalidSyntax, or a limit where it has more tokens than GMS would take. */
export function parseDocument(text: string): Document {
  const { definitions } = parseText(text)
  const operations: OperationDefinitionNode[] = []
  const fragments = new Map<string, FragmentDefinitionNode[]>()
  let hasOther = false
  for (const definition of definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
    else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      const { value } = definition.name
      fragments.set(value, [...(fragments.get(value) ?? []), definition])
    } else hasOther = true
  }
  return { operations, fragments, hasOther }
}

function parseText(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: TOKENS_MAX })
  } catch (error) {
    if (!(error instanceof GraphQLError)) {
      // The parser descends as deep as the text nests, until its stack ends.
      if (error instanceof RangeError)
        throw overLimit('The document is nested too deeply. Ask for less at once.')
      throw error
    }
    if (/token limit|more than \d+ tokens/i.test(error.message)) {
      throw overLimit(`The document has more than ${TOKENS_MAX} tokens. Send it in parts.`)
    }
    throw invalidSyntax(error.message, error)
  }
}

/**
 * The operation that is to run (GraphQL §6.1, GetOperation). Throws a GraphQLError where it is not told which, and where
 * the document could be taken apart in two ways: names that occur twice, definitions of types.
 */
export function chooseOperation(document: Document, operationName: string | null): ChosenOperation {
  const { operations, hasOther } = document
  if (hasOther) throw invalidRequest('The document may hold operations and fragments only.')
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const [name, [first, second]] of document.fragments) {
    if (second !== undefined) throw invalidRequest(`There can be only one fragment named "${name}".`, second)
    if (first !== undefined) fragments.set(name, first)
  }
  const names = operations.map(({ name }) => name?.value)
  const twice = operations.find((_, at) => names.indexOf(names[at]) < at)
  if (twice !== undefined) {
    throw invalidRequest(`There can be only one operation named "${twice.name?.value ?? ''}".`, twice)
  }
  if (operations.length > 1 && names.includes(undefined)) {
    throw invalidRequest('An operation without a name must be the only one of its document.')
  }
  return { operation: named(operations, operationName), fragments }
}

function named(
  operations: readonly OperationDefinitionNode[],
  operationName: string | null,
): OperationDefinitionNode {
  const [first] = operations
  if (operationName === null && operations.length > 1) {
    throw invalidRequest('Must provide operation name if query contains multiple operations.')
  }
  const operation =
    operationName === null ? first : operations.find(({ name }) => name?.value === operationName)
  if (operation === undefined) {
    throw invalidRequest(
      operationName === null ? 'Must provide an operation.' : 'The document has no operation of that name.',
    )
  }
  return operation
}
