import type { Sliced } from '../../app/ports/directory.ts'
import { ServiceError } from '../../errors/service-error.ts'
import { RELATIONSHIPS_COUNT } from '../page-sizes.ts'

/** What one entity is to others, by DataHub's names of relationships. */
export interface Edge {
  type: string
  direction: 'INCOMING' | 'OUTGOING'
  /** Entities from `start` on, at most `count`, and how many there are. Called only where the edge is asked for. */
  slice(start: number, count: number): Sliced<object> | Promise<Sliced<object>>
}

// DataHub's schema has some dozens of types. A thousand aliases look through the list a thousand times.
const TYPES_MAX = 100

interface RelationshipsInput {
  types: string[]
  direction: 'INCOMING' | 'OUTGOING'
  start?: number | null
  count?: number | null
}

/**
 * A `relationships` field over the edges that are known here; DataHub answers other types with an empty list too. Errors of
 * the field: INVALID_REQUEST for more than 100 types, or a count of more than 1,000.
 */
export function relationshipsOf(edges: readonly Edge[]) {
  return async ({ input }: { input: RelationshipsInput }) => {
    if (input.types.length > TYPES_MAX)
      throw new ServiceError('INVALID_REQUEST', { detail: `types must be at most ${TYPES_MAX}.` })
    const start = Math.max(0, input.start ?? 0)
    const { leftOut, max } = RELATIONSHIPS_COUNT
    let left = Math.max(0, input.count ?? leftOut)
    if (left > max) {
      throw new ServiceError('INVALID_REQUEST', {
        detail: `count of relationships must be 0 to ${max}. Page through them by start.`,
      })
    }
    let skipped = start
    let total = 0
    const relationships: object[] = []
    for (const edge of edges) {
      if (edge.direction !== input.direction || !input.types.includes(edge.type)) continue
      const found = await edge.slice(skipped, left)
      total += found.total
      skipped = Math.max(0, skipped - found.total)
      left -= found.items.length
      for (const entity of found.items)
        relationships.push({ type: edge.type, direction: edge.direction, entity })
    }
    return { start, count: relationships.length, total, relationships }
  }
}

/** An edge to entities that are known by their URNs already. */
export function edgeTo(type: string, urns: readonly string[], entityOf: (urn: string) => object): Edge {
  return {
    type,
    direction: 'OUTGOING',
    slice: (start, count) => ({
      total: urns.length,
      items: urns.slice(start, start + count).map(entityOf),
    }),
  }
}

/** Entities from `start` on, at most `count`. */
export type EntitiesOf = (start: number, count: number) => Promise<object[]>

/** An edge to entities of which the number is known, and which are asked for only where there are any to be told. */
export function edgeFrom(type: string, total: number, entitiesOf: EntitiesOf): Edge {
  return {
    type,
    direction: 'INCOMING',
    slice: async (start, count) => ({
      total,
      items: count > 0 && start < total ? await entitiesOf(start, count) : [],
    }),
  }
}
