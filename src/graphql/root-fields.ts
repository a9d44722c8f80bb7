import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'
import type { IsIncluded } from './conditions.ts'
import type { ChosenOperation } from './document.ts'
import { rootTypeOf } from './ownership.ts'
import { invalidRequest } from './request-errors.ts'

/** A field of the answer's `data`: its key, and the selections that together ask for it. */
export interface RootSelection {
  key: string
  /** The field's name in the schema. */
  field: string
  nodes: FieldNode[]
}

/**
 * The root fields that an operation asks for, in the order of the answer (GraphQL §6.3.2, CollectFields): fragments
 * expanded, conditions judged and taken off, one entry for each key. Throws a GraphQLError where two different fields
 * share a key, or a fragment cannot be spread there. Expects fragments without cycles (`checkSize`).
 */
export function collectRootFields(
  { operation, fragments }: ChosenOperation,
  isIncluded: IsIncluded,
): RootSelection[] {
  const found = new Map<string, RootSelection>()
  collect(operation.selectionSet, {
    rootType: rootTypeOf(operation.operation),
    fragments,
    isIncluded,
    spread: new Set(),
    found,
  })
  return [...found.values()]
}

interface Collecting {
  rootType: string
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  isIncluded: IsIncluded
  spread: Set<string>
  found: Map<string, RootSelection>
}

function collect({ selections }: SelectionSetNode, collecting: Collecting): void {
  for (const selection of selections) {
    if (!collecting.isIncluded(selection)) continue
    if (selection.kind === Kind.FIELD) add(collecting.found, { ...selection, directives: [] })
    else if (selection.kind === Kind.INLINE_FRAGMENT) expand(selection, collecting)
    else {
      const { value: name } = selection.name
      const fragment = collecting.fragments.get(name)
      if (fragment === undefined) throw invalidRequest(`Unknown fragment "${name}".`, selection)
      if (collecting.spread.has(name)) continue
      collecting.spread.add(name)
      if (fragment.directives?.[0] !== undefined) {
        throw invalidRequest(`Fragment "${name}" may have no directive.`, fragment.directives[0])
      }
      expand(fragment, collecting)
    }
  }
}

function expand(
  fragment: Pick<FragmentDefinitionNode, 'selectionSet'> & {
    typeCondition?: FragmentDefinitionNode['typeCondition'] | undefined
  },
  collecting: Collecting,
): void {
  const type = fragment.typeCondition?.name.value
  if (type !== undefined && type !== collecting.rootType) {
    throw invalidRequest(
      `Fragment cannot be spread here as objects of type "${collecting.rootType}" can never be of type "${type}".`,
      fragment.typeCondition,
    )
  }
  collect(fragment.selectionSet, collecting)
}

function add(found: Map<string, RootSelection>, node: FieldNode): void {
  const field = node.name.value
  const key = node.alias?.value ?? field
  const before = found.get(key)
  if (before === undefined) found.set(key, { key, field, nodes: [node] })
  else if (before.field === field) before.nodes.push(node)
  else {
    throw invalidRequest(
      `Fields "${key}" conflict because "${before.field}" and "${field}" are different fields. Use different aliases on the fields.`,
      node,
    )
  }
}
