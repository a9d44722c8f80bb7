import { askedFacts } from '../../domain/policy/asked-facts.ts'
import { tracePolicy } from '../../domain/policy/evaluate.ts'
import { type PolicyQuestion, Resource } from '../../domain/policy/question.ts'
import type { DecidedBy, PolicyTrace } from '../../domain/policy/trace.ts'
import { viewSelfPolicy } from '../../domain/policy/view-self.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { ResourceFactsSource } from '../ports/policies.ts'
import type { AccessExplanation, ExplainedBy } from './questions.ts'
import type { Ruling } from './rule.ts'

export interface ExplainOptions {
  facts: ResourceFactsSource
  policiesMax: number
  /** Whether it says what the resource has: who may not see it learns nothing of it by asking why. */
  withFound: boolean
}

const NOT_BY_POLICIES = {
  'system actor': 'This is DataHub’s own actor, which may do everything.',
  'unknown actor': 'There is no such actor, and who is not in the directory may do nothing.',
  'suspended actor': 'The actor is suspended, and may do nothing.',
  'policies off':
    'Policies are switched off (AUTH_POLICIES_ENABLED=false): everybody may do what policies grant, but only the root user administers Latchkey.',
} as const

/** Says why, by what each policy said that lists the privilege. Facts that cannot be had are left out of it. */
export async function explain(ruling: Ruling, options: ExplainOptions): Promise<AccessExplanation> {
  if (ruling.by !== 'policies') return { summary: NOT_BY_POLICIES[ruling.by], policies: [], omitted: 0 }
  const { snapshot, granting, undecided } = ruling
  const question = await withAllFacts(ruling, options.facts)
  const own = viewSelfPolicy(question.actor.urn)
  const traces = snapshot.explain(question)
  if (own.info.privileges.includes(question.privilege)) traces.push(tracePolicy(own, question))
  const [granted, denied] = [
    traces.filter((trace) => trace.granted),
    traces.filter((trace) => !trace.granted),
  ]
  const shown = [...granted, ...denied].slice(0, options.policiesMax)
  return {
    summary: summaryOf(granting?.info.displayName, undecided, traces),
    policies: shown.map((trace) => ({ ...trace, decidedBy: shortened(trace.decidedBy, options) })),
    omitted: traces.length - shown.length,
  }
}

async function withAllFacts(
  { snapshot, question, undecided }: Extract<Ruling, { by: 'policies' }>,
  facts: ResourceFactsSource,
): Promise<PolicyQuestion> {
  const { privilege, resource } = question
  if (resource === undefined || undecided !== undefined) return question
  const listing = snapshot.policies.filter(({ info }) => info.privileges.includes(privilege))
  const wanted = askedFacts(listing, resource)
  if (wanted.length === 0) return question
  try {
    const { type, urn } = resource
    // What decided comes last, so that it stays what it was.
    const all = { ...(await facts.factsOf({ type, urn }, wanted)), ...resource.facts }
    return { ...question, resource: new Resource({ type, urn, facts: all }) }
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'UNDECIDED') return question
    throw error
  }
}

function summaryOf(
  granting: string | undefined,
  undecided: ServiceError | undefined,
  traces: readonly PolicyTrace[],
): string {
  if (granting !== undefined) return `The policy “${granting}” grants it.`
  if (undecided !== undefined) return `Nobody can say. ${undecided.detail}`
  if (traces.length === 0) return 'No policy lists this privilege.'
  return traces.length === 1
    ? 'The one policy that lists this privilege does not grant it.'
    : `None of the ${traces.length} policies that list this privilege grants it.`
}

// Of a kilobyte at the most each: 10,000 policies of a batch are 20 MB at URNs of a hundred characters.
const VALUES_MAX = 10

function shortened(decidedBy: DecidedBy, { withFound }: ExplainOptions): ExplainedBy {
  if (decidedBy.part !== 'criterion') return decidedBy
  const { found, values, ...rest } = decidedBy
  return {
    ...rest,
    values: values.slice(0, VALUES_MAX),
    valuesOmitted: Math.max(0, values.length - VALUES_MAX),
    ...(withFound && {
      found: found?.slice(0, VALUES_MAX) ?? null,
      foundOmitted: Math.max(0, (found?.length ?? 0) - VALUES_MAX),
    }),
  }
}
