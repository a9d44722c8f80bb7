import {
  type ArgumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql'
import { SpreadAllowance } from './limits.ts'
import { LIST_COUNT, RELATIONSHIPS_COUNT } from './page-sizes.ts'
import { overLimit } from './request-errors.ts'
import type { Subdocument } from './subdocument.ts'

/*
 * In fields of an answer. The largest thing that a client needs is a page of 10,000 tokens with 20 fields each: 200,000
 * fields, and 4 for each of the 10,000 rows, make 240,025. An answer of 250,000 fields takes about a quarter of a
 * second and 100 MB to make, and has 12,500 errors at the most.
 */
export const WEIGHT_MAX = 250_000

// A statement of the database, or an error with its stack and path.
const PAGE_WEIGHT = 20

// A row in memory, whether its fields are asked for or only the total: a token has ten of them.
const ROW_WEIGHT = 4

// A value in an argument, which is read again for each item, or one in a list of an answer: some 60 nanoseconds, where a
// field takes one microsecond.
export const VALUE_WEIGHT = 1 / 16

// Of lists that no count is asked for: a user's groups, the privileges, what a type of the schema has.
const UNCOUNTED = 10

type Values = Readonly<Record<string, unknown>>

/** What one request may weigh, over all its parts that run here. */
export class Allowance {
  #left = WEIGHT_MAX
  readonly #spread = new SpreadAllowance()

  /** Takes the fields of a part off, each as often as it is spread, before anything else looks at them. */
  takeSpread({ operation, fragments }: Subdocument): void {
    this.#spread.take(operation.selectionSet.selections, fragments)
  }

  /**
   * Takes the weight of a part off, before anything of it runs: the fields of its answer if each list has as many items
   * as are asked for, and with each the values in its arguments. Expects a part that is valid for the schema and passed `checkSize`, and its
   * variables as read. What `@skip` and types of fragments leave out below the root counts too. Throws a GraphQLError that
   * says what to do.
   */
  take(schema: GraphQLSchema, part: Subdocument, variables: Values): void {
    this.#left -= new Scale(schema, part, variables).weight()
    if (this.#left >= 0) return
    throw overLimit(
      `The operation asks for more than ${WEIGHT_MAX} fields, those of a list as often as its count says, and ` +
        `${1 / VALUE_WEIGHT} values of arguments for one. Ask for a smaller count, for fewer fields, or with fewer values.`,
    )
  }
}

class Scale {
  readonly #schema: GraphQLSchema
  readonly #operation: OperationDefinitionNode
  readonly #fragments: Subdocument['fragments']
  readonly #variables: Values
  // An argument may be long, and its fragment be spread a thousand times.
  readonly #known = new Map<ArgumentNode, number>()

  constructor(schema: GraphQLSchema, { operation, fragments }: Subdocument, variables: Values) {
    this.#schema = schema
    this.#operation = operation
    this.#fragments = fragments
    this.#variables = { ...defaultsOf(operation), ...variables }
  }

  weight(): number {
    const { operation, selectionSet } = this.#operation
    return this.#selections(selectionSet, this.#schema.getRootType(operation) ?? undefined, undefined)
  }

  // Not remembered by fragment: each is gone through as often as it is spread, which `takeSpread` bounds.
  #selections(
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    page: number | undefined,
  ): number {
    let weight = 0
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) weight += this.#field(selection, parent, page)
      else {
        const source =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value)
        const { typeCondition: condition } = source ?? {}
        const type = condition === undefined ? parent : this.#schema.getType(condition.name.value)
        if (source !== undefined) weight += this.#selections(source.selectionSet, type, page)
      }
    }
    return weight
  }

  /** `page`: the count that the field above was asked for, which is that of the lists of its result. */
  #field(node: FieldNode, parent: GraphQLNamedType | undefined, page: number | undefined): number {
    const field = isCompositeType(parent) ? this.#schema.getField(parent, node.name.value) : undefined
    if (field === undefined) return 1
    const asked = isPaged(field) ? this.#countOf(node) : undefined
    const isList = isListType(getNullableType(field.type))
    const items = isList ? (asked ?? page ?? UNCOUNTED) : 1
    const { selectionSet } = node
    const one =
      selectionSet === undefined
        ? Number(isList)
        : this.#selections(selectionSet, getNamedType(field.type), isList ? undefined : asked)
    const rows = asked === undefined ? 0 : PAGE_WEIGHT + asked * ROW_WEIGHT
    return 1 + this.#argumentsOf(node) + rows + items * one
  }

  #argumentsOf({ arguments: given = [] }: FieldNode): number {
    let weight = 0
    for (const argument of given) {
      const known = this.#known.get(argument) ?? valuesIn(argument.value) * VALUE_WEIGHT
      this.#known.set(argument, known)
      weight += known
    }
    return weight
  }

  #countOf({ name, arguments: given = [] }: FieldNode): number {
    const { value: argument } = given.find((each) => COUNTED.has(each.name.value)) ?? {}
    const { leftOut, max } = name.value === 'relationships' ? RELATIONSHIPS_COUNT : LIST_COUNT
    const count = this.#numberIn(argument) ?? leftOut
    // What no list gives is refused by the list itself before it reads anything, and it says what it takes.
    return count < 0 || count > max ? 0 : count
  }

  // Nothing else is looked at: this is done for each spread.
  #numberIn(node: ValueNode | undefined): number | undefined {
    if (node?.kind === Kind.INT) return Number(node.value)
    if (node?.kind === Kind.OBJECT)
      return this.#numberIn(node.fields.find(({ name }) => name.value === 'count')?.value)
    if (node?.kind !== Kind.VARIABLE) return undefined
    const value = this.#variables[node.name.value]
    const count = typeof value === 'object' && value !== null ? (value as { count?: unknown }).count : value
    return typeof count === 'number' ? count : undefined
  }
}

/** Arguments that say how many items are asked for: by themselves, or in their field `count`. */
const COUNTED = new Set(['input', 'count'])

function isPaged({ args }: GraphQLField<unknown, unknown>): boolean {
  return args.some(({ name, type }) => {
    if (!COUNTED.has(name)) return false
    const inner = getNullableType(type)
    return name === 'count' || (isInputObjectType(inner) && Object.hasOwn(inner.getFields(), 'count'))
  })
}

// A work list, not recursion: how deep a value nests is the sender's choice.
function valuesIn(value: ValueNode): number {
  const open = [value]
  let count = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    count++
    if (next.kind === Kind.LIST) for (const each of next.values) open.push(each)
    else if (next.kind === Kind.OBJECT) for (const field of next.fields) open.push(field.value)
  }
  return count
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Values {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]],
    ),
  )
}
