import { overLimit } from './request-errors.ts'

/*
 * A page of 10,000 tokens whose descriptions have 500 characters each takes 10 million. Where each character must be
 * written as an escape of six, four times this is still within the longest string of V8 (half a billion characters).
 */
const CHARACTERS_MAX = 32 * 1_048_576

// The longest number, and what stands between the parts of an object.
const OTHER_VALUE = 20
const AROUND_TEXT = 4

/**
 * Refuses to write down what would be too long: an alias of 1,000 characters and a description of 500 may stand in each
 * item of a list, and in the path of each error. Only lists get so long, so that no change is made whose answer is not
 * given: 2,000 fields and as many errors, whose paths are five fields long below a mutation, have 14 million characters.
 * `answer`: plain values of JSON, without cycles. Throws a GraphQLError.
 */
export function checkLength(answer: unknown): void {
  let length = 0
  const open = [answer]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value === 'string') length += value.length + AROUND_TEXT
    else if (typeof value !== 'object' || value === null) length += OTHER_VALUE
    else if (Array.isArray(value)) for (const item of value) open.push(item)
    else {
      for (const [key, below] of Object.entries(value)) {
        length += key.length + AROUND_TEXT
        open.push(below)
      }
    }
    if (length > CHARACTERS_MAX) {
      throw overLimit(
        `The answer has more than ${CHARACTERS_MAX} characters. Ask for a smaller count, fewer fields, or shorter aliases.`,
      )
    }
  }
}
