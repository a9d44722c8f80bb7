import type { GraphQLError } from 'graphql'
import { overlay } from './overlay.ts'
import type { Split } from './split.ts'

/** An error in an answer (GraphQL §7.1.2). */
export interface AnswerError {
  message: string
  locations?: readonly { line: number; column: number }[]
  path?: readonly (string | number)[]
  extensions?: object
}

/** An answer as it is sent; `extensions` is there, empty, as in DataHub's. */
export interface Answer {
  errors?: readonly AnswerError[]
  /** Absent where nothing ran. */
  data?: Record<string, unknown> | null
  extensions: Record<string, never>
}

/** What one side says to its part of an operation. */
export interface RunAnswer {
  /** `null` where a field that may not be null failed, or nothing ran. */
  data: Record<string, unknown> | null
  errors: readonly AnswerError[]
}

/** The answer to a request of which nothing runs. */
export function refusal({ message, locations, extensions }: GraphQLError): Answer {
  const error = {
    message,
    ...(locations === undefined ? {} : { locations }),
    extensions: 'classification' in extensions ? extensions : { classification: 'ValidationError' },
  }
  return { errors: [error], extensions: {} }
}

/** One answer out of those to the parts: keys in the order of the document, `data` null where it is null in a part. */
export function mergeAnswers(
  { keys, overlaid }: Pick<Split, 'keys' | 'overlaid'>,
  { ours, gms }: { ours: readonly RunAnswer[]; gms: readonly RunAnswer[] },
): Answer {
  const isNull = [...ours, ...gms].some(({ data }) => data === null)
  const errors = mergeErrors(overlaid, ours, gms)
  return {
    ...(errors.length === 0 ? {} : { errors }),
    data: isNull ? null : Object.fromEntries(keys.map((key) => [key, valueAt(key)])),
    extensions: {},
  }

  function valueAt(key: string): unknown {
    const mine = valueIn(ours, key)
    const theirs = valueIn(gms, key)
    const tree = overlaid.get(key)
    return (tree === undefined ? (mine ?? theirs) : overlay(theirs, mine, tree)) ?? null
  }
}

// Where both sides were asked, what failed at both is told once, as GMS tells it.
function mergeErrors(
  overlaid: Split['overlaid'],
  ours: readonly RunAnswer[],
  gms: readonly RunAnswer[],
): AnswerError[] {
  const theirs = gms.flatMap(({ errors }) => errors)
  const told = new Set(theirs.map(({ path }) => JSON.stringify(path)))
  const mine = ours
    .flatMap(({ errors }) => errors)
    .filter(({ path }) => !overlaid.has(String(path?.[0])) || !told.has(JSON.stringify(path)))
  return [...mine, ...theirs]
}

function valueIn(answers: readonly RunAnswer[], key: string): unknown {
  return answers.find(({ data }) => data !== null && Object.hasOwn(data, key))?.data?.[key]
}
