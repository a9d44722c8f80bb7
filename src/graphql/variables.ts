import {
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
  validateInputValue,
} from 'graphql'
import { invalidRequest } from './request-errors.ts'

type Values = Readonly<Record<string, unknown>>

const WHOLE_NUMBERS = new Set(['Int', 'Long'])

/**
 * The values of an operation's variables, made ready for the schema. A number in a string is taken where a whole number
 * is wanted, in lists and input objects too: graphql-java before 22 does so, and DataHub's own tests send `"20"`.
 * Throws a GraphQLError for the first value that does not fit. It names the place and the type, never the value, which
 * may be a token.
 */
export function readVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  values: Values,
): Record<string, unknown> {
  const read: [string, unknown][] = []
  for (const definition of variableDefinitions) {
    const { value: name } = definition.variable.name
    const type = typeFromAST(schema, definition.type)
    if (!isInputType(type)) throw invalidRequest(`Variable "$${name}" is of no input type.`, definition)
    if (Object.hasOwn(values, name)) {
      const value = lenient(values[name], type)
      check(definition, value, type)
      read.push([name, value])
    } else if (isNonNullType(type) && definition.defaultValue === undefined) {
      throw invalidRequest(`Variable "$${name}" of type "${type}" is required.`, definition)
    }
  }
  return Object.fromEntries(read)
}

function check(definition: VariableDefinitionNode, value: unknown, type: GraphQLInputType): void {
  const wrong: (readonly (string | number)[])[] = []
  validateInputValue(value, type, (_, path) => wrong.push(path), true)
  const [path] = wrong
  if (path === undefined) return
  const place = [definition.variable.name.value, ...path].join('.')
  throw invalidRequest(
    `Variable "$${definition.variable.name.value}" has an invalid value at "${place}": ${wanted(type, path)} is wanted.`,
    definition,
  )
}

// A path may end in a key that the schema does not know: then the object is what is wrong, by the fields that it lacks.
function wanted(type: GraphQLInputType, path: readonly (string | number)[]): string {
  let at: GraphQLInputType | undefined = type
  for (const step of path) {
    const inner: GraphQLInputType | undefined = isNonNullType(at) ? at.ofType : at
    if (isListType(inner)) at = inner.ofType
    else at = isInputObjectType(inner) ? inner.getFields()[step]?.type : undefined
  }
  return at === undefined ? 'a field of the schema' : `a value of type "${at}"`
}

function lenient(value: unknown, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return lenient(value, type.ofType)
  if (isListType(type)) {
    return Array.isArray(value)
      ? value.map((each) => lenient(each, type.ofType))
      : lenient(value, type.ofType)
  }
  if (isScalarType(type)) return WHOLE_NUMBERS.has(type.name) ? wholeNumber(value) : value
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value
  const fields = type.getFields()
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      return [name, field === undefined ? inner : lenient(inner, field.type)]
    }),
  )
}

function wholeNumber(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[+-]?\d{1,16}$/.test(value)) return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
