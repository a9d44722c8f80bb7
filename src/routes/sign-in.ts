import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import { Secret } from '../domain/secret.ts'
import type { ServiceError } from '../errors/service-error.ts'
import { originOf } from './caller.ts'
import { empty } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PUBLIC = { access: { kind: 'public', why: 'this is where one signs in and out' } satisfies Access }

const Credentials = Type.Object({
  username: Type.String({ maxLength: 255 }),
  password: Type.String({ maxLength: 1024 }),
})

const Refused = Type.Object({ message: Type.String() })

const Failed = Type.Object({
  message: Type.String(),
  instance: Type.Optional(Type.String({ description: 'Of an error that is in the log: its name there' })),
})

const WHAT_TO_SEND =
  'Send JSON with the header Content-Type: application/json and the body {"username": "…", "password": "…"}, both strings of at most 255 and 1024 characters.'

/** datahub-frontend's sign-in (AuthenticationController.java): its paths, its bodies, its messages. */
export const signIn: FastifyPluginAsyncTypebox = async (door) => {
  door.post(
    '/logIn',
    {
      config: PUBLIC,
      validatorCompiler: bodyAsItStands,
      errorHandler: answerError,
      schema: {
        summary: 'Sign in with a password',
        tags: ['session'],
        body: Credentials,
        response: {
          200: empty('Signed in; two cookies are set'),
          400: Refused,
          408: Failed,
          413: Failed,
          429: Failed,
          500: Failed,
          503: Failed,
        },
      },
    },
    async (request, reply) => {
      const { username, password } = request.body
      if (username.trim() === '') return reply.code(400).send({ message: 'User name must not be empty.' })
      const session = await door.signIn(username, new Secret(password), originOf(request))
      if (session === undefined) return reply.code(400).send({ message: 'Invalid Credentials' })
      return reply.header('set-cookie', door.sessionCookies.start(session)).send(undefined)
    },
  )

  door.get(
    '/logOut',
    {
      config: PUBLIC,
      schema: {
        summary: 'Sign out: the session ends on the server',
        tags: ['session'],
        response: { 303: empty('To the sign-in page') },
      },
    },
    async (request, reply) => {
      const cookie = door.sessionCookies.read(request.headers.cookie)
      if (cookie !== undefined) await door.sessions.end(cookie, originOf(request))
      return reply.header('set-cookie', door.sessionCookies.end()).redirect('/login', 303)
    },
  )
}

/** datahub-frontend's error body, `message`, for whatever keeps `/logIn` from answering; the status stays ours. */
function answerError(error: FastifyError | ServiceError, request: FastifyRequest, reply: FastifyReply): void {
  if (isMalformed(error)) {
    reply.code(400).send({ message: WHAT_TO_SEND })
    return
  }
  const { status, headers, body } = request.server.renderError(error)
  const { detail, instance } = JSON.parse(body) as { detail: string; instance?: string }
  const { 'retry-after': retryAfter } = headers
  reply.code(status).header('cache-control', 'no-store')
  if (!request.raw.complete) reply.header('connection', 'close')
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  reply.send({ message: detail, instance })
}

function isMalformed(error: FastifyError | ServiceError): boolean {
  return 'statusCode' in error && (error.statusCode === 400 || error.statusCode === 415)
}
