import type {
  PolicyDocument,
  PolicyInfo,
  PolicyMatchCriterion,
  PolicyResources,
} from '../../src/domain/policy/policy.ts'
import {
  type ActorSpec,
  FACT_FIELDS,
  type KnownResource,
  PolicyActor,
  type PolicyQuestion,
  Resource,
  type ResourceFacts,
} from '../../src/domain/policy/question.ts'

export const ANN = new PolicyActor({
  urn: 'urn:li:corpuser:ann',
  groups: ['urn:li:corpGroup:eng'],
  roles: ['urn:li:dataHubRole:Editor'],
})

export const EDIT = 'EDIT_ENTITY'

const NOTHING: ResourceFacts = {
  ...Object.fromEntries(FACT_FIELDS.map((field) => [field, []])),
  ownership: [],
}

/** A dataset of which all is known, and which has nothing. */
export const DATASET = new Resource({ type: 'dataset', urn: 'urn:li:dataset:a', facts: NOTHING })

export const withFacts = (facts: ResourceFacts) =>
  new Resource({ ...DATASET, facts: { ...NOTHING, ...facts } })

let made = 0

/** An active policy that gives Ann `EDIT` on everything, with changes. */
export function policy(change: Partial<PolicyInfo> = {}): PolicyDocument {
  const info = {
    displayName: 'a policy',
    type: 'METADATA',
    state: 'ACTIVE',
    privileges: [EDIT],
    actors: { users: [ANN.urn] },
    ...change,
  }
  return { urn: `urn:li:dataHubPolicy:${made++}`, info }
}

export const equals = (field: string, ...values: string[]): PolicyMatchCriterion => ({ field, values })

export const about = (...criteria: PolicyMatchCriterion[]): PolicyResources => ({ filter: { criteria } })

export interface PlainQuestion extends Omit<PolicyQuestion, 'actor' | 'resource'> {
  actor: ActorSpec
  resource?: KnownResource
}

/** A question as policies are asked; what asked or was asked about before stays the same object. */
export function questionOf({ actor, resource, ...rest }: PlainQuestion): PolicyQuestion {
  return {
    ...rest,
    actor: actor instanceof PolicyActor ? actor : new PolicyActor(actor),
    ...(resource && { resource: resource instanceof Resource ? resource : new Resource(resource) }),
  }
}

/** Whether Ann may `EDIT`, with changes. */
export const ask = (resource?: KnownResource, change: Partial<PlainQuestion> = {}): PolicyQuestion =>
  questionOf({ actor: ANN, privilege: EDIT, ...(resource && { resource }), ...change })
