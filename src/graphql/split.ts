import type { FieldNode } from 'graphql'
import { makeDivide } from './divide.ts'
import type { ChosenOperation } from './document.ts'
import { DivideAllowance } from './limits.ts'
import { type KeyTree, keyTreeOf } from './overlay.ts'
import type { Owners } from './ownership.ts'
import type { RootSelection } from './root-fields.ts'

/** Root fields that one side answers in one go. */
export interface Run {
  by: 'ours' | 'gms'
  /** Keys of `data` that it answers, or answers in part. */
  keys: string[]
  nodes: FieldNode[]
}

/** An operation by who answers it. */
export interface Split {
  /** Keys of `data` in the order of the answer. */
  keys: string[]
  /** Keys whose value from GMS has ours laid over it, and where. */
  overlaid: ReadonlyMap<string, KeyTree>
  /** Runs that begin together; the next ones begin when all of these have ended. */
  stages: readonly (readonly Run[])[]
}

/**
 * Divides the root fields between GMS and us. Queries run beside one another. Mutations run in the order of the
 * document, as GraphQL promises: neighbours with one owner are one run, and the runs follow each other. Throws a
 * GraphQLError where what is to be divided has more than 2,000 fields or is too long, for dividing it writes its fragments out.
 */
export function splitByOwner(
  chosen: ChosenOperation,
  selections: readonly RootSelection[],
  { ownerOf }: Owners,
): Split {
  const { operation } = chosen.operation
  const divide = makeDivide(chosen.fragments)
  const allowance = new DivideAllowance()
  const overlaid = new Map<string, KeyTree>()
  const parts = selections.flatMap(({ key, field, nodes }): Run[] => {
    if (field === '__typename') return [{ by: 'ours', keys: [key], nodes }]
    const owner = ownerOf(operation, field)
    if (owner.by !== 'both') return [{ by: owner.by, keys: [key], nodes }]
    allowance.take(nodes, chosen.fragments)
    const divided = nodes.map((node) => divide(node, owner.owned))
    const ours = divided.flatMap((each) => each.ours ?? [])
    if (ours.length === 0) return [{ by: 'gms', keys: [key], nodes }]
    overlaid.set(key, keyTreeOf(ours, owner.owned))
    return [
      { by: 'gms', keys: [key], nodes: divided.map(({ theirs }) => theirs) },
      { by: 'ours', keys: [key], nodes: ours },
    ]
  })
  const stages = operation === 'mutation' ? inOrder(parts) : together(parts)
  return { keys: selections.map(({ key }) => key), overlaid, stages }
}

function together(parts: readonly Run[]): Run[][] {
  const runs = (['ours', 'gms'] as const).map((by) => joined(parts.filter((part) => part.by === by)))
  return [runs.filter((run) => run !== undefined)]
}

function inOrder(parts: readonly Run[]): Run[][] {
  const runs: Run[][] = []
  let begin = 0
  for (let end = 1; end <= parts.length; end++) {
    if (parts[end]?.by === parts[begin]?.by) continue
    const run = joined(parts.slice(begin, end))
    if (run !== undefined) runs.push([run])
    begin = end
  }
  return runs
}

function joined(parts: readonly Run[]): Run | undefined {
  const [first] = parts
  if (first === undefined) return undefined
  return {
    by: first.by,
    keys: parts.flatMap(({ keys }) => keys),
    nodes: parts.flatMap(({ nodes }) => nodes),
  }
}
