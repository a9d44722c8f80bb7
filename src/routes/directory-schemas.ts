import Type, { type TSchema } from 'typebox'

const TextOrNull = Type.Union([Type.String(), Type.Null()])
const Urn = Type.String({ maxLength: 1024 })
const Time = Type.Integer({ description: 'Epoch milliseconds' })
const Status = Type.Enum(['ACTIVE', 'SUSPENDED'])

/** A page of a list: design §2.4. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), nextCursor: TextOrNull })
}

const LIMIT = Type.Integer({ minimum: 1, maximum: 100, default: 20 })
const CURSOR = Type.String({ maxLength: 2000, description: 'nextCursor of the page before' })

export const PageQuery = Type.Object(
  { limit: LIMIT, cursor: Type.Optional(CURSOR) },
  { additionalProperties: false },
)

export const SearchQuery = Type.Object(
  {
    limit: LIMIT,
    cursor: Type.Optional(CURSOR),
    query: Type.Optional(Type.String({ maxLength: 500, description: 'Part of a name, an address or a URN' })),
  },
  { additionalProperties: false },
)

export const UrnParams = Type.Object({
  urn: Type.String({ maxLength: 1024, description: 'URN, percent-encoded' }),
})

export const User = Type.Object(
  {
    urn: Type.String(),
    username: Type.String(),
    displayName: Type.String(),
    email: TextOrNull,
    title: TextOrNull,
    status: Status,
    createdAt: Time,
    createdBy: Type.Union([Type.String(), Type.Null()], {
      description: 'URN of who made the user; null: signed up, came by single sign-on, or was there at first',
    }),
    groups: Type.Array(Type.String()),
    roles: Type.Array(Type.String(), { description: 'Their own, without those of their groups' }),
  },
  { description: 'A person who may sign in' },
)

export const CreateUser = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 255 }),
    displayName: Type.Optional(Type.String({ maxLength: 255, description: 'Default: the user name' })),
    email: Type.Optional(Type.Union([Type.String({ maxLength: 320 }), Type.Null()])),
    title: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()])),
  },
  { additionalProperties: false },
)

export const UpdateUser = Type.Object(
  {
    displayName: Type.Optional(Type.String({ maxLength: 255 })),
    email: Type.Optional(Type.Union([Type.String({ maxLength: 320 }), Type.Null()])),
    title: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()])),
    status: Type.Optional(Status),
  },
  { additionalProperties: false, minProperties: 1, description: 'What is left out stays as it is' },
)

export const ResetToken = Type.Object({
  token: Type.String({ description: 'To choose a password with, shown this once' }),
  expiresAt: Time,
})

const Names = Type.Array(Type.String())

export const AccessOfUser = Type.Object(
  {
    roles: Names,
    groups: Names,
    groupsWithRoles: Names,
    rolesViaGroups: Names,
    allRoles: Names,
    policies: Names,
    privileges: Names,
  },
  { description: 'Why a user may do what they may; URNs, and names of privileges' },
)

export const Group = Type.Object({
  urn: Type.String(),
  id: Type.String(),
  name: Type.String(),
  description: TextOrNull,
  origin: Type.Enum(['NATIVE', 'EXTERNAL'], { description: 'EXTERNAL: comes with single sign-on' }),
  createdAt: Time,
  roles: Type.Array(Type.String()),
  memberCount: Type.Integer(),
})

export const CreateGroup = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Default: a random UUID' })),
    name: Type.String({ minLength: 1, maxLength: 255 }),
    description: Type.Optional(Type.Union([Type.String({ maxLength: 10_000 }), Type.Null()])),
  },
  { additionalProperties: false },
)

export const Members = Type.Object(
  { userUrns: Type.Array(Urn, { minItems: 1, maxItems: 1000 }) },
  { additionalProperties: false },
)

export const RoleWithCount = Type.Object({
  urn: Type.String(),
  name: Type.String(),
  description: Type.String(),
  memberCount: Type.Integer({ description: 'Users and groups that have it of their own accord' }),
})

export const AssignRole = Type.Object(
  {
    roleUrn: Type.Union([Urn, Type.Null()], { description: 'null leaves them no role' }),
    actorUrns: Type.Array(Urn, { minItems: 1, maxItems: 1000, description: 'Users and groups' }),
  },
  { additionalProperties: false },
)

export const InviteToken = Type.Object({
  inviteToken: Type.String({ description: 'Whoever has it may sign up, or take the role' }),
})

export const ServiceAccount = Type.Object(
  {
    urn: Type.String(),
    name: Type.String(),
    displayName: Type.String(),
    description: TextOrNull,
    status: Status,
    createdAt: Time,
    createdBy: TextOrNull,
  },
  { description: 'An account that only tokens act as' },
)

export const CreateServiceAccount = Type.Object(
  {
    displayName: Type.String({ minLength: 1, maxLength: 255 }),
    description: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()])),
  },
  { additionalProperties: false },
)
