import type { ResourceSpec } from '../policy/question.ts'
import { Unreadable } from './unreadable.ts'

const URN = /^\s*urn:li:([A-Za-z]\w*):./s

/** The entity type in a URN as it is written there; `undefined` where it is none. */
export function typeOfUrn(urn: string): string | undefined {
  return URN.exec(urn)?.[1]
}

/** As `typeOfUrn`, of text that GMS would refuse if it were no URN. Throws `Unreadable`. */
export function typeOfSubject(urn: string): string {
  const type = typeOfUrn(urn)
  if (type === undefined) throw new Unreadable(`Write a URN, as in urn:li:dataset:…, for ${shown(urn)}.`)
  return type
}

/**
 * The resource that a URN stands for. DataHub drops the parentheses of a tuple of one (Urn.java), and its MySQL does not
 * see blanks at an end: a policy about the one spelling would say nothing of the other. Throws `Unreadable`.
 */
export function resourceOf(urn: string): ResourceSpec {
  const type = typeOfSubject(urn)
  const key = urn.slice(`urn:li:${type}:`.length)
  const isTupleOfOne = key.startsWith('(') && !key.includes(',')
  if (urn !== urn.trim() || isTupleOfOne || !urn.isWellFormed()) {
    throw new Unreadable(
      `Write the URN ${shown(urn)} without blanks around it, and one key without parentheses.`,
    )
  }
  return { type, urn }
}

/** A question about every entity of a type. */
export function anyOfType(type: string): ResourceSpec {
  return { type, urn: '' }
}

// Enough to find it again; messages are bounded.
function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200))
}
