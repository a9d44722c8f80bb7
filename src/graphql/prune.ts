import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { OwnedTree } from './ownership.ts'
import { type AsksFor, makeAsksFor } from './touches.ts'

/** Takes a selection of an overlaid field down to the sub-fields that are ours; `undefined` where none is. */
export type Prune = (field: FieldNode, owned: OwnedTree) => FieldNode | undefined

/** Expects fragments without cycles (`checkSize`). Fragments on the way become inline ones; below a leaf all stays. */
export function makePrune(fragments: ReadonlyMap<string, FragmentDefinitionNode>): Prune {
  const asksFor: AsksFor = makeAsksFor(new Map([...fragments].map(([name, each]) => [name, [each]])))

  function prune(field: FieldNode, owned: OwnedTree): FieldNode | undefined {
    if (Object.keys(owned).length === 0) return field
    const { selectionSet } = field
    // What has nothing of ours is not walked through: that bounds the walk by what the answer holds.
    if (selectionSet === undefined || !asksFor(selectionSet, owned)) return undefined
    return { ...field, selectionSet: selectionsOf(selectionSet, owned) }
  }

  function selectionsOf({ selections }: SelectionSetNode, owned: OwnedTree): SelectionSetNode {
    return { kind: Kind.SELECTION_SET, selections: selections.flatMap((each) => pruned(each, owned) ?? []) }
  }

  function pruned(selection: SelectionNode, owned: OwnedTree): SelectionNode | undefined {
    if (selection.kind === Kind.FIELD) {
      const below = Object.hasOwn(owned, selection.name.value) ? owned[selection.name.value] : undefined
      return below === undefined ? undefined : prune(selection, below)
    }
    const source = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    if (source === undefined || !asksFor(source.selectionSet, owned)) return undefined
    return {
      kind: Kind.INLINE_FRAGMENT,
      ...(source.typeCondition === undefined ? {} : { typeCondition: source.typeCondition }),
      directives: selection.directives ?? [],
      selectionSet: selectionsOf(source.selectionSet, owned),
    }
  }

  return prune
}
