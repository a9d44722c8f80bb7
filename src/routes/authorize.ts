import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type, { type Static } from 'typebox'
import type { AccessAnswer } from '../app/access/questions.ts'
import type { Access } from '../domain/access.ts'
import { invalid, ServiceError } from '../errors/service-error.ts'
import { callerOf } from './caller.ts'
import { Problem } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }

// A thousand questions of a kilobyte each.
const BODY_BYTES_MAX = 1_048_576
const QUESTIONS_MAX = 1000

// Of one change; DataHub's page adds some dozen tags at once.
const SUB_RESOURCES_MAX = 100

const WHAT_TO_SEND = `Send either one question ("privilege", and what it is about) or a batch ("questions", 1 to ${QUESTIONS_MAX} of them).`

const Resource = Type.Object(
  {
    type: Type.String({ minLength: 1, maxLength: 100, description: 'As DataHub spells it, such as dataset' }),
    urn: Type.String({ maxLength: 1024, description: 'Empty: the type as a whole' }),
  },
  { additionalProperties: false },
)

const PRIVILEGE = Type.String({ minLength: 1, maxLength: 200, description: 'An id, such as EDIT_ENTITY' })
const ABOUT = {
  actorUrn: Type.Optional(Type.String({ maxLength: 1024, description: 'Default: yourself' })),
  resource: Type.Optional(Resource),
  subResources: Type.Optional(
    Type.Array(Resource, {
      maxItems: SUB_RESOURCES_MAX,
      description: 'What of the resource is to be changed, such as the tags that are added',
    }),
  ),
}

const Question = Type.Object({ privilege: PRIVILEGE, ...ABOUT }, { additionalProperties: false })

const AuthorizeBody = Type.Object(
  {
    privilege: Type.Optional(PRIVILEGE),
    ...ABOUT,
    questions: Type.Optional(Type.Array(Question, { minItems: 1, maxItems: QUESTIONS_MAX })),
    explain: Type.Optional(
      Type.Boolean({ description: 'true: say of each policy with the privilege what decided' }),
    ),
  },
  { additionalProperties: false, description: WHAT_TO_SEND },
)

const Texts = Type.Array(Type.String())

const Explanation = Type.Object({
  summary: Type.String(),
  policies: Type.Array(
    Type.Object({
      policyUrn: Type.String(),
      policyName: Type.String(),
      granted: Type.Boolean(),
      decidedBy: Type.Object({
        part: Type.Enum(['state', 'resource', 'criterion', 'subResource', 'actor']),
        field: Type.Optional(Type.String()),
        condition: Type.Optional(Type.String()),
        values: Type.Optional(Texts),
        valuesOmitted: Type.Optional(Type.Integer()),
        found: Type.Optional(
          Type.Union([Texts, Type.Null()], {
            description: 'What the resource has there, for who keeps policies; null: not known',
          }),
        ),
        foundOmitted: Type.Optional(Type.Integer()),
        urn: Type.Optional(Type.String()),
        by: Type.Optional(
          Type.Union([Type.String(), Type.Null()], {
            description: 'The field that names the actor; null: none does',
          }),
        ),
      }),
    }),
  ),
  omitted: Type.Integer({ description: 'How many more policies list the privilege' }),
})

const Answer = Type.Object(
  {
    actorUrn: Type.String(),
    privilege: Type.String(),
    resource: Type.Optional(Resource),
    allowed: Type.Boolean(),
    policyUrn: Type.Optional(Type.String({ description: 'The policy that allowed it' })),
    undecided: Type.Optional(
      Type.Object(
        { code: Type.String(), detail: Type.String() },
        { description: 'In a batch: a fact could not be had, so that nobody can say' },
      ),
    ),
    explanation: Type.Optional(Explanation),
  },
  { description: 'The answer to one question' },
)

const Answers = Type.Object(
  { answers: Type.Array(Answer) },
  { description: 'Those to a batch, in the order of its questions' },
)

/** May somebody do something: the one engine that decides everywhere, for whoever wants to ask. */
export const authorize: FastifyPluginAsyncTypebox = async (door) => {
  door.post(
    '/v1/authorize',
    {
      config: PRINCIPAL,
      bodyLimit: BODY_BYTES_MAX,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Ask whether an actor may use a privilege, and why; about others it needs Manage Policies',
        tags: ['policies'],
        body: AuthorizeBody,
        response: {
          200: Type.Union([Answer, Answers]),
          400: Problem,
          401: Problem,
          403: Problem,
          503: Problem,
        },
      },
    },
    async (request) => {
      const { explain = false, questions, ...one } = request.body
      const caller = callerOf(request)
      if (questions === undefined) {
        const [answer] = await door.access.ask(caller, [single(one)], { explain })
        return decided(answer)
      }
      if (Object.keys(one).length > 0) throw invalid(WHAT_TO_SEND)
      return { answers: await door.access.ask(caller, questions, { explain }) }
    },
  )
}

type OneQuestion = Omit<Static<typeof AuthorizeBody>, 'questions' | 'explain'>

function single({ privilege, ...about }: OneQuestion): Static<typeof Question> {
  if (privilege === undefined) throw invalid(WHAT_TO_SEND)
  return { privilege, ...about }
}

function decided(answer: AccessAnswer | undefined): AccessAnswer {
  if (answer === undefined) throw new Error('a question was not answered')
  const { undecided } = answer
  if (undecided !== undefined) throw new ServiceError(undecided.code, { detail: undecided.detail })
  return answer
}
