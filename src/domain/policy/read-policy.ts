import type {
  PolicyActors,
  PolicyInfo,
  PolicyMatchCriterion,
  PolicyMatchFilter,
  PolicyResources,
} from './policy.ts'

/**
 * Of one list. DataHub carries changes in messages of Kafka, by default of 1 MB at most: 10,000 URNs of 100 characters,
 * and of all lists of a policy together.
 */
const VALUES_MAX = 10_000

type Source = Readonly<Record<string, unknown>>

/**
 * A policy out of a value of the aspect `dataHubPolicyInfo` (DataHubPolicyInfo.pdl), or a sentence with the first thing
 * that is wrong with it. `null` is absent, as is a description, which not every source writes; fields that are not known
 * are left out.
 */
export function readPolicyInfo(value: unknown): PolicyInfo | string {
  const faults: string[] = []
  const info = new Reader(value, 'the policy', faults)
  const actors = info.object('actors', actorsOf)
  const read = {
    displayName: info.text('displayName') ?? info.missing('displayName', ''),
    description: info.text('description'),
    type: info.text('type') ?? info.missing('type', ''),
    state: info.text('state') ?? info.missing('state', ''),
    privileges: info.texts('privileges') ?? info.missing('privileges', []),
    actors: actors ?? info.missing('actors', {}),
    resources: info.object('resources', resourcesOf),
    editable: info.flag('editable'),
    lastUpdatedTimestamp: info.time('lastUpdatedTimestamp'),
  }
  return faults[0] ?? present(read)
}

function actorsOf(actors: Reader): PolicyActors {
  return present({
    users: actors.texts('users'),
    groups: actors.texts('groups'),
    roles: actors.texts('roles'),
    allUsers: actors.flag('allUsers'),
    allGroups: actors.flag('allGroups'),
    resourceOwners: actors.flag('resourceOwners'),
    resourceOwnersTypes: actors.texts('resourceOwnersTypes'),
  })
}

function resourcesOf(resources: Reader): PolicyResources {
  return present({
    type: resources.text('type'),
    resources: resources.texts('resources'),
    allResources: resources.flag('allResources'),
    filter: resources.object('filter', filterOf),
    privilegeConstraints: resources.object('privilegeConstraints', filterOf),
  })
}

function filterOf(filter: Reader): PolicyMatchFilter {
  return { criteria: filter.objects('criteria', criterionOf) ?? filter.missing('criteria', []) }
}

function criterionOf(criterion: Reader): PolicyMatchCriterion {
  return present({
    field: criterion.text('field') ?? criterion.missing('field', ''),
    values: criterion.texts('values') ?? criterion.missing('values', []),
    condition: criterion.text('condition'),
  })
}

/** Reads the fields of one object; what is wrong is noted, and reads as absent. */
class Reader {
  readonly #source: Source
  readonly #path: string
  readonly #faults: string[]

  constructor(value: unknown, path: string, faults: string[]) {
    this.#path = path
    this.#faults = faults
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isObject) faults.push(`${path} is not an object.`)
    this.#source = isObject ? (value as Source) : {}
  }

  text(name: string): string | undefined {
    return this.#read(name, 'a string', (value) => typeof value === 'string')
  }

  flag(name: string): boolean | undefined {
    return this.#read(name, 'true or false', (value) => typeof value === 'boolean')
  }

  time(name: string): number | undefined {
    return this.#read(name, 'a whole number of milliseconds', (value) => Number.isSafeInteger(value))
  }

  texts(name: string): string[] | undefined {
    return this.#list(name, 'strings', (value) => typeof value === 'string')
  }

  object<T>(name: string, read: (reader: Reader) => T): T | undefined {
    const value = this.#source[name] ?? undefined
    return value === undefined ? undefined : read(this.#inner(value, name))
  }

  objects<T>(name: string, read: (reader: Reader) => T): T[] | undefined {
    const values = this.#list<unknown>(name, 'objects', () => true)
    return values?.map((value, n) => read(this.#inner(value, `${name}[${n}]`)))
  }

  /** Notes that a field must be there; gives what stands for it until the whole is refused. */
  missing<T>(name: string, instead: T): T {
    this.#faults.push(`${this.#path} has no ${name}.`)
    return instead
  }

  #list<T>(name: string, what: string, isOne: (value: unknown) => boolean): T[] | undefined {
    const expected = `a list of at most ${VALUES_MAX} ${what}`
    return this.#read(
      name,
      expected,
      (value) => Array.isArray(value) && value.length <= VALUES_MAX && value.every(isOne),
    )
  }

  #read<T>(name: string, expected: string, isSuch: (value: unknown) => boolean): T | undefined {
    const value = this.#source[name] ?? undefined
    if (value === undefined || isSuch(value)) return value as T | undefined
    this.#faults.push(`${name} of ${this.#path} is not ${expected}.`)
    return undefined
  }

  #inner(value: unknown, name: string): Reader {
    return new Reader(value, `${name} of ${this.#path}`, this.#faults)
  }
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Present<T>
}
