import Type from 'typebox'
import { flag } from './setting-types.ts'

/** How it is decided who may do what; a part of the list in schema.ts. */
export const POLICY_SETTINGS = {
  POLICIES: Type.Optional(
    Type.Enum(['gms', 'local'], {
      description:
        'Where policies are kept: in DataHub (`gms`), read with our system client, or in our own store (`local`). Absent: `gms` where `GMS_URL` is set, else `local`.',
    }),
  ),
  POLICY_CACHE_REFRESH_INTERVAL_SECONDS: Type.Integer({
    default: 120,
    minimum: 1,
    maximum: 86_400,
    description:
      'With `POLICIES=gms`: how often they are read, seconds, as in DataHub. What changes there is in force here at most that much later.',
  }),
  AUTH_POLICIES_ENABLED: flag({
    default: true,
    description:
      'As in DataHub. `false`: policies decide nothing, every active user may use tokens and DataHub, and Latchkey’s own administration is the root user’s alone.',
  }),
  REST_API_AUTHORIZATION_ENABLED: flag({
    default: false,
    description:
      'As in DataHub 0.13. `true`: what goes to GMS by Rest.li or OpenAPI needs the privileges that DataHub asks for it, by the policies here. Either way, what decides who may do what is written only by who may manage it (docs/adr/0010).',
  }),
  REST_API_UNMAPPED: Type.Enum(['deny', 'allow'], {
    default: 'deny',
    description:
      'With `REST_API_AUTHORIZATION_ENABLED`: whether requests to endpoints of GMS that no privilege is mapped to are let through.',
  }),
}
