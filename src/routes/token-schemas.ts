import Type from 'typebox'
import { DURATION_PRESETS } from '../domain/token-duration.ts'

/** An answer without a body. */
export function empty(description: string) {
  return Type.Unsafe<undefined>({ type: 'null', description })
}

const TimeOrNull = Type.Union([Type.Integer(), Type.Null()])

export const Token = Type.Object(
  {
    id: Type.String({ description: 'DataHub’s id: base64 of SHA-256, 44 characters' }),
    urn: Type.String(),
    name: Type.String(),
    description: Type.Union([Type.String(), Type.Null()]),
    type: Type.Enum(['PERSONAL', 'SERVICE_ACCOUNT']),
    actorUrn: Type.String({ description: 'Whom the token stands for' }),
    ownerUrn: Type.String({ description: 'Who made it' }),
    createdAt: Type.Integer({ description: 'Epoch milliseconds, as are all times' }),
    expiresAt: TimeOrNull,
    lastUsedAt: TimeOrNull,
    state: Type.Enum(['active', 'expired', 'revoked']),
  },
  { description: 'A token without its secret' },
)

export const IssuedToken = Type.Object({
  token: Type.String({ description: 'The token itself, shown this once' }),
  metadata: Token,
})

export const CreateToken = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 50 }),
    description: Type.Optional(Type.String({ maxLength: 500 })),
    duration: Type.Optional(Type.Enum([...DURATION_PRESETS])),
    durationIso: Type.Optional(Type.String({ maxLength: 100, description: 'ISO 8601, such as P30D' })),
    expiresAt: Type.Optional(Type.Integer({ description: 'Epoch milliseconds' })),
    actorUrn: Type.Optional(Type.String({ maxLength: 300, description: 'Default: yourself' })),
    type: Type.Optional(
      Type.Enum(['PERSONAL', 'SERVICE_ACCOUNT'], { description: 'What the actor is; may be left out' }),
    ),
  },
  { additionalProperties: false, description: 'Exactly one of duration, durationIso and expiresAt' },
)

function timeOf(description: string) {
  return Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: `${description}; epoch milliseconds`,
    }),
  )
}

const CONDITIONS = {
  ownerUrn: Type.Optional(Type.String({ maxLength: 300, description: 'Who made it' })),
  actorUrn: Type.Optional(Type.String({ maxLength: 300, description: 'Whom it stands for' })),
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 300,
      description: 'Each word of this begins a word of the name, in upper or lower case',
    }),
  ),
  lastUsedBefore: timeOf('Not used then or later; never used, if made before'),
  lastUsedAfter: timeOf('Used then or later'),
  expiresBefore: timeOf('Expires before; not what never expires'),
  expiresAfter: timeOf('Expires then or later, or never'),
}

export const TokenListQuery = Type.Object(
  {
    ...CONDITIONS,
    state: Type.Optional(Type.Enum(['active', 'expired', 'revoked'])),
    sort: Type.Enum(['created', 'expires', 'lastUsed'], {
      default: 'created',
      description: 'What never expires comes as the latest, what was never used as the earliest',
    }),
    order: Type.Enum(['asc', 'desc'], { default: 'desc' }),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(
      Type.String({
        maxLength: 500,
        description: 'nextCursor of the page before, with the same conditions and sort',
      }),
    ),
  },
  { additionalProperties: false },
)

export const RevokeMany = Type.Object(
  {
    ...CONDITIONS,
    state: Type.Optional(Type.Enum(['active', 'expired'])),
    all: Type.Optional(Type.Boolean({ description: 'In the place of conditions: every token' })),
    dryRun: Type.Optional(Type.Boolean({ description: 'Only count them' })),
  },
  { additionalProperties: false, description: 'One condition at the least, or all' },
)

export const RevokedMany = Type.Object({
  count: Type.Integer({ description: 'How many were revoked, or would be' }),
  dryRun: Type.Boolean(),
  complete: Type.Boolean({ description: 'false: there are more; send the request again' }),
})

export const TokenList = Type.Object({
  items: Type.Array(Token, { description: 'At most limit; fewer, or none, while nextCursor is not null' }),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'null: the list ends here' }),
})

export const IdParams = Type.Object({
  id: Type.String({
    maxLength: 200,
    description: 'base64url without padding, or DataHub’s form percent-encoded',
  }),
})

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable; see docs/errors.md' }),
    detail: Type.String(),
    instance: Type.Optional(Type.String({ description: 'Of an error that is in the log: its name there' })),
    metadata: Type.Optional(Token),
  },
  { description: 'RFC 9457' },
)
