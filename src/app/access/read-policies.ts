import type { PolicyDocument } from '../../domain/policy/policy.ts'
import { idOfType } from '../../domain/urn.ts'
import { checkSlice } from '../directory/paging.ts'
import { pageOf } from '../page-cursor.ts'
import type { CursorCodec } from '../ports/core.ts'
import type { PolicySnapshots } from '../ports/policies.ts'
import type { Policies, PolicyFilter } from './policies.ts'
import { noSuchPolicy } from './policy-change.ts'
import type { RequirePrivilege } from './require-privilege.ts'

/** Where a page of policies ends. */
export interface PolicyPosition {
  urn: string
  /** Its place among all policies, for where it is gone by then. */
  at: number
}

export interface ReadPoliciesPorts {
  policies: Pick<PolicySnapshots, 'current'>
  requirePrivilege: RequirePrivilege
  cursors: CursorCodec<PolicyPosition>
}

// As JSON. Sixteen of the longest that are made here; 100 of those would be 26 million, and DataHub's may be sixteen times as
// long. A page has one policy at the least, and nobody writes more of them than who may do everything.
const PAGE_CHARACTERS_MAX = 4_194_304

/** Reads of the policies in force. */
export function makeReadPolicies(
  ports: ReadPoliciesPorts,
): Pick<Policies, 'list' | 'page' | 'get' | 'byRole'> {
  const { policies, requirePrivilege, cursors } = ports

  function placeAfter({ urn, at }: PolicyPosition): number {
    const place = policies.current().policies.findIndex((policy) => policy.urn === urn)
    return place < 0 ? at : place + 1
  }

  return {
    async list(caller, { type, state, ...slice }) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'policy.list' })
      checkSlice(slice)
      const { start, count, query } = slice
      const fits = matcher({ type, state }, query)
      const found = policies.current().policies.filter(fits)
      return { items: found.slice(start, start + count), total: found.length }
    },

    async page(caller, { limit, cursor, query = '', type, state }) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'policy.list' })
      checkSlice({ start: 0, count: limit, query })
      const question = { list: 'policies', query, type, state }
      const start = cursor === undefined ? 0 : placeAfter(cursors.open(question, cursor))
      const fits = matcher({ type, state }, query)
      const found: { policy: PolicyDocument; at: number }[] = []
      let places = limit
      let characters = 0
      for (const [at, policy] of policies.current().policies.entries()) {
        if (at < start || !fits(policy)) continue
        characters += JSON.stringify(policy).length
        if (characters > PAGE_CHARACTERS_MAX) places = Math.min(limit, Math.max(1, found.length))
        found.push({ policy, at })
        // One more than there are places for tells whether there is a next page.
        if (found.length > places) break
      }
      const { items, nextCursor } = pageOf(found, places, ({ policy: { urn }, at }) =>
        cursors.seal(question, { urn, at }),
      )
      return { items: items.map(({ policy }) => policy), nextCursor }
    },

    async get(caller, urn) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'policy.read', ...aboutPolicy(urn) })
      const policy = policies.current().policies.find((one) => one.urn === urn)
      if (policy === undefined) throw noSuchPolicy()
      return policy
    },

    async byRole(caller) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'policy.list' })
      const byRole = new Map<string, PolicyDocument[]>()
      for (const policy of policies.current().policies) {
        for (const role of new Set(policy.info.actors.roles)) {
          const naming = byRole.get(role)
          if (naming === undefined) byRole.set(role, [policy])
          else naming.push(policy)
        }
      }
      return byRole
    },
  }
}

/** What an attempt was about, for the audit trail, where it is a URN that its column holds. */
export function aboutPolicy(urn: string): { subject?: string } {
  return idOfType('dataHubPolicy', urn) === undefined ? {} : { subject: urn }
}

function matcher({ type, state }: PolicyFilter, query: string): (policy: PolicyDocument) => boolean {
  const wanted = query === '*' ? '' : query.toLowerCase()
  return ({ urn, info }) => {
    if (type !== undefined && info.type !== type) return false
    if (state !== undefined && info.state !== state) return false
    if (wanted === '') return true
    return [info.displayName, info.description ?? '', urn].some((text) => text.toLowerCase().includes(wanted))
  }
}
