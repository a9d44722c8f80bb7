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

/*
 * Some 128 for each of 2,000 fields. Of values in a list, one letter and a blank each, they make 131,072 nodes: a tenth of
 * a second and 50 MB to take apart and to write.
 */
const DIVIDED_MAX = 262_144

interface Size {
  /** Fields below one another. */
  depth: number
  /** Fields, each as often as its fragments are spread. */
  cost: number
  /** Length of their text, arguments and directives included, each as often as its fragments are spread. */
  characters: number
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
  take(selections: readonly SelectionNode[], fragments: ChosenOperation['fragments']): Size {
    const selectionSet = { kind: Kind.SELECTION_SET, selections } as const
    const size = new Measure(fragments).selections(selectionSet, 0)
    this.#left -= size.cost
    if (this.#left >= 0) return size
    throw overLimit(
      `The operation asks for more than ${COST_MAX} fields, fragments counted as often as they are spread. Ask for less at once.`,
    )
  }
}

/** What of one request is divided, for that writes a fragment out wherever it is spread: how many fields, and how long. */
export class DivideAllowance {
  #left = DIVIDED_MAX
  readonly #spread = new SpreadAllowance()

  /** Like `SpreadAllowance`. Expects nodes as they were parsed, with their places. */
  take(selections: readonly SelectionNode[], fragments: ChosenOperation['fragments']): void {
    this.#left -= this.#spread.take(selections, fragments).characters
    if (this.#left >= 0) return
    throw overLimit(
      `The fields that are divided have more than ${DIVIDED_MAX} characters, fragments counted as often as they are spread. Ask for less at once.`,
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
    const size: Size = { depth: 0, cost: 0, characters: 0 }
    for (const selection of selections) {
      const { depth, cost, characters } = this.#selection(selection, nesting + 1)
      size.depth = Math.max(size.depth, depth)
      // Bounded, so that what doubles with each fragment stays a number.
      size.cost = Math.min(size.cost + cost, COST_MAX + 1)
      size.characters = Math.min(size.characters + lengthOf(selection) + characters, DIVIDED_MAX + 1)
    }
    return size
  }

  #selection(selection: SelectionNode, nesting: number): Size {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value, nesting)
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.selections(selection.selectionSet, nesting)
    if ((selection.alias?.value.length ?? 0) > ALIAS_MAX)
      throw overLimit(`An alias has more than ${ALIAS_MAX} characters. Choose a shorter one.`)
    if (selection.name.value !== '__typename') this.fields++
    if (selection.selectionSet === undefined) return { depth: 1, cost: 1, characters: 0 }
    const { depth, cost, characters } = this.selections(selection.selectionSet, nesting)
    return { depth: depth + 1, cost: cost + 1, characters }
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

/** Of the text of a selection without those below it. */
function lengthOf(selection: SelectionNode): number {
  const { loc } = selection
  if (loc === undefined) return 0
  const below = 'selectionSet' in selection ? selection.selectionSet?.loc : undefined
  return (below?.start ?? loc.end) - loc.start
}

function tooDeep() {
  return overLimit(`The operation has more than ${DEPTH_MAX} fields below one another. Ask for less at once.`)
}
