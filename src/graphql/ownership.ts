/** Name of the type at the root of an operation; GMS's schema uses GraphQL's default names, as does ours. */
export function rootTypeOf(operation: string): 'Query' | 'Mutation' | 'Subscription' {
  if (operation === 'query') return 'Query'
  return operation === 'mutation' ? 'Mutation' : 'Subscription'
}

/** A field of one of the two root types, such as `Mutation.createAccessToken`. */
export type RootField = `Query.${string}` | `Mutation.${string}`

/** Which root fields are answered here; every other one is GMS's. */
export interface Ownership {
  ours: ReadonlySet<RootField>
  /**
   * Root fields that GMS answers but for some sub-fields, which are ours: field to paths below it, such as
   * `Query.me` to `['platformPrivileges.manageTokens']`. No field on such a path may be a list or take arguments.
   */
  overlaid: ReadonlyMap<RootField, readonly string[]>
}

/** Sub-fields that are ours, as a tree; a leaf is ours with all that is below it. */
export interface OwnedTree {
  readonly [field: string]: OwnedTree
}

/** Who answers a root field: `both` where it is overlaid, with the sub-fields that are ours. */
export type Owner = { by: 'ours' | 'gms' } | { by: 'both'; owned: OwnedTree }

/** The ownership, made ready to be asked. */
export interface Owners {
  /** Of a field of a root type, by the name of the operation's type: `query`, `mutation`. */
  ownerOf(operation: string, field: string): Owner
  /** Names that occur in every text that touches what is ours; the overlaid ones are not among `own`. */
  names: { own: readonly string[]; all: readonly string[] }
}

/** Reads an ownership once, at the start. */
export function makeOwners({ ours, overlaid }: Ownership): Owners {
  const owners = new Map<string, Owner>()
  for (const [field, paths] of overlaid) owners.set(field, { by: 'both', owned: treeOf(paths) })
  for (const field of ours) owners.set(field, { by: 'ours' })
  const namesOf = (fields: Iterable<string>) => [
    ...new Set([...fields].map((field) => field.split('.')[1] ?? '')),
  ]
  return {
    ownerOf(operation, field) {
      // Nobody has subscriptions: what is called like ours there is ours to refuse.
      const types = operation === 'subscription' ? ['Mutation', 'Query'] : [rootTypeOf(operation)]
      const owner = types.map((type) => owners.get(`${type}.${field}`)).find((each) => each !== undefined)
      return owner ?? { by: 'gms' }
    },
    names: { own: namesOf(ours), all: namesOf(owners.keys()) },
  }
}

function treeOf(paths: readonly string[]): OwnedTree {
  const root: Record<string, OwnedTree> = Object.create(null)
  for (const path of paths) {
    let node = root
    for (const name of path.split('.')) {
      node[name] ??= Object.create(null) as OwnedTree
      node = node[name] as Record<string, OwnedTree>
    }
  }
  return root
}
