import { type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql'
import type { ChosenOperation } from './document.ts'
import { invalidRequest, overLimit } from './request-errors.ts'

// DataHub's defaults (GraphQLEngine.java): what GMS would refuse is refused here.
const DEPTH_MAX = 50
const COST_MAX = 2000

// Fragments within fragments, of which a document of DataHub's nests a dozen at the most.
const NESTING_MAX = 200

// An alias stands in the answer for each item of a list, and in the path of each error. DataHub's have some dozen.
const ALIAS_MAX = 1000

interface Size {
  /** Fields below one another. */
  depth: number
  /** Fields, each as often as its fragments are spread. */
  cost: number
}

/**
 * Refuses an operation that is too large, as it was sent and before anything of it runs: more than 50 fields below one
 * another, more than 2,000 fields, an alias of more than 1,000 characters, or a fragment that spreads itself. Fields are
 * counted as GMS does (graphql-java, QueryComplexityCalculator.java): those of a fragment once however often it is spread,
 * and no `__typename`. DataHub's own page of policies spreads five thousand. Throws a GraphQLError.
 */
export function checkSize({ operation, fragments }: ChosenOperation): void {
  const measure = new Measure(fragments)
  const { depth } = measure.selections(operation.selectionSet, 0)
  if (depth > DEPTH_MAX) throw tooDeep()
  if (measure.fields > COST_MAX)
    throw overLimit(`The operation has more than ${COST_MAX} fields. Ask for less at once.`)
}

/** What of one request is run or taken apart here, over all its parts: 2,000 fields, each as often as it is spread. */
export class SpreadAllowance {
  #left = COST_MAX

  /** Takes a part off. Expects fragments without cycles (`checkSize`). Throws a GraphQLError where too little is left. */
  take(selections: readonly SelectionNode[], fragments: ChosenOperation['fragments']): void {
    const selectionSet = { kind: Kind.SELECTION_SET, selections } as const
    this.#left -= new Measure(fragments).selections(selectionSet, 0).cost
    if (this.#left >= 0) return
    throw overLimit(
      `The operation asks for more than ${COST_MAX} fields, fragments counted as often as they are spread. Ask for less at once.`,
    )
  }
}

/** A fragment is measured once however often it is spread, so that fragments that double one another cost their length. */
class Measure {
  /** Fields, each once, but for `__typename`. */
  fields = 0
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #known = new Map<string, Size | 'begun'>()

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments
  }

  /** `nesting` bounds the recursion: selections below one another, fragments included. */
  selections({ selections }: SelectionSetNode, nesting: number): Size {
    if (nesting > NESTING_MAX) throw tooDeep()
    const size: Size = { depth: 0, cost: 0 }
    for (const selection of selections) {
      const { depth, cost } = this.#selection(selection, nesting + 1)
      size.depth = Math.max(size.depth, depth)
      // Bounded, so that what doubles with each fragment stays a number.
      size.cost = Math.min(size.cost + cost, COST_MAX + 1)
    }
    return size
  }

  #selection(selection: SelectionNode, nesting: number): Size {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value, nesting)
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.selections(selection.selectionSet, nesting)
    if ((selection.alias?.value.length ?? 0) > ALIAS_MAX)
      throw overLimit(`An alias has more than ${ALIAS_MAX} characters. Choose a shorter one.`)
    if (selection.name.value !== '__typename') this.fields++
    if (selection.selectionSet === undefined) return { depth: 1, cost: 1 }
    const { depth, cost } = this.selections(selection.selectionSet, nesting)
    return { depth: depth + 1, cost: cost + 1 }
  }

  #fragment(name: string, nesting: number): Size {
    const known = this.#known.get(name)
    if (known === 'begun') throw invalidRequest(`Cannot spread fragment "${name}" within itself.`)
    if (known !== undefined) return known
    const fragment = this.#fragments.get(name)
    if (fragment === undefined) throw invalidRequest(`Unknown fragment "${name}".`)
    this.#known.set(name, 'begun')
    const size = this.selections(fragment.selectionSet, nesting)
    this.#known.set(name, size)
    return size
  }
}

function tooDeep() {
  return overLimit(`The operation has more than ${DEPTH_MAX} fields below one another. Ask for less at once.`)
}
