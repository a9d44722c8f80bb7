import { newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import { ruleHolds, ruleOf } from '../../src/domain/policy/compiled/rules.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import type { PolicyQuestion, Resource } from '../../src/domain/policy/question.ts'

export const CASBIN_OPTIONS =
  'enforceSync; the cheapest comparison first; groups by its role manager, policies as their roles; ' +
  'what a policy wants of a resource as a function of ours; only the groups of who asks'

const MODEL = `
[request_definition]
r = sub, act, obj
[policy_definition]
p = sub, act, about
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && (p.sub == "owner" || g(r.sub, p.sub)) && about(r.sub, r.obj, p.about)
`

/** Casbin with the same policies, for these questions. */
export async function makeCasbin(
  policies: readonly PolicyDocument[],
  questions: readonly PolicyQuestion[],
): Promise<(question: PolicyQuestion) => boolean> {
  const rows: string[] = []
  for (const [i, { info }] of policies.entries()) {
    const subject = info.actors.resourceOwners ? 'owner' : `policy-${i}`
    for (const privilege of info.privileges) rows.push(`p, ${subject}, ${privilege}, ${i}`)
    for (const group of info.actors.groups ?? []) rows.push(`g, ${group}, policy-${i}`)
  }
  for (const actor of new Set(questions.map((question) => question.actor)))
    for (const group of actor.groups) rows.push(`g, ${actor.urn}, ${group}`)
  const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter(rows.join('\n')))
  const rules = policies.map(({ info }) => ruleOf(info))
  let asked: PolicyQuestion | undefined
  await enforcer.addFunction('about', (_subject: string, resource: Resource, at: string): boolean => {
    const rule = rules[Number(at)]
    const { resourceOwners, resourceOwnersTypes = [] } = policies[Number(at)]?.info.actors ?? {}
    if (rule === undefined || !ruleHolds(rule, resource, [])) return false
    if (resourceOwners !== true) return true
    const who = [asked?.actor.urn, ...(asked?.actor.groups ?? [])]
    return (resource.facts?.ownership ?? []).some(
      ({ urn, typeUrn = '' }) => who.includes(urn) && resourceOwnersTypes.includes(typeUrn),
    )
  })
  return (question) => {
    asked = question
    return enforcer.enforceSync(question.actor.urn, question.privilege, question.resource)
  }
}
