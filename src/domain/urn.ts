const CORPUSER_PREFIX = 'urn:li:corpuser:'

/** The actor that DataHub creates at its first start; powerful through the boot policies only. */
export const ROOT_USER_URN = 'urn:li:corpuser:datahub'

/** URN of the user with this bare id, as DataHub builds it from a token's `actorId`. */
export function corpuserUrn(id: string): string {
  return CORPUSER_PREFIX + id
}

/** The bare id of a corpuser URN, or `undefined` for any other URN, an empty id, or one with control characters. */
export function corpuserId(urn: string): string | undefined {
  if (!urn.startsWith(CORPUSER_PREFIX)) return undefined
  const id = urn.slice(CORPUSER_PREFIX.length)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return id.length > 0 && id.length <= 255 && id.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(id)
    ? id
    : undefined
}

/**
 * Actors that no token and no session may carry, whoever asks: GMS gives them power that no policy grants.
 * `systemClientId` is DataHub's `DATAHUB_SYSTEM_CLIENT_ID`.
 */
export function isReservedActor(urn: string, systemClientId: string): boolean {
  const id = corpuserId(urn)
  return (
    id === undefined || id === systemClientId || id === '__datahub_system' || id.toUpperCase() === 'UNKNOWN'
  )
}
