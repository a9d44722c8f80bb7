import type {
  PolicyDocument,
  PolicyInfo,
  PolicyMatchCriterion,
  PolicyResources,
} from '../../src/domain/policy/policy.ts'
import {
  FACT_FIELDS,
  type PolicyActor,
  type PolicyQuestion,
  type Resource,
  type ResourceFacts,
} from '../../src/domain/policy/question.ts'

export const ANN: PolicyActor = {
  urn: 'urn:li:corpuser:ann',
  groups: ['urn:li:corpGroup:eng'],
  roles: ['urn:li:dataHubRole:Editor'],
}

export const EDIT = 'EDIT_ENTITY'

const NOTHING: ResourceFacts = {
  ...Object.fromEntries(FACT_FIELDS.map((field) => [field, []])),
  ownership: [],
}

/** A dataset of which all is known, and which has nothing. */
export const DATASET: Resource = { type: 'dataset', urn: 'urn:li:dataset:a', facts: NOTHING }

export const withFacts = (facts: ResourceFacts): Resource => ({ ...DATASET, facts: { ...NOTHING, ...facts } })

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

/** Whether Ann may `EDIT`, with changes. */
export const ask = (resource?: Resource, change: Partial<PolicyQuestion> = {}): PolicyQuestion => ({
  actor: ANN,
  privilege: EDIT,
  ...(resource && { resource }),
  ...change,
})
