import type { PolicyInput } from '../../../src/app/access/policies.ts'
import type { PolicyChange, Simulation } from '../../../src/app/access/questions.ts'
import { makeSimulatePolicies } from '../../../src/app/access/simulate-policies.ts'
import type { AuditEntry, AuditPageQuery, AuditTrailStore } from '../../../src/app/ports/audit.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { actor, caller } from '../../helpers/fakes/people.ts'
import { auditRecordOf } from '../../helpers/fakes/transactions.ts'
import { type AccessWorldOptions, ADMINISTRATOR, accessWorld, JANE } from './access-world.ts'

export const JOE = 'urn:li:corpuser:joe'

export const INPUT: PolicyInput = {
  type: 'METADATA',
  name: 'New',
  state: 'ACTIVE',
  privileges: ['EDIT_ENTITY'],
  actors: { users: [JANE] },
}

/** A trail whose records say who did what to what, newest first, in pages. */
function trailOf(acts: readonly { by: string; to?: string; refused?: boolean }[]) {
  const queries: AuditPageQuery[] = []
  const entries: AuditEntry[] = acts.map(({ by, to, refused }) => ({
    record: auditRecordOf(caller(by), {
      action: refused ? 'session.refuse' : 'token.create',
      ...(to !== undefined && { subject: to }),
    }),
    link: null,
  }))
  const trail: AuditTrailStore = {
    async page(query) {
      queries.push(query)
      const start = query.before === undefined ? 0 : query.before.at
      const end = start + query.limit
      const next = end < entries.length ? { at: end, id: '' } : undefined
      return { entries: entries.slice(start, end), next }
    },
  }
  return { trail, queries }
}

/** A simulation by an administrator over these policies and acts of the last day. */
export function simulating(options: AccessWorldOptions, acts: Parameters<typeof trailOf>[0] = []) {
  const world = accessWorld({ actors: [actor(JANE), actor(JOE)], ...options })
  const { trail, queries } = trailOf(acts)
  const clock = fakeClock()
  const simulate = makeSimulatePolicies({ ...world, trail, clock })
  const run = (change: PolicyChange, scope: Partial<Simulation> = { actors: [JANE, JOE], resources: [] }) =>
    simulate(ADMINISTRATOR, { change, ...scope })
  return { ...world, simulate, run, queries, clock }
}
