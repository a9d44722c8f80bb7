import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { OwnedTree } from './ownership.ts'
import { type AsksFor, makeAsksFor } from './touches.ts'

/** A selection of an overlaid field, divided by who answers it. */
export interface Divided {
  /** Down to the sub-fields that are ours; `undefined` where none is. */
  ours: FieldNode | undefined
  /** All but those: each is `__typename` under its key, so that a GMS that has no such field can answer the others. */
  theirs: FieldNode
}

export type Divide = (field: FieldNode, owned: OwnedTree) => Divided

/**
 * Expects fragments without cycles (`checkSize`). Fragments on the way to what is ours become inline ones; what else
 * there is stays as it is.
 */
export function makeDivide(fragments: ReadonlyMap<string, FragmentDefinitionNode>): Divide {
  const asksFor: AsksFor = makeAsksFor(new Map([...fragments].map(([name, each]) => [name, [each]])))
  const ours = new Walk(fragments, asksFor, { leaf: (field) => field, other: () => undefined })
  const theirs = new Walk(fragments, asksFor, { leaf: placeOf, other: (selection) => selection })
  return (field, owned) => ({
    ours: ours.field(field, owned),
    theirs: theirs.field(field, owned) ?? field,
  })
}

/** Every type has `__typename`, and GraphQL orders an answer by its keys. */
function placeOf({ alias, name, directives = [] }: FieldNode): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: alias ?? name,
    name: { kind: Kind.NAME, value: '__typename' },
    directives,
  }
}

interface Taking {
  /** What becomes of a sub-field that is ours. */
  leaf(field: FieldNode): FieldNode
  /** What becomes of a selection without any. */
  other<Selection extends SelectionNode>(selection: Selection): Selection | undefined
}

class Walk {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #asksFor: AsksFor
  readonly #taking: Taking

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>, asksFor: AsksFor, taking: Taking) {
    this.#fragments = fragments
    this.#asksFor = asksFor
    this.#taking = taking
  }

  field(field: FieldNode, owned: OwnedTree): FieldNode | undefined {
    if (Object.keys(owned).length === 0) return this.#taking.leaf(field)
    const { selectionSet } = field
    // What has nothing of ours is not walked through: that bounds the walk by what the answer holds.
    if (selectionSet === undefined || !this.#asksFor(selectionSet, owned)) return this.#taking.other(field)
    return { ...field, selectionSet: this.#selections(selectionSet, owned) }
  }

  #selections({ selections }: SelectionSetNode, owned: OwnedTree): SelectionSetNode {
    return {
      kind: Kind.SELECTION_SET,
      selections: selections.flatMap((each) => this.#selection(each, owned) ?? []),
    }
  }

  #selection(selection: SelectionNode, owned: OwnedTree): SelectionNode | undefined {
    if (selection.kind === Kind.FIELD) {
      const below = Object.hasOwn(owned, selection.name.value) ? owned[selection.name.value] : undefined
      return below === undefined ? this.#taking.other(selection) : this.field(selection, below)
    }
    const source =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value)
    if (source === undefined || !this.#asksFor(source.selectionSet, owned))
      return this.#taking.other(selection)
    return {
      kind: Kind.INLINE_FRAGMENT,
      ...(source.typeCondition === undefined ? {} : { typeCondition: source.typeCondition }),
      directives: selection.directives ?? [],
      selectionSet: this.#selections(source.selectionSet, owned),
    }
  }
}
