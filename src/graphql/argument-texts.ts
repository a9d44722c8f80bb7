import { type FieldNode, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql'
import { overLimit } from './request-errors.ts'

/** The texts in a field's arguments, by the name of the argument or of the input field that has them. */
export interface ArgumentTexts {
  /** Every one that may be there: of an argument that stands twice both, of a variable its value and its default. */
  under(name: string): readonly string[]
}

type Variables = Readonly<Record<string, unknown>>

// Some 20 ms. A batch of DataHub's page has some thousand.
const STEPS_MAX = 100_000

/** How much of a document is looked at: a variable counts as often as it is used, and a fragment as it is spread. */
export class Steps {
  #left = STEPS_MAX

  /** Throws a GraphQLError where there was too much. */
  take(): void {
    if (--this.#left >= 0) return
    throw overLimit(
      `The document has more than ${STEPS_MAX} fields and values, variables counted as often as they are used. Send it in parts.`,
    )
  }
}

/**
 * Reads them without a schema, so that it holds for every version of GMS, when one is asked for. Enum values are texts, too.
 */
export function argumentTexts(
  field: FieldNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  steps: Steps,
): ArgumentTexts {
  let byName: ReadonlyMap<string, readonly string[]> | undefined
  return {
    under(name) {
      byName ??= readTexts(field, operation, variables, steps)
      return byName.get(name) ?? []
    },
  }
}

function readTexts(
  { arguments: args = [] }: FieldNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Variables,
  steps: Steps,
): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>()
  const defaults = new Map(
    variableDefinitions.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
  )
  for (const { name, value } of args) addNode(name.value, value)
  return byName

  function add(name: string, text: string): void {
    const texts = byName.get(name)
    if (texts === undefined) byName.set(name, [text])
    else texts.push(text)
  }

  // The parser has bounded how deep these nest.
  function addNode(name: string, node: ValueNode): void {
    steps.take()
    if (node.kind === Kind.STRING || node.kind === Kind.ENUM) add(name, node.value)
    else if (node.kind === Kind.LIST) for (const each of node.values) addNode(name, each)
    else if (node.kind === Kind.OBJECT)
      for (const field of node.fields) addNode(field.name.value, field.value)
    else if (node.kind === Kind.VARIABLE) {
      const variable = node.name.value
      if (Object.hasOwn(variables, variable)) addValue(name, variables[variable])
      const ofDefault = defaults.get(variable)
      if (ofDefault !== undefined) addNode(name, ofDefault)
    }
  }

  // A work list, not recursion: JSON may nest as deep as its sender likes.
  function addValue(name: string, value: unknown): void {
    const open: [string, unknown][] = [[name, value]]
    const later = (at: string, each: unknown) => {
      steps.take()
      open.push([at, each])
    }
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [at, each] = next
      if (typeof each === 'string') add(at, each)
      else if (Array.isArray(each)) for (const item of each) later(at, item)
      else if (typeof each === 'object' && each !== null)
        for (const [key, item] of Object.entries(each)) later(key, item)
    }
  }
}
