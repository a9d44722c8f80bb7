import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import { Secret } from '../domain/secret.ts'
import { empty } from './token-schemas.ts'

const PUBLIC = { access: { kind: 'public', why: 'this is where one signs in and out' } satisfies Access }

const Credentials = Type.Object({
  username: Type.String({ maxLength: 255 }),
  password: Type.String({ maxLength: 1024 }),
})

const Refused = Type.Object({ message: Type.String() })

/** datahub-frontend's sign-in (AuthenticationController.java): its paths, its bodies, its messages. */
export const signIn: FastifyPluginAsyncTypebox = async (door) => {
  door.post(
    '/logIn',
    {
      config: PUBLIC,
      schema: {
        summary: 'Sign in with a password',
        tags: ['session'],
        body: Credentials,
        response: { 200: empty('Signed in; two cookies are set'), 400: Refused },
      },
    },
    async (request, reply) => {
      const { username, password } = request.body
      if (username.trim() === '') return reply.code(400).send({ message: 'User name must not be empty.' })
      const session = await door.sessions.signIn(username, new Secret(password))
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
      if (cookie !== undefined) await door.sessions.end(cookie)
      return reply.header('set-cookie', door.sessionCookies.end()).redirect('/login', 303)
    },
  )
}
