import type { PolicyActors, PolicyInfo, PolicyMatchFilter, PolicyResources } from './policy.ts'

// A policy for 10,000 users by name has 400 kB. More in one list is no policy that a person wrote.
const LIST_MAX = 10_000

/**
 * Reads a value of the aspect `dataHubPolicyInfo` (DataHubPolicyInfo.pdl), where `null` is as absent and fields that it has
 * not count for nothing. Gives a sentence that says what is wrong where it is none: read half, it could grant what it was
 * not to.
 */
export function readPolicyInfo(value: unknown): PolicyInfo | string {
  try {
    return infoOf(objectOf(value, 'The policy'))
  } catch (error) {
    if (error instanceof Unreadable) return error.message
    throw error
  }
}

class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

type Fields = Readonly<Record<string, unknown>>

function infoOf(fields: Fields): PolicyInfo {
  return {
    displayName: required(text, fields, 'displayName'),
    ...optional(text, fields, 'description'),
    type: required(text, fields, 'type'),
    state: required(text, fields, 'state'),
    privileges: required(texts, fields, 'privileges'),
    actors: actorsOf(objectOf(fields.actors, 'actors')),
    ...optional(resourcesOf, fields, 'resources'),
    ...optional(flag, fields, 'editable'),
    ...optional(wholeNumber, fields, 'lastUpdatedTimestamp'),
  }
}

function actorsOf(fields: Fields): PolicyActors {
  return {
    ...optional(texts, fields, 'users'),
    ...optional(texts, fields, 'groups'),
    ...optional(texts, fields, 'roles'),
    ...optional(flag, fields, 'allUsers'),
    ...optional(flag, fields, 'allGroups'),
    ...optional(flag, fields, 'resourceOwners'),
    ...optional(texts, fields, 'resourceOwnersTypes'),
  }
}

function resourcesOf(value: unknown, where: string): PolicyResources {
  const fields = objectOf(value, where)
  return {
    ...optional(text, fields, 'type'),
    ...optional(texts, fields, 'resources'),
    ...optional(flag, fields, 'allResources'),
    ...optional(filterOf, fields, 'filter'),
    ...optional(filterOf, fields, 'privilegeConstraints'),
  }
}

function filterOf(value: unknown, where: string): PolicyMatchFilter {
  const criteria = required(list, objectOf(value, where), 'criteria')
  return {
    criteria: criteria.map((each) => {
      const fields = objectOf(each, 'Each of criteria')
      return {
        field: required(text, fields, 'field'),
        values: required(texts, fields, 'values'),
        ...optional(text, fields, 'condition'),
      }
    }),
  }
}

type Read<T> = (value: unknown, where: string) => T

function required<T>(read: Read<T>, fields: Fields, name: string): T {
  return read(fields[name], name)
}

function optional<T, Name extends string>(read: Read<T>, fields: Fields, name: Name) {
  const value = fields[name]
  return value === undefined || value === null ? {} : ({ [name]: read(value, name) } as Record<Name, T>)
}

function objectOf(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new Unreadable(`${where} must be an object.`)
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value
  throw new Unreadable(`${where} must be text.`)
}

function flag(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value
  throw new Unreadable(`${where} must be true or false.`)
}

function wholeNumber(value: unknown, where: string): number {
  if (Number.isSafeInteger(value)) return value as number
  throw new Unreadable(`${where} must be a whole number.`)
}

function list(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value) && value.length <= LIST_MAX) return value
  throw new Unreadable(`${where} must be a list of at most ${LIST_MAX}.`)
}

function texts(value: unknown, where: string): readonly string[] {
  return list(value, where).map((each) => text(each, `Each of ${where}`))
}
