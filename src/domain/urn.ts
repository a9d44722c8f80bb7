const CORPUSER_PREFIX = 'urn:li:corpuser:'
const CORP_GROUP_PREFIX = 'urn:li:corpGroup:'

// Characters; of at most three bytes each (four are two characters), with the prefix below the 1024 of a column.
const ID_LENGTH_MAX = 255
const ENCODED_ID_LENGTH_MAX = 1000

/** The actor that DataHub creates at its first start; powerful through the boot policies only. */
export const ROOT_USER_URN = 'urn:li:corpuser:datahub'

/** URN of the user with this bare id, as DataHub builds it from a token's `actorId`. */
export function corpuserUrn(id: string): string {
  return CORPUSER_PREFIX + id
}

/**
 * The bare id of a corpuser URN, or `undefined` for any other URN, and for an id that is empty, has control characters, or
 * more than 255 characters.
 */
export function corpuserId(urn: string): string | undefined {
  const id = idAfter(CORPUSER_PREFIX, urn)
  return id !== undefined && id.length <= ID_LENGTH_MAX ? id : undefined
}

/** URN of the group with this bare id. */
export function corpGroupUrn(id: string): string {
  return CORP_GROUP_PREFIX + id
}

/** As `corpuserId`, of a corpGroup URN; in ASCII, as identity providers' groups are encoded, with up to 1000 characters. */
export function corpGroupId(urn: string): string | undefined {
  const id = idAfter(CORP_GROUP_PREFIX, urn)
  if (id === undefined) return undefined
  return id.length <= (/^[!-~]*$/.test(id) ? ENCODED_ID_LENGTH_MAX : ID_LENGTH_MAX) ? id : undefined
}

/** As `corpuserId`, of a URN of any type of entity, such as `dataHubRole`. */
export function idOfType(type: string, urn: string): string | undefined {
  const id = idAfter(`urn:li:${type}:`, urn)
  return id !== undefined && id.length <= ID_LENGTH_MAX ? id : undefined
}

/** The type of entity that a URN is of; `undefined` for what is no URN of DataHub's. */
export function entityTypeOf(urn: string): string | undefined {
  return /^urn:li:([A-Za-z]\w*):./.exec(urn)?.[1]
}

function idAfter(prefix: string, urn: string): string | undefined {
  if (!urn.startsWith(prefix)) return undefined
  const id = urn.slice(prefix.length)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return id.length > 0 && id.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(id) ? id : undefined
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

/**
 * Whether DataHub takes this URN for itself and no other: it drops the parentheses of a tuple of one (Urn.java), and its
 * MySQL does not see spaces at an end. Two spellings of one user would have two accounts here, and twice the attempts.
 */
export function hasOneSpelling(urn: string): boolean {
  const key = /^urn:li:\w+:(.*)$/s.exec(urn)?.[1] ?? ''
  return key !== '' && key.isWellFormed() && !key.startsWith('(') && !/\s$/.test(key)
}
