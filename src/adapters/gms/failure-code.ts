/** Which error a failed exchange with GMS is: by undici's code, or where a deadline of ours passed (AbortSignal.timeout). */
export function gmsFailureCode(error: unknown): 'GMS_TIMEOUT' | 'GMS_UNREACHABLE' {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  const isLate = typeof code === 'string' && /^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/.test(code)
  return isLate || name === 'TimeoutError' ? 'GMS_TIMEOUT' : 'GMS_UNREACHABLE'
}
