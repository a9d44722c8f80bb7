import type { Principal } from './principal.ts'

/** Where a request came from, whoever sent it. */
export interface Client {
  /** The other end of the connection; an IP address. */
  address: string
  /** `User-Agent`, cut to what is kept of it; `null` where there was none. */
  userAgent: string | null
}

/** Who asks for something, and from where: what decides whether they may, and what the audit trail says of it. */
export interface Caller extends Client {
  principal: Principal
}

/** Longer ones are cut: what is kept of a user agent tells a person which program it was. */
export const USER_AGENT_LENGTH_MAX = 200

/** What is kept of a `User-Agent` field: no control characters, no lone surrogates, at most 200 characters. */
export function keptUserAgent(field: string | undefined): string | null {
  if (field === undefined) return null
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const plain = field.toWellFormed().replaceAll(/[\u0000-\u001f\u007f]/g, ' ')
  return plain.slice(0, USER_AGENT_LENGTH_MAX).toWellFormed().trim() || null
}
