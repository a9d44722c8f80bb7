import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import { isEmail } from '../domain/email.ts'
import { passwordFault } from '../domain/password-rule.ts'
import { Secret } from '../domain/secret.ts'
import { signInClientOf } from './caller.ts'
import { answerWithMessage, REFUSALS } from './sign-in-errors.ts'
import { empty } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PUBLIC = {
  access: { kind: 'public', why: 'a token in the body says who was invited, or asked' } satisfies Access,
}

// What is left out is answered as what is empty, as datahub-frontend does.
const text = (maxLength: number) => Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()]))

const SignUpBody = Type.Object({
  fullName: text(255),
  email: text(255),
  password: text(1024),
  title: text(500),
  inviteToken: text(1024),
})

const ResetBody = Type.Object({ email: text(255), password: text(1024), resetToken: text(1024) })

const SEND_JSON = 'Send JSON with the header Content-Type: application/json and the body'
const SIGN_UP =
  '{"fullName": "…", "email": "…", "password": "…", "title": "…", "inviteToken": "…"}, all strings, of at most 255, 255, 1024, 500 and 1024 characters.'
const RESET =
  '{"email": "…", "password": "…", "resetToken": "…"}, all strings, of at most 255, 1024 and 1024 characters.'

const NATIVE_OFF = 'Native authentication is not enabled on the server.'

/** datahub-frontend's sign-up and reset (AuthenticationController.java): its paths, its bodies, its messages in its order. */
export const signUp: FastifyPluginAsyncTypebox = async (door) => {
  const { AUTH_NATIVE_ENABLED: isNative, ENFORCE_VALID_EMAIL: wantsEmail } = door.settings

  door.post(
    '/signUp',
    {
      config: PUBLIC,
      validatorCompiler: bodyAsItStands,
      errorHandler: answerWithMessage(`${SEND_JSON} ${SIGN_UP}`),
      schema: {
        summary: 'Become a user by an invite token, and be signed in',
        tags: ['session'],
        body: SignUpBody,
        response: { 200: empty('Signed up and signed in; two cookies are set'), ...REFUSALS },
      },
    },
    async (request, reply) => {
      const { fullName, email, password, title, inviteToken } = filledIn(request.body)
      const refuse = (message: string) => reply.code(400).send({ message })
      if (!isNative) return refuse(NATIVE_OFF)
      if (fullName === undefined) return refuse('Full name must not be empty.')
      // DataHub says the same of one that is none.
      if (email === undefined || (wantsEmail && !isEmail(email.trim())))
        return refuse('Email must not be empty.')
      if (password === undefined) return refuse('Password must not be empty.')
      if (title === undefined) return refuse('Title must not be empty.')
      if (inviteToken === undefined) return refuse('Invite token must not be empty.')
      const fault = passwordFault(password)
      if (fault !== undefined) return refuse(fault)
      const session = await door.signUp(
        { fullName, email, title, password: new Secret(password), inviteToken: new Secret(inviteToken) },
        signInClientOf(request),
      )
      return reply.header('set-cookie', door.sessionCookies.start(session)).send(undefined)
    },
  )

  door.post(
    '/resetNativeUserCredentials',
    {
      config: PUBLIC,
      validatorCompiler: bodyAsItStands,
      errorHandler: answerWithMessage(`${SEND_JSON} ${RESET}`),
      schema: {
        summary: 'Set a new password by a reset token; other sessions end, and this one begins',
        tags: ['session'],
        body: ResetBody,
        response: { 200: empty('Set, and signed in; two cookies are set'), ...REFUSALS },
      },
    },
    async (request, reply) => {
      const { email, password, resetToken } = filledIn(request.body)
      const refuse = (message: string) => reply.code(400).send({ message })
      if (!isNative) return refuse(NATIVE_OFF)
      if (email === undefined) return refuse('Email must not be empty.')
      if (password === undefined) return refuse('Password must not be empty.')
      if (resetToken === undefined) return refuse('Reset token must not be empty.')
      const fault = passwordFault(password)
      if (fault !== undefined) return refuse(fault)
      const session = await door.resetPassword(
        { email, password: new Secret(password), resetToken: new Secret(resetToken) },
        signInClientOf(request),
      )
      return reply.header('set-cookie', door.sessionCookies.start(session)).send(undefined)
    },
  )
}

/** The fields of a form that have more than blanks in them. */
function filledIn<K extends string>(form: { [P in K]?: string | null }): { [P in K]?: string } {
  const filled = Object.entries(form).filter(([, value]) => typeof value === 'string' && value.trim() !== '')
  return Object.fromEntries(filled) as { [P in K]?: string }
}
