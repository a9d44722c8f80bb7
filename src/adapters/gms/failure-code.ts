/** Which error a failed exchange with GMS is, by undici's code. */
export function gmsFailureCode(error: unknown): 'GMS_TIMEOUT' | 'GMS_UNREACHABLE' {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/.test(code)
    ? 'GMS_TIMEOUT'
    : 'GMS_UNREACHABLE'
}
