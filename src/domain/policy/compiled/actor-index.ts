import type { PolicyActors } from '../policy.ts'
import type { ActorSpec } from '../question.ts'
import { addNumber, hasBit, type Numbers, noBits, noNumbers, setBit, setBits } from './numbers.ts'

/** Which policies name whom. */
export interface ActorIndex {
  total: number
  users: Map<string, Numbers>
  groups: Map<string, Numbers>
  roles: Map<string, Numbers>
  /** Those for everybody, and those for whoever is in a group. */
  everybody: Int32Array
  everyMember: Int32Array
}

export function emptyActorIndex(total: number): ActorIndex {
  return {
    total,
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    everybody: noBits(total),
    everyMember: noBits(total),
  }
}

/** Adds a policy, whose number is above those that there are, in steps of so many names. */
export function* addActors(index: ActorIndex, number: number, actors: PolicyActors): Generator<void> {
  if (actors.allUsers === true) setBit(index.everybody, number)
  if (actors.allUsers === true || actors.allGroups === true) setBit(index.everyMember, number)
  for (const kind of ['users', 'groups', 'roles'] as const)
    yield* addNames(index[kind], actors[kind] ?? [], number, index.total)
}

/** Adds a policy to what is kept of each of some names. */
export function* addNames(
  index: Map<string, Numbers>,
  names: readonly string[],
  number: number,
  total: number,
): Generator<void> {
  for (let at = 0; at < names.length; at++) {
    addNumber(numbersOf(index, names[at] as string), number, total)
    if (at % NAMES_A_STEP === NAMES_A_STEP - 1) yield
  }
}

// A name takes some 0.2 µs, or 1 where it is new.
const NAMES_A_STEP = 128

function numbersOf(index: Map<string, Numbers>, name: string): Numbers {
  let numbers = index.get(name)
  if (numbers === undefined) {
    numbers = noNumbers()
    index.set(name, numbers)
  }
  return numbers
}

/** The policies that name an actor, as bits. */
export interface ActorView {
  policies: Int32Array
  /** The actor and its groups, once somebody asked. */
  self?: ReadonlySet<string>
}

/** Gives what is known of an actor, which is worked out once for each actor object and lives as long as that. */
export function makeActorViews(index: ActorIndex): (actor: ActorSpec) => ActorView {
  const views = new WeakMap<ActorSpec, ActorView>()
  return (actor) => {
    const known = views.get(actor)
    if (known !== undefined) return known
    const view = viewOf(index, actor)
    views.set(actor, view)
    return view
  }
}

function viewOf({ users, groups, roles, everybody, everyMember }: ActorIndex, actor: ActorSpec): ActorView {
  const policies = (actor.groups.length > 0 ? everyMember : everybody).slice()
  const own = users.get(actor.urn)
  if (own !== undefined) setBits(policies, own)
  for (const group of actor.groups) {
    const numbers = groups.get(group)
    if (numbers !== undefined) setBits(policies, numbers)
  }
  for (const role of actor.roles) {
    const numbers = roles.get(role)
    if (numbers !== undefined) setBits(policies, numbers)
  }
  return { policies }
}

/** Whether a policy names the actor, its groups or its roles. */
export function isNamed({ policies }: ActorView, number: number): boolean {
  return hasBit(policies, number)
}

/** The types by which an actor owns a resource; `undefined`: it does not. Most owners have no type. */
export function typesOwnedAs(
  { urn, groups }: ActorSpec,
  view: ActorView,
  owners: readonly { urn: string; typeUrn?: string }[],
): readonly string[] | undefined {
  let types: string[] | undefined
  for (const owner of owners) {
    view.self ??= new Set([urn, ...groups])
    if (!view.self.has(owner.urn)) continue
    types ??= []
    if (owner.typeUrn !== undefined) types.push(owner.typeUrn)
  }
  return types
}
