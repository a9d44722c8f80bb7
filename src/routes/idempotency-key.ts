import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { parseIdempotencyKey } from '../domain/idempotency-key.ts'
import { ServiceError } from '../errors/service-error.ts'

/** For the schema of a route that takes the header. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        'Up to 255 visible ASCII characters, such as a UUID. A repeated request with the same key makes nothing a second time: it is answered 409 with the metadata; another request with it, 422. Kept for a day.',
    }),
  ),
})

/** The request's idempotency key. Errors: IDEMPOTENCY_KEY_INVALID, also for two such headers. */
export function idempotencyKeyOf({ raw }: Pick<FastifyRequest, 'raw'>): string | undefined {
  const fields = raw.headersDistinct['idempotency-key']
  if (fields === undefined) return undefined
  const [field = '', ...others] = fields
  const key = others.length === 0 ? parseIdempotencyKey(field) : undefined
  if (key === undefined) throw new ServiceError('IDEMPOTENCY_KEY_INVALID')
  return key
}
