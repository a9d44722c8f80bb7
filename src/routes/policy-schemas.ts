import Type, { type Static, type TSchema } from 'typebox'
import type { SimulatedDifference } from '../app/access/questions.ts'
import { policyStateOf, policyTypeOf } from '../domain/policy/kind.ts'
import type { PolicyDocument, PolicyMatchFilter, PolicyResources } from '../domain/policy/policy.ts'
import { SearchQuery } from './directory-schemas.ts'

const TextOrNull = Type.Union([Type.String(), Type.Null()])
const STRICT = { additionalProperties: false }

const PolicyType = Type.Enum(['METADATA', 'PLATFORM'])
const PolicyState = Type.Enum(['ACTIVE', 'INACTIVE', 'DRAFT'], {
  description: 'A draft is in force, as in DataHub',
})

// As many as a use-case takes; here they are part of the description.
const URNS = Type.Array(Type.String({ maxLength: 1024 }), { maxItems: 1000 })

function orNull<S extends TSchema>(schema: S, description: string) {
  return Type.Optional(Type.Union([schema, Type.Null()], { description }))
}

const MatchFilter = Type.Object(
  {
    criteria: Type.Array(
      Type.Object(
        {
          field: Type.String({ maxLength: 100, description: 'TYPE, URN, OWNER, DOMAIN, TAG and others' }),
          values: URNS,
          condition: Type.Optional(
            Type.Enum(['EQUALS', 'STARTS_WITH', 'NOT_EQUALS'], { description: 'Default: EQUALS' }),
          ),
        },
        STRICT,
      ),
      { maxItems: 50 },
    ),
  },
  { ...STRICT, description: 'All criteria must hold' },
)

const ResourcesBody = Type.Object(
  {
    type: orNull(Type.String({ maxLength: 100 }), 'The older form; counts for nothing beside filter'),
    resources: orNull(URNS, 'The older form; counts for nothing beside filter'),
    allResources: orNull(Type.Boolean(), 'The older form; counts for nothing beside filter'),
    filter: orNull(MatchFilter, 'What the resource must be'),
    privilegeConstraints: orNull(MatchFilter, 'What may be changed of it, such as which tags'),
  },
  STRICT,
)

const ActorsBody = Type.Object(
  {
    users: Type.Optional(URNS),
    groups: Type.Optional(URNS),
    roles: Type.Optional(URNS),
    allUsers: Type.Optional(Type.Boolean()),
    allGroups: Type.Optional(Type.Boolean({ description: 'Whoever is a member of any group' })),
    resourceOwners: Type.Optional(Type.Boolean({ description: 'Owners of the resource' })),
    resourceOwnersTypes: orNull(URNS, 'Owners of these types only; null: of any, empty: of none'),
  },
  { ...STRICT, description: 'Whoever is named by any of these; what is left out names nobody' },
)

export const PolicyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    description: orNull(Type.String({ maxLength: 10_000 }), 'What it is for'),
    type: PolicyType,
    state: PolicyState,
    privileges: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 500 }),
    actors: ActorsBody,
    resources: orNull(ResourcesBody, 'null: whatever is asked about'),
  },
  STRICT,
)

const FilterView = Type.Object({
  criteria: Type.Array(
    Type.Object({ field: Type.String(), values: Type.Array(Type.String()), condition: Type.String() }),
  ),
})

export const Policy = Type.Object(
  {
    urn: Type.String(),
    name: Type.String(),
    description: Type.String(),
    type: PolicyType,
    state: PolicyState,
    privileges: Type.Array(Type.String()),
    actors: Type.Object({
      users: Type.Array(Type.String()),
      groups: Type.Array(Type.String()),
      roles: Type.Array(Type.String()),
      allUsers: Type.Boolean(),
      allGroups: Type.Boolean(),
      resourceOwners: Type.Boolean(),
      resourceOwnersTypes: Type.Union([Type.Array(Type.String()), Type.Null()]),
    }),
    resources: Type.Union([
      Type.Object({
        type: TextOrNull,
        resources: Type.Union([Type.Array(Type.String()), Type.Null()]),
        allResources: Type.Union([Type.Boolean(), Type.Null()]),
        filter: Type.Union([FilterView, Type.Null()]),
        privilegeConstraints: Type.Union([FilterView, Type.Null()]),
      }),
      Type.Null(),
    ]),
    editable: Type.Boolean({ description: 'false: it comes with DataHub, and nobody changes it' }),
    lastUpdatedAt: Type.Union([Type.Integer(), Type.Null()], { description: 'Epoch milliseconds' }),
  },
  { description: 'A policy as DataHub has them' },
)

/** A policy as it is shown; a type or state that there is none of by how it is read. */
export function policyView({ urn, info }: PolicyDocument): Static<typeof Policy> {
  const { actors, resources } = info
  return {
    urn,
    name: info.displayName,
    description: info.description ?? '',
    type: policyTypeOf(info),
    state: policyStateOf(info),
    privileges: [...info.privileges],
    actors: {
      users: [...(actors.users ?? [])],
      groups: [...(actors.groups ?? [])],
      roles: [...(actors.roles ?? [])],
      allUsers: actors.allUsers ?? false,
      allGroups: actors.allGroups ?? false,
      resourceOwners: actors.resourceOwners ?? false,
      resourceOwnersTypes: copyOf(actors.resourceOwnersTypes),
    },
    resources: resources === undefined ? null : resourcesView(resources),
    editable: info.editable ?? true,
    lastUpdatedAt: info.lastUpdatedTimestamp ?? null,
  }
}

function resourcesView(resources: PolicyResources) {
  return {
    type: resources.type ?? null,
    resources: copyOf(resources.resources),
    allResources: resources.allResources ?? null,
    filter: filterView(resources.filter),
    privilegeConstraints: filterView(resources.privilegeConstraints),
  }
}

function filterView(filter: PolicyMatchFilter | undefined): Static<typeof FilterView> | null {
  if (filter === undefined) return null
  const criteria = filter.criteria.map(({ field, values, condition = 'EQUALS' }) => ({
    field,
    values: [...values],
    condition,
  }))
  return { criteria }
}

function copyOf(texts: readonly string[] | undefined): string[] | null {
  return texts === undefined ? null : [...texts]
}

export const PoliciesQuery = Type.Object(
  {
    ...SearchQuery.properties,
    query: Type.Optional(
      Type.String({ maxLength: 500, description: 'Part of a name, a description or a URN' }),
    ),
    type: Type.Optional(PolicyType),
    state: Type.Optional(PolicyState),
  },
  STRICT,
)

export const AuthorizedActorsQuery = Type.Object(
  {
    privilege: Type.String({ minLength: 1, maxLength: 200, description: 'An id, such as EDIT_ENTITY' }),
    resourceType: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'Such as dataset' }),
    ),
    resourceUrn: Type.Optional(
      Type.String({ maxLength: 1024, description: 'With resourceType; left out: of the type as a whole' }),
    ),
  },
  STRICT,
)

export const AuthorizedActors = Type.Object(
  {
    allUsers: Type.Boolean(),
    allGroups: Type.Boolean(),
    users: Type.Array(Type.String()),
    groups: Type.Array(Type.String()),
    roles: Type.Array(Type.String()),
  },
  { description: 'As policies name them' },
)

const Resource = Type.Object(
  { type: Type.String({ minLength: 1, maxLength: 100 }), urn: Type.String({ maxLength: 1024 }) },
  STRICT,
)

export const SimulateBody = Type.Object(
  {
    change: Type.Object(
      {
        add: Type.Optional(PolicyBody),
        update: Type.Optional(
          Type.Object({ urn: Type.String({ maxLength: 1024 }), policy: PolicyBody }, STRICT),
        ),
        remove: Type.Optional(Type.Object({ urn: Type.String({ maxLength: 1024 }) }, STRICT)),
      },
      { ...STRICT, description: 'Exactly one of these' },
    ),
    actors: Type.Optional(
      Type.Array(Type.String({ maxLength: 1024 }), {
        maxItems: 1000,
        description: 'URNs; left out: who did anything in the last day, by the audit trail',
      }),
    ),
    resources: Type.Optional(
      Type.Array(Resource, {
        maxItems: 1000,
        description: 'Left out: what anything was done to in the last day, and questions without a resource',
      }),
    ),
  },
  STRICT,
)

export const SimulationOutcome = Type.Object({
  differences: Type.Array(
    Type.Object({
      actorUrn: Type.String(),
      privilege: Type.String(),
      resource: Type.Union([Type.Object({ type: Type.String(), urn: Type.String() }), Type.Null()]),
      before: Type.Boolean(),
      after: Type.Boolean(),
    } satisfies Record<keyof SimulatedDifference, TSchema>),
  ),
  asked: Type.Integer({ description: 'How many questions were asked' }),
  undecided: Type.Integer({ description: 'Of how many nobody can say, for want of a fact' }),
  complete: Type.Boolean({
    description: 'false: the audit trail had more than was looked at, or there are more differences',
  }),
})
