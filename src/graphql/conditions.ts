import { type DirectiveNode, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql'
import { invalidRequest } from './request-errors.ts'

/** Whether `@skip` and `@include` let a selection be (GraphQL §3.13). Throws a GraphQLError for any other directive. */
export type IsIncluded = (selection: { directives?: readonly DirectiveNode[] | undefined }) => boolean

/**
 * Judges the conditions at the root of an operation. Whether a field runs here must be as certain as that it is ours: a
 * condition that cannot be told is refused, never guessed.
 */
export function makeIsIncluded(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): IsIncluded {
  function conditionOf(directive: DirectiveNode): boolean {
    const [argument, second] = directive.arguments ?? []
    if (argument?.name.value !== 'if' || second !== undefined) {
      throw invalidRequest(`Directive "@${directive.name.value}" takes the argument "if" alone.`, directive)
    }
    const value = booleanIn(argument.value)
    if (value === undefined) {
      throw invalidRequest(`The condition of "@${directive.name.value}" must be true or false.`, directive)
    }
    return value
  }

  function booleanIn(node: ValueNode | undefined): boolean | undefined {
    if (node?.kind === Kind.BOOLEAN) return node.value
    if (node?.kind !== Kind.VARIABLE) return undefined
    const { value: name } = node.name
    const definition = variableDefinitions.find(({ variable }) => variable.name.value === name)
    if (definition === undefined) return undefined
    if (!Object.hasOwn(variables, name)) return booleanIn(definition.defaultValue)
    const value = variables[name]
    return typeof value === 'boolean' ? value : undefined
  }

  return ({ directives = [] }) => {
    let included = true
    const seen = new Set<string>()
    for (const directive of directives) {
      const { value: name } = directive.name
      if (name !== 'skip' && name !== 'include')
        throw invalidRequest(`Unknown directive "@${name}".`, directive)
      if (seen.has(name))
        throw invalidRequest(`The directive "@${name}" can only be used once here.`, directive)
      seen.add(name)
      // No short cut: a second condition that cannot be told is refused too.
      if (conditionOf(directive) !== (name === 'include')) included = false
    }
    return included
  }
}
