import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import { isSameOrigin, senderOf } from '../domain/same-origin.ts'
import { Secret } from '../domain/secret.ts'
import { clientOf, signInClientOf } from './caller.ts'
import { answerWithMessage, REFUSALS } from './sign-in-errors.ts'
import { empty } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PUBLIC = { access: { kind: 'public', why: 'this is where one signs in and out' } satisfies Access }

const Credentials = Type.Object({
  username: Type.String({ maxLength: 255 }),
  password: Type.String({ maxLength: 1024 }),
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
      errorHandler: answerWithMessage(WHAT_TO_SEND),
      schema: {
        summary: 'Sign in with a password',
        tags: ['session'],
        body: Credentials,
        response: { 200: empty('Signed in; two cookies are set'), ...REFUSALS },
      },
    },
    async (request, reply) => {
      const { username, password } = request.body
      if (!door.settings.AUTH_NATIVE_ENABLED) {
        const message = 'Neither JAAS nor native authentication is enabled on the server.'
        return reply.code(400).send({ message })
      }
      if (username.trim() === '') return reply.code(400).send({ message: 'User name must not be empty.' })
      const session = await door.signIn(username, new Secret(password), signInClientOf(request))
      if (session === undefined) return reply.code(400).send({ message: 'Invalid Credentials' })
      return reply.header('set-cookie', door.sessionCookies.start(session)).send(undefined)
    },
  )

  door.get(
    '/logOut',
    {
      config: PUBLIC,
      schema: {
        summary: 'Sign out: the session ends on the server. Sent by a page of another origin it does nothing',
        tags: ['session'],
        response: { 303: empty('To the sign-in page, or from a page of another origin to ours') },
      },
    },
    async (request, reply) => {
      // It is GET, as DataHub's clients know it, so a link or picture elsewhere could sign people out.
      if (!isSameOrigin(senderOf(request.raw.headers))) return reply.redirect('/', 303)
      const cookie = door.sessionCookies.read(request.headers.cookie)
      if (cookie !== undefined) await door.sessions.end(cookie, clientOf(request))
      return reply.header('set-cookie', door.sessionCookies.end()).redirect('/login', 303)
    },
  )
}
