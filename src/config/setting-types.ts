import Type from 'typebox'
import type { Secret } from '../domain/secret.ts'

/** A value that is wrapped in `Secret` once read, and never shown in an error. */
export function secret(options: {
  description: string
  default?: string
  minLength?: number
  pattern?: string
}) {
  return Type.Unsafe<Secret>({ type: 'string', minLength: 1, ...options, secret: true })
}

export function flag(options: { description: string; default: boolean }) {
  return Type.Boolean(options)
}

/** The longest that a timer waits, milliseconds; Node makes one millisecond of what is longer. */
export const TIMEOUT_MS_MAX = 2_147_483_647
