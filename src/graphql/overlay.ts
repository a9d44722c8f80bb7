import { type FieldNode, Kind, type SelectionSetNode } from 'graphql'
import type { OwnedTree } from './ownership.ts'

/** Keys of an answer by which our sub-fields of an overlaid field are reached; at a leaf begins what is ours. */
export interface KeyTree {
  readonly keys: Map<string, KeyTree>
}

/** The keys of our part of an overlaid field. */
export function keyTreeOf(ours: readonly FieldNode[], owned: OwnedTree): KeyTree {
  const root: KeyTree = { keys: new Map() }
  for (const { selectionSet } of ours) addKeys(root, selectionSet, owned)
  return root
}

function addKeys({ keys }: KeyTree, selectionSet: SelectionSetNode | undefined, owned: OwnedTree): void {
  if (Object.keys(owned).length === 0) return
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.INLINE_FRAGMENT) addKeys({ keys }, selection.selectionSet, owned)
    if (selection.kind !== Kind.FIELD) continue
    const { alias, name } = selection
    const key = alias?.value ?? name.value
    const below = keys.get(key) ?? { keys: new Map() }
    keys.set(key, below)
    addKeys(below, selection.selectionSet, owned[name.value] ?? {})
  }
}

/**
 * GMS's value of an overlaid field with our sub-fields in it. What is ours is taken from our answer; on the way there,
 * what either side left null is null, for there is nothing to lay ours over.
 */
export function overlay(theirs: unknown, ours: unknown, { keys }: KeyTree): unknown {
  if (keys.size === 0) return ours ?? null
  if (!isObject(theirs) || ours === null) return null
  if (!isObject(ours)) return theirs
  const value = { ...theirs }
  for (const [key, below] of keys) {
    if (Object.hasOwn(ours, key)) value[key] = overlay(theirs[key], ours[key], below)
  }
  return value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
