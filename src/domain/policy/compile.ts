import { criteriaOf, fieldNamed } from './criteria.ts'
import { tracePolicy } from './evaluate.ts'
import type { PolicyDocument } from './policy.ts'
import { FACT_FIELDS, type FactField, type PolicyQuestion } from './question.ts'
import type { PolicySnapshot } from './snapshot.ts'

/**
 * Makes policies ready to be asked, in steps, between which whoever runs it may let others have their turn: each takes
 * far less than a millisecond. Takes what `readPolicyInfo` accepted.
 */
export function* compilePolicies(policies: readonly PolicyDocument[]): Generator<void, PolicySnapshot> {
  yield
  const listing = (privilege: string) => policies.filter(({ info }) => info.privileges.includes(privilege))
  const wanted = (
    among: readonly PolicyDocument[],
    question: Pick<PolicyQuestion, 'resource'>,
  ): FactField[] => {
    const { resource } = question
    if (resource === undefined || resource.urn === '') return []
    const asked = new Set<string>()
    for (const { info } of among) {
      if (info.actors.resourceOwners === true) asked.add('OWNER')
      for (const { field } of info.resources ? criteriaOf(info.resources) : [])
        asked.add(fieldNamed(field) ?? '')
    }
    return FACT_FIELDS.filter((field) => asked.has(field) && resource.facts?.[field] === undefined)
  }
  return {
    policies,
    grantingPolicy: (question) =>
      listing(question.privilege).find((policy) => tracePolicy(policy, question).granted),
    wantedFacts: (question) => wanted(listing(question.privilege), question),
    grantedPrivileges: (actor, resource) => {
      const question = { actor, privilege: '', ...(resource && { resource }) }
      const granting = policies.filter((policy) => tracePolicy(policy, question).granted)
      return [...new Set(granting.flatMap(({ info }) => info.privileges))]
    },
    factsWantedForPrivileges: (_, resource) => wanted(policies, { resource }),
    explain: (question) => listing(question.privilege).map((policy) => tracePolicy(policy, question)),
  }
}
