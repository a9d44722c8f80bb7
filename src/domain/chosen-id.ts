import { corpuserUrn, isReservedActor } from './urn.ts'

/** The ids of service accounts begin so (ServiceAccountUtils.java), and nobody else's do. */
const SERVICE_ACCOUNT = 'service_'

/** The URN of a new service account; `uuid` makes its id. */
export function serviceAccountUrn(uuid: string): string {
  return corpuserUrn(SERVICE_ACCOUNT + uuid)
}

/** Whether the URN is one that only a service account can have. */
export function isServiceAccountUrn(urn: string): boolean {
  return urn.startsWith(corpuserUrn(SERVICE_ACCOUNT))
}

const LENGTH_MAX = 255

/**
 * What keeps an id from being chosen for a user or a group, as the end of a sentence that begins with its field;
 * `undefined`: nothing. An id is compared by its bytes, here and in policies, so it must have one spelling: no invisible
 * characters or blanks, no compatibility forms of letters, no percent sign that something on the way decodes, and nothing
 * that ends an id within DataHub's own syntax (urn:li:dataset:(…,…,…)).
 */
export function chosenIdFault(id: string): string | undefined {
  if (id === '' || id.length > LENGTH_MAX) return `must have 1 to ${LENGTH_MAX} characters.`
  if (!id.isWellFormed() || /[\p{C}\p{Z}]/u.test(id))
    return 'must have no blanks, control characters or invisible characters.'
  if (/[%(),:]/.test(id)) return 'must have none of the characters % ( ) , and colon.'
  return id === id.normalize('NFKC')
    ? undefined
    : 'has letters that can be written in more than one way. Use their plain forms (Unicode NFKC).'
}

/** As `chosenIdFault`, of a person's user name. `systemClientId` is DataHub's `DATAHUB_SYSTEM_CLIENT_ID`. */
export function chosenUsernameFault(username: string, systemClientId: string): string | undefined {
  const fault = chosenIdFault(username)
  if (fault !== undefined) return fault
  const urn = corpuserUrn(username)
  return isReservedActor(urn, systemClientId) || isServiceAccountUrn(urn)
    ? 'is reserved for the system. Choose another.'
    : undefined
}
