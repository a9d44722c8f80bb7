/** An operation of ours with its allowed, denied and malformed use. */
export interface Operation {
  document: string
  /** `<a name in angle brackets>` stands for what the test fills in. */
  variables?: Record<string, unknown>
  /** What the root user's answer has. */
  data: object
  /** What is asked by the user who is denied, where it is something else. */
  deniedVariables?: Record<string, unknown>
  /** What a user without privileges is told; absent where they may. */
  denied?: string
  /** Variables that are wrong, and what is said of them. */
  malformed?: [Record<string, unknown>, string, number][]
  /** The malformed use of what takes no variables: a document, and what is said of it as a whole. */
  invalid?: [document: string, message: string]
  /** The field is null where it fails, and not the whole answer. */
  nullable?: true
}

export const ROOT = 'urn:li:corpuser:datahub'
export const JANE = 'urn:li:corpuser:jane'
export const JOHN = 'urn:li:corpuser:john'
export const NOBODY = 'urn:li:corpuser:nobody'
export const TEAM = 'urn:li:corpGroup:team'
export const NO_GROUP = 'urn:li:corpGroup:none'
export const EDITOR = 'urn:li:dataHubRole:Editor'
export const NO_ROLE = 'urn:li:dataHubRole:None'

export const UNAUTHORIZED = 'Unauthorized to perform this action. Please contact your DataHub administrator.'
export const corrective = (what: string) =>
  `Unauthorized to ${what}. Please contact your DataHub administrator if this needs corrective action.`
export const accounts = (what: string) =>
  `Unauthorized to ${what} service accounts. Please contact your DataHub administrator.`

export const noSuchUser = 'There is no user with this URN. The list of users has those that there are.'

/** A list's document, of its first items. */
export const list = (
  name: string,
  items: string,
  more = 'urn',
  type = `${name[0]?.toUpperCase()}${name.slice(1)}`,
) => `query($input: ${type}Input!) { ${name}(input: $input) { start count total ${items} { ${more} } } }`

export const SLICES: NonNullable<Operation['malformed']> = [
  [{ input: { start: -1 } }, 'start must be 0 or more.', 400],
  [{ input: { count: 10_001 } }, 'count must be 0 to 10000.', 400],
]
