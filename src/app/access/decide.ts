import type { PolicyDocument } from '../../domain/policy/policy.ts'
import { type PolicyQuestion, Resource } from '../../domain/policy/question.ts'
import type { PolicySnapshot } from '../../domain/policy/snapshot.ts'
import { viewSelfPolicy } from '../../domain/policy/view-self.ts'
import type { ResourceFactsSource } from '../ports/policies.ts'

/** What the policies say to a question, and with what they were asked in the end. */
export interface PolicyVerdict {
  /** The policy that grants; `undefined` is a denial. */
  granting: PolicyDocument | undefined
  /** The question with the facts that were looked up for it. */
  question: PolicyQuestion
}

/**
 * What policies say to a question. Facts about its resource are asked for only where a denial hangs on them. Errors:
 * UNDECIDED where one cannot be had.
 */
export async function decide(
  snapshot: PolicySnapshot,
  question: PolicyQuestion,
  facts: ResourceFactsSource,
): Promise<PolicyVerdict> {
  const own = ownPolicy(question)
  const granting = own ?? snapshot.grantingPolicy(question)
  const { resource } = question
  if (granting !== undefined || resource === undefined) return { granting, question }
  const wanted = snapshot.wantedFacts(question)
  if (wanted.length === 0) return { granting, question }
  const asked = { ...question, resource: await withFacts(resource, wanted, facts) }
  return { granting: snapshot.grantingPolicy(asked), question: asked }
}

async function withFacts(
  resource: Resource,
  wanted: ReturnType<PolicySnapshot['wantedFacts']>,
  facts: ResourceFactsSource,
): Promise<Resource> {
  const { type, urn } = resource
  const found = await facts.factsOf({ type, urn }, wanted)
  return new Resource({ type, urn, facts: { ...resource.facts, ...found } })
}

/** DataHub's policy of everybody for themselves, where it grants. */
function ownPolicy({ actor, privilege, resource }: PolicyQuestion): PolicyDocument | undefined {
  if (resource?.urn !== actor.urn) return undefined
  const policy = viewSelfPolicy(actor.urn)
  return policy.info.privileges.includes(privilege) ? policy : undefined
}
