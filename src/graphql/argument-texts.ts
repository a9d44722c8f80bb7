import { type FieldNode, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql'

/** The texts in a field's arguments, by the name of the argument or of the input field that has them. */
export interface ArgumentTexts {
  /** Every one that may be there: of an argument that stands twice both, of a variable its value and its default. */
  under(name: string): readonly string[]
}

type Variables = Readonly<Record<string, unknown>>

/** Reads them without a schema, so that it holds for every version of GMS. Enum values are texts, too. */
export function argumentTexts(
  { arguments: args = [] }: FieldNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Variables,
): ArgumentTexts {
  const byName = new Map<string, string[]>()
  const defaults = new Map(
    variableDefinitions.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
  )
  for (const { name, value } of args) addNode(name.value, value)
  return { under: (name) => byName.get(name) ?? [] }

  function add(name: string, text: string): void {
    const texts = byName.get(name)
    if (texts === undefined) byName.set(name, [text])
    else texts.push(text)
  }

  // The parser has bounded how deep these nest.
  function addNode(name: string, node: ValueNode): void {
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
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [at, each] = next
      if (typeof each === 'string') add(at, each)
      else if (Array.isArray(each)) for (const item of each) open.push([at, item])
      else if (typeof each === 'object' && each !== null) open.push(...Object.entries(each))
    }
  }
}
