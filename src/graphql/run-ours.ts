import {
  type GraphQLError,
  type GraphQLSchema,
  KnownDirectivesRule,
  NoUndefinedVariablesRule,
  UniqueArgumentNamesRule,
  UniqueDirectivesPerLocationRule,
  UniqueInputFieldNamesRule,
  UniqueVariableNamesRule,
  type ValidationRule,
  validate,
} from 'graphql'
import { ServiceError } from '../errors/service-error.ts'
import type { AnswerError, RunAnswer } from './answer.ts'
import { checkLength } from './answer-length.ts'
import type { GraphqlContext } from './context.ts'
import { executeWithin } from './execute-within.ts'
import { fieldErrorOf } from './field-error.ts'
import { withoutForeignTypes } from './foreign-types.ts'
import { rootTypeOf } from './ownership.ts'
import { overLimit, withoutValues } from './request-errors.ts'
import type { RootResolvers } from './resolvers.ts'
import type { Subdocument } from './subdocument.ts'
import { readVariables } from './variables.ts'
import type { Allowance } from './weight.ts'

// graphql-js compares selections under one key with one another, and has a budget for that.
const ABORTED = 'Validation aborted.'
const repeated = () => overLimit('The operation asks for one field too often. Ask for each once.')

/** What a document must be whatever the types in it are, and whatever of it is left out. */
const RULES_OF_FORM: readonly ValidationRule[] = [
  KnownDirectivesRule,
  NoUndefinedVariablesRule,
  UniqueArgumentNamesRule,
  UniqueDirectivesPerLocationRule,
  UniqueInputFieldNamesRule,
  UniqueVariableNamesRule,
]

/**
 * Makes a part of an operation ready to run on our own schema, without what is for types of DataHub's alone. Throws a
 * GraphQLError where it does not fit the schema, or weighs more than is left of the allowance; what is given back runs it,
 * and whatever a resolver throws then is an error of its field. It rejects with a GraphQLError where the answer has too many
 * fields, or is too long to be sent.
 */
export function prepareOurs(
  schema: GraphQLSchema,
  resolvers: RootResolvers,
  sent: Subdocument,
  context: GraphqlContext,
  allowance: Allowance,
): () => Promise<RunAnswer> {
  const part = withoutForeignTypes(schema, sent)
  allowance.takeSpread(part)
  if (part !== sent) check(schema, sent, RULES_OF_FORM)
  check(schema, part)
  const variableValues = readVariables(schema, part)
  allowance.take(schema, part, variableValues)
  const { document, operation } = part
  const rootValue = resolvers[rootTypeOf(operation.operation)]
  return async () => {
    const { data, errors = [] } = await executeWithin({
      schema,
      document,
      rootValue,
      contextValue: context,
      variableValues,
    })
    const report = onceByCode(context.report)
    const answer = {
      data: data == null ? null : { ...data },
      errors: errors.map((error) => answerError(error, report)),
    }
    checkLength(answer)
    return answer
  }
}

function check(schema: GraphQLSchema, { document }: Subdocument, rules?: readonly ValidationRule[]): void {
  const [invalid] = validate(schema, document, rules, { maxErrors: 1 })
  if (invalid !== undefined) throw invalid.message === ABORTED ? repeated() : withoutValues(invalid)
}

type Report = GraphqlContext['report']

/** What fails in each item of a list fails for one reason: it is in the log once, and all its errors bear that name. */
function onceByCode(report: Report): Report {
  const instances = new Map<string, string | undefined>()
  return (error) => {
    if (!instances.has(error.code)) instances.set(error.code, report(error))
    return instances.get(error.code)
  }
}

function answerError(error: GraphQLError, report: Report): AnswerError {
  const { message, extensions } = reported(error, report)
  return {
    message,
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions,
  }
}

function reported(error: GraphQLError, report: Report) {
  const { originalError } = error
  if (originalError instanceof ServiceError) return fieldErrorOf(originalError, report(originalError))
  // Ours to mend: a resolver that broke, or one that gave what the schema does not allow.
  const internal = `a resolver failed at ${error.path?.join('.')}`
  const unexpected = new ServiceError('INTERNAL', { internal, cause: originalError ?? error })
  return fieldErrorOf(unexpected, report(unexpected))
}
