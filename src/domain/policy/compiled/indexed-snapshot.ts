import { tracePolicy } from '../evaluate.ts'
import type { PolicyDocument } from '../policy.ts'
import type { ActorSpec, KnownResource } from '../question.ts'
import type { PolicySnapshot } from '../snapshot.ts'
import { type ActorView, isNamed, typesOwnedAs } from './actor-index.ts'
import { makeFindGrant } from './find-grant.ts'
import type { PolicyIndex } from './policy-index.ts'
import type { Records } from './records.ts'
import { allPass, ruleHolds } from './rules.ts'
import { type Asked, wantedOf } from './wanted-facts.ts'

/** Policies that answer by their index. */
export function indexedSnapshot(
  index: PolicyIndex,
  viewOf: (actor: ActorSpec) => ActorView,
  records: Records | undefined,
): PolicySnapshot {
  const { policies, privileges, every, privilegesOf } = index
  const privilegeNames = [...privileges.keys()]
  const findGrant = makeFindGrant(index, viewOf, records)

  /** Tells of a policy whether it grants whatever it lists. */
  function granting({ actor, resource, subResources }: Asked) {
    const view = viewOf(actor)
    const ownedAs = owned(actor, resource)
    return (number: number): boolean => {
      const rule = index.named.rules[number]
      if (rule === undefined || !allPass(rule, subResources)) return false
      if (isNamed(view, number) && ruleHolds(rule, resource, [])) return true
      const forOwners = index.owners.rules[number]
      return ownedAs !== undefined && forOwners !== undefined && ruleHolds(forOwners, resource, ownedAs)
    }
  }

  function owned(actor: ActorSpec, resource: KnownResource | undefined) {
    if (resource === undefined || resource.urn === '') return undefined
    return typesOwnedAs(actor, viewOf(actor), resource.facts?.ownership ?? [])
  }

  return {
    policies,
    grantingPolicy(question) {
      const listing = privileges.get(question.privilege)
      if (listing === undefined) return undefined
      // Few ask about what is to be changed: all that list the privilege are gone through.
      const found = question.subResources?.length
        ? listing.all.find(granting(question))
        : findGrant(listing, question)
      return found === undefined || found < 0 ? undefined : policies[found]
    },
    wantedFacts(question) {
      const listing = privileges.get(question.privilege)
      return listing === undefined ? [] : wantedOf(index, listing, viewOf(question.actor), question)
    },
    grantedPrivileges(actor, resource) {
      const grants = granting({ actor, ...(resource && { resource }) })
      const isGranted = new Uint8Array(privileges.size)
      const names: string[] = []
      for (const number of policies.keys()) {
        const ids = privilegesOf[number] as readonly number[]
        if (ids.every((id) => isGranted[id] === 1) || !grants(number)) continue
        for (const id of ids) {
          if (isGranted[id] === 1) continue
          isGranted[id] = 1
          names.push(privilegeNames[id] as string)
        }
      }
      return names
    },
    factsWantedForPrivileges: (actor, resource) => wantedOf(index, every, viewOf(actor), { actor, resource }),
    explain(question) {
      const listing = privileges.get(question.privilege)
      return (listing?.all ?? []).map((number) => tracePolicy(policies[number] as PolicyDocument, question))
    },
  }
}
