import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Document } from './document.ts'
import type { OwnedTree, Owners } from './ownership.ts'

type Fragments = ReadonlyMap<string, readonly FragmentDefinitionNode[]>

// Characters that graphql-java and graphql-js read differently. A line separator ends a comment for the one and not for
// the other, and a block string with a control character is no block string for the one: what looks like a comment or a
// string here could be a field there.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const DIVERGENT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/

/** Whether a text has characters that two parsers of GraphQL read differently. */
export function isDivergent(text: string): boolean {
  return DIVERGENT.test(text)
}

/**
 * Finds words in a text. A name of GraphQL has no escapes, so that a document without the word has no such field, whatever
 * parser reads it.
 */
export function makeMentions(names: readonly string[]): (text: string) => boolean {
  if (names.length === 0) return () => false
  const words = new RegExp(`(?<![_0-9A-Za-z])(?:${names.join('|')})(?![_0-9A-Za-z])`)
  return (text) => words.test(text)
}

/**
 * Whether any operation of a document, the one that is to run or another, asks for something of ours at its root. Types
 * of fragments and `@skip` count for nothing, so that no reading of them hides a field.
 */
export function touchesOurs({ operations, fragments }: Document, { ownerOf }: Owners): boolean {
  const asksFor = makeAsksFor(fragments)
  return operations.some(({ operation, selectionSet }) =>
    anyField(selectionSet, fragments, (field, below) => {
      const owner = ownerOf(operation, field)
      if (owner.by === 'both') return below !== undefined && asksFor(below, owner.owned)
      return owner.by === 'ours'
    }),
  )
}

/** Whether a selection asks for a field of a tree; one that reaches a leaf of the tree does. */
export type AsksFor = (selectionSet: SelectionSetNode, owned: OwnedTree) => boolean

/** Each selection is looked at once for each tree: fragments that spread one another cost their length, not its power. */
export function makeAsksFor(fragments: Fragments): AsksFor {
  const known = new Map<SelectionSetNode, Map<OwnedTree, boolean>>()
  function asksFor(selectionSet: SelectionSetNode, owned: OwnedTree): boolean {
    const answers = known.get(selectionSet) ?? new Map<OwnedTree, boolean>()
    known.set(selectionSet, answers)
    const before = answers.get(owned)
    if (before !== undefined) return before
    const answer = anyField(selectionSet, fragments, (field, below) => {
      const node = Object.hasOwn(owned, field) ? owned[field] : undefined
      if (node === undefined) return false
      return Object.keys(node).length === 0 || (below !== undefined && asksFor(below, node))
    })
    answers.set(owned, answer)
    return answer
  }
  return asksFor
}

/** Every field that some reading of an operation could have at its root. */
export function everyRootField(
  { selectionSet }: OperationDefinitionNode,
  fragments: Fragments,
): Generator<FieldNode> {
  return fieldsOf(selectionSet, fragments)
}

function anyField(
  selectionSet: SelectionSetNode,
  fragments: Fragments,
  isFound: (field: string, below: SelectionSetNode | undefined) => boolean,
): boolean {
  for (const { name, selectionSet: below } of fieldsOf(selectionSet, fragments))
    if (isFound(name.value, below)) return true
  return false
}

// A work list, not recursion: how deep a text nests is the sender's choice.
function* fieldsOf(selectionSet: SelectionSetNode, fragments: Fragments): Generator<FieldNode> {
  const open = [selectionSet]
  const seen = new Set<string>()
  for (let set = open.pop(); set !== undefined; set = open.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) yield selection
      else if (selection.kind === Kind.INLINE_FRAGMENT) open.push(selection.selectionSet)
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value)
        for (const each of fragments.get(selection.name.value) ?? []) open.push(each.selectionSet)
      }
    }
  }
}
