/**
 * The claims of a JWT as it states them, whoever signed it; `undefined` where they are no JSON object. To be believed
 * only of a token whose signature was verified.
 */
export function statedClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload = ''] = token.split('.')
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (byte) =>
      byte.charCodeAt(0),
    )
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims)
      ? (claims as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a JWT says that it is one of DataHub's that is kept in no store and so cannot be revoked: version 1, which
 * sessions are and what the deprecated `getAccessToken` gave (StatelessTokenService.java).
 */
export function statesNoRecord(token: string): boolean {
  const claims = statedClaims(token)
  return claims?.version === '1' || claims?.type === 'SESSION'
}
