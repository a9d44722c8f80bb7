import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
  TypeInfo,
  typeFromAST,
  type VariableDefinitionNode,
  type VariableNode,
  validateInputValue,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { invalidRequest } from './request-errors.ts'
import type { Subdocument } from './subdocument.ts'

const WHOLE_NUMBERS = new Set(['Int', 'Long'])

/**
 * The values of an operation's variables, made ready for the schema. A number in a string is taken where a whole number
 * is wanted, in lists and input objects too: graphql-java before 22 does so, and DataHub's own tests send `"20"`.
 * Throws a GraphQLError for the first value that does not fit. It names the place and the type, never the value, which
 * may be a token.
 */
export function readVariables(
  schema: GraphQLSchema,
  { document, operation, variables: values }: Subdocument,
): Record<string, unknown> {
  const { variableDefinitions = [] } = operation
  const read: [string, unknown][] = []
  const nulls = new Map<string, VariableDefinitionNode>()
  for (const definition of variableDefinitions) {
    const { value: name } = definition.variable.name
    const type = typeFromAST(schema, definition.type)
    if (!isInputType(type)) throw invalidRequest(`Variable "$${name}" is of no input type.`, definition)
    if (Object.hasOwn(values, name)) {
      const value = lenient(values[name], type)
      check(definition, value, type)
      if (value === null) nulls.set(name, definition)
      read.push([name, value])
    } else if (isNonNullType(type) && definition.defaultValue === undefined) {
      throw invalidRequest(`Variable "$${name}" of type "${type}" is required.`, definition)
    }
  }
  if (nulls.size > 0) checkNulls(schema, document, nulls)
  return Object.fromEntries(read)
}

function check(definition: VariableDefinitionNode, value: unknown, type: GraphQLInputType): void {
  const wrong = firstWrong(value, type)
  if (wrong === undefined) return
  const { name } = definition.variable
  const place = [name.value, ...wrong].join('.')
  throw invalidRequest(
    `Variable "$${name.value}" has an invalid value at "${place}": ${wanted(value, type, wrong)}.`,
    definition,
  )
}

/**
 * A variable that may be null may stand where null may not, if there is a default (GraphQL §5.8.5); graphql-js then finds
 * the null field by field, while the operation runs.
 */
function checkNulls(
  schema: GraphQLSchema,
  document: DocumentNode,
  nulls: ReadonlyMap<string, VariableDefinitionNode>,
): void {
  const types = new TypeInfo(schema)
  const Variable = ({ name: { value: name } }: VariableNode): void => {
    const type = types.getInputType()
    const definition = nulls.get(name)
    if (definition === undefined || !isNonNullType(type)) return
    throw invalidRequest(
      `Variable "$${name}" has an invalid value at "${name}": a value of type "${type}" is wanted.`,
      definition,
    )
  }
  visit(document, visitWithTypeInfo(types, { Variable }))
}

type ValuePath = readonly (string | number)[]

class WrongAt extends Error {
  readonly path: ValuePath

  constructor(path: ValuePath) {
    super('a value does not fit')
    this.path = path
  }
}

// The first one ends the search: each costs graphql-js a look at the whole value, and the value is as large as its sender
// likes.
function firstWrong(value: unknown, type: GraphQLInputType): ValuePath | undefined {
  try {
    validateInputValue(
      value,
      type,
      (_, path) => {
        throw new WrongAt(path)
      },
      true,
    )
  } catch (error) {
    if (error instanceof WrongAt) return error.path
    throw error
  }
  return undefined
}

function wanted(value: unknown, type: GraphQLInputType, path: ValuePath): string {
  let at: unknown = value
  let wantedType: GraphQLInputType | undefined = type
  for (const step of path) {
    const inner: GraphQLInputType | undefined = isNonNullType(wantedType) ? wantedType.ofType : wantedType
    if (isListType(inner)) wantedType = inner.ofType
    else wantedType = isInputObjectType(inner) ? inner.getFields()[step]?.type : undefined
    at = (at as Record<string | number, unknown>)[step]
  }
  return inObject(at, wantedType) ?? `a value of type "${wantedType}" is wanted`
}

/** What is wrong with an object as a whole: a field that it lacks, or one that its type has not. */
function inObject(value: unknown, type: GraphQLInputType | undefined): string | undefined {
  const inner = isNonNullType(type) ? type.ofType : type
  if (!isInputObjectType(inner) || typeof value !== 'object' || value === null || Array.isArray(value))
    return undefined
  const fields = Object.values(inner.getFields())
  const missing = fields.find((field) => isRequiredInputField(field) && !Object.hasOwn(value, field.name))
  if (missing !== undefined) return `the field "${missing.name}" of "${inner.name}" is missing`
  return `"${inner.name}" has the fields ${fields.map(({ name }) => name).join(', ')} and no others`
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
