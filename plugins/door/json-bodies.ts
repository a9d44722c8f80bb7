import fp from 'fastify-plugin'
import { repeatedName } from '../../src/domain/repeated-name.ts'
import { ServiceError } from '../../src/errors/service-error.ts'

/**
 * JSON bodies of our own endpoints, read in one way only: no name twice, and none that changes every object. An empty
 * body is no body.
 */
export default fp(
  async (door) => {
    // Fastify's own, whose result no route of ours takes.
    door.removeContentTypeParser('text/plain')
    const parse = door.getDefaultJsonParser('error', 'error')
    door.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
      // Many HTTP libraries name the type of every request, of a DELETE without a body too.
      if (text === '') {
        done(null, undefined)
        return
      }
      parse(request, text, (error, body) => {
        if (error !== null || repeatedName(text) === undefined) done(error, body)
        else
          done(
            new ServiceError('INVALID_REQUEST', {
              detail: 'The JSON says one name twice in one object. Say it once.',
            }),
          )
      })
    })
  },
  { name: 'json-bodies' },
)
