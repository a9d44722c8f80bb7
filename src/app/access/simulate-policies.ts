import type { PolicyDocument } from '../../domain/policy/policy.ts'
import type { PolicySnapshot } from '../../domain/policy/snapshot.ts'
import type { AuditTrailStore } from '../ports/audit.ts'
import type { Clock } from '../ports/core.ts'
import type { PolicySnapshots } from '../ports/policies.ts'
import { eachInSlices } from './each-in-slices.ts'
import { lastDaysTraffic, type Traffic } from './last-days-traffic.ts'
import { onceEach } from './once-each.ts'
import { changedPolicies } from './policy-simulation.ts'
import type { SimulatedDifference, SimulatePolicies } from './questions.ts'
import type { RequirePrivilege } from './require-privilege.ts'
import { makeRule, type RulePorts } from './rule.ts'
import type { SlicesOptions } from './run-in-slices.ts'
import { checkedScope, type GivenScope, type Scope, scopeOf } from './simulation-scope.ts'

export interface SimulatePoliciesPorts extends RulePorts {
  policies: Pick<PolicySnapshots, 'current'>
  /** As the policies in force are compiled. */
  compile: (policies: readonly PolicyDocument[]) => Promise<PolicySnapshot>
  trail: AuditTrailStore
  requirePrivilege: RequirePrivilege
  clock: Pick<Clock, 'now'>
  slices: SlicesOptions
}

// Of some hundred bytes each.
const DIFFERENCES_MAX = 10_000

/** Asks the policies in force and those that would be, and changes nothing. */
export function makeSimulatePolicies(ports: SimulatePoliciesPorts): SimulatePolicies {
  const { policies, compile, trail, requirePrivilege, clock, slices } = ports

  async function trafficFor({ actors, resources }: GivenScope): Promise<Traffic> {
    if (actors !== undefined && resources !== undefined) return { actors, resources, complete: true }
    return lastDaysTraffic(trail, clock.now())
  }

  return async (caller, simulation) => {
    const what = 'policy.simulate'
    await requirePrivilege(caller, 'MANAGE_POLICIES', { what })
    const before = policies.current()
    const changed = changedPolicies(before.policies, simulation.change)
    const given = checkedScope(simulation)
    const traffic = await trafficFor(given)
    const scope = scopeOf(given, traffic, changed.privileges.length)
    const after = await compile(changed.policies)
    // Each actor and fact is asked for once, so that only the change makes a difference.
    const { actors, facts } = onceEach(ports)
    const ruleBefore = makeRule({ ...ports, actors, facts })
    // What is worked out of an actor is kept by the object, for the policies that were asked last.
    const ruleAfter = makeRule({ ...ports, ...onceEach({ actors: copiesOf(actors), facts }) })
    const differences: (SimulatedDifference & { at: number })[] = []
    let asked = 0
    let undecided = 0

    await eachInSlices(
      questionsOf(scope, changed.privileges),
      async ({ at, actorUrn, resource, privilege }) => {
        const request = { actorUrn, privilege, ...(resource && { resource }) }
        const was = await ruleBefore(request, () => before)
        const is = await ruleAfter(request, () => after)
        asked++
        if ('undecided' in was || 'undecided' in is) undecided++
        else if (was.allowed !== is.allowed)
          differences.push({ at, actorUrn, privilege, resource, before: was.allowed, after: is.allowed })
        return differences.length <= DIFFERENCES_MAX
      },
      slices,
    )
    return {
      differences: differences
        .sort((a, b) => a.at - b.at)
        .slice(0, DIFFERENCES_MAX)
        .map(({ at, ...difference }) => difference),
      asked,
      undecided,
      complete: scope.complete && differences.length <= DIFFERENCES_MAX,
    }
  }
}

const copiesOf = (actors: RulePorts['actors']): RulePorts['actors'] => ({
  async find(urn) {
    const actor = await actors.find(urn)
    return actor && { ...actor }
  },
})

function* questionsOf({ actors, resources }: Scope, privileges: readonly string[]) {
  let at = 0
  for (const actorUrn of actors)
    for (const resource of resources)
      for (const privilege of privileges) yield { at: at++, actorUrn, resource, privilege }
}
