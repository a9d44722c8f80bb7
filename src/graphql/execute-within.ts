import {
  defaultFieldResolver,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLFieldResolver,
  isNonNullType,
} from 'graphql'
import { overLimit } from './request-errors.ts'
import { VALUE_WEIGHT, WEIGHT_MAX } from './weight.ts'

/**
 * Executes an operation as long as its answer weighs no more than an operation may be expected to: a list that no count is
 * asked for, the values of a policy's criteria, is as long as it is (one that is there at once: none comes from a promise). Past that what may be null is null and what else is a
 * list is empty, so that it ends soon. Rejects with a GraphQLError then.
 */
export async function executeWithin(args: ExecutionArgs): Promise<ExecutionResult> {
  let left = WEIGHT_MAX
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, given, context, info) => {
    if (left < 0 && !isNonNullType(info.returnType)) return null
    const value = defaultFieldResolver(source, given, context, info)
    if (!Array.isArray(value)) {
      left--
      return value
    }
    left -= 1 + value.length * VALUE_WEIGHT
    return left < 0 ? [] : value
  }
  const result = await execute({ ...args, fieldResolver })
  if (left >= 0) return result
  throw overLimit(
    `The answer has more than ${WEIGHT_MAX} fields. Ask for a smaller count, or for fewer fields.`,
  )
}
