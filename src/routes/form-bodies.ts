import type { FastifyInstance } from 'fastify'
import { readForm } from '../domain/form.ts'
import { ServiceError } from '../errors/service-error.ts'

/** Lets the routes of this scope take forms and JSON, and nothing else. Errors: INVALID_REQUEST for a field that is there twice. */
export function takeForms(door: FastifyInstance): void {
  door.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: unknown, text: string) => {
      const { fields, repeated } = readForm(text)
      if (repeated === undefined) return fields
      throw new ServiceError('INVALID_REQUEST', { detail: 'The form has one field twice. Send each once.' })
    },
  )
}
