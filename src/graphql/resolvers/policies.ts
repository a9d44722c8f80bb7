import type { Policies, PolicyFilter, PolicyInput } from '../../app/access/policies.ts'
import type { ListGrantedPrivileges } from '../../app/access/questions.ts'
import type { PolicyMatchCriterion } from '../../domain/policy/policy.ts'
import type { ResourceSpec } from '../../domain/policy/question.ts'
import { invalid } from '../../errors/service-error.ts'
import { ENTITY_TYPES, type EntityTypeName } from '../entity-types.ts'
import type { Resolvers } from '../resolvers.ts'
import { policyEntity } from './policy-entity.ts'
import { forCallers } from './refusal.ts'
import { listResult, sliceOf } from './slice.ts'

export interface PolicyResolversOptions {
  policies: Pick<Policies, 'list' | 'create' | 'update' | 'remove'>
  access: { grantedPrivileges: ListGrantedPrivileges }
}

// GetGrantedPrivilegesResolver.java's text, with its slip.
const NOT_OF_OTHERS = 'Unauthorized to get privileges for the given author.'

/** Policies (resolvers/policy of datahub-graphql-core). */
export function makePolicyResolvers({ policies, access }: PolicyResolversOptions): Resolvers {
  return {
    Query: {
      listPolicies: forCallers(async ({ input }, caller) => {
        const slice = sliceOf(input)
        const { items, total } = await policies.list(caller, { ...slice, ...filterOf(input.orFilters ?? []) })
        return listResult(slice, { total, items: items.map(policyEntity) }, 'policies')
      }),
      getGrantedPrivileges: forCallers(async ({ input }, caller) => {
        const resource = input.resourceSpec == null ? undefined : resourceOf(input.resourceSpec)
        return { privileges: await access.grantedPrivileges(caller, input.actorUrn, resource) }
      }, NOT_OF_OTHERS),
    },
    Mutation: {
      createPolicy: forCallers(
        async ({ input }, caller) => (await policies.create(caller, policyInput(input))).urn,
      ),
      updatePolicy: forCallers(
        async ({ urn, input }, caller) => (await policies.update(caller, urn, policyInput(input))).urn,
      ),
      deletePolicy: forCallers(async ({ urn }, caller) => {
        await policies.remove(caller, urn)
        return urn
      }),
    },
  }
}

interface MatchFilterInput {
  criteria?: PolicyMatchCriterion[] | null
}

type PolicyUpdateInput = Omit<PolicyInput, 'resources'> & {
  resources?:
    | (Omit<NonNullable<PolicyInput['resources']>, 'filter' | 'privilegeConstraints'> & {
        filter?: MatchFilterInput | null
        privilegeConstraints?: MatchFilterInput | null
      })
    | null
}

function policyInput({ resources, ...input }: PolicyUpdateInput): PolicyInput {
  if (resources == null) return input
  const { filter, privilegeConstraints, ...older } = resources
  return {
    ...input,
    resources: {
      ...older,
      filter: matchFilter(filter),
      // What is left out stays as it is; `null` is not left out.
      ...(privilegeConstraints !== undefined && {
        privilegeConstraints: matchFilter(privilegeConstraints),
      }),
    },
  }
}

/** In DataHub's schema the criteria may be left out, which is no demand. */
function matchFilter(filter: MatchFilterInput | null | undefined) {
  return filter == null ? null : { criteria: filter.criteria ?? [] }
}

function resourceOf(spec: { resourceType: EntityTypeName; resourceUrn: string }): ResourceSpec {
  return { type: ENTITY_TYPES[spec.resourceType], urn: spec.resourceUrn }
}

interface FacetFilter {
  field: string
  value?: string | null
  values?: string[] | null
  negated?: boolean | null
  condition?: string | null
}

const FILTERABLE = ['type', 'state'] as const

/** The filters of all branches together, as DataHub reads them (ListPoliciesResolver.java). */
function filterOf(branches: readonly { and?: FacetFilter[] | null }[]): PolicyFilter {
  const filter: PolicyFilter = {}
  for (const { field, value, values, negated, condition } of branches.flatMap(({ and }) => and ?? [])) {
    const name = FILTERABLE.find((each) => each === field)
    const [wanted, ...others] = values ?? (value == null ? [] : [value])
    const isPlain = negated !== true && (condition == null || condition === 'EQUAL' || condition === 'IN')
    if (
      name === undefined ||
      wanted === undefined ||
      others.length > 0 ||
      !isPlain ||
      filter[name] !== undefined
    )
      throw invalid('orFilters of policies are type and state, each once and EQUAL to one value.')
    filter[name] = wanted
  }
  return filter
}
