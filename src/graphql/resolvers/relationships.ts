import { ServiceError } from '../../errors/service-error.ts'
import { RELATIONSHIPS_COUNT } from '../page-sizes.ts'

/** What one entity is to others, by DataHub's names of relationships. Entities are asked for only where the edge is. */
export interface Edge {
  type: string
  direction: 'INCOMING' | 'OUTGOING'
  total: number
  /** Entities from `start` on, at most `count`. */
  entities(start: number, count: number): object[] | Promise<object[]>
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
      total += edge.total
      const entities = left > 0 && skipped < edge.total ? await edge.entities(skipped, left) : []
      skipped = Math.max(0, skipped - edge.total)
      left -= entities.length
      for (const entity of entities)
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
    total: urns.length,
    entities: (start, count) => urns.slice(start, start + count).map(entityOf),
  }
}
