import type { PolicyActors, PolicyDocument, PolicyInfo } from '../../domain/policy/policy.ts'
import { ServiceError } from '../../errors/service-error.ts'
import { checkedPolicy, checkSize, sizeOf } from './checked-policy.ts'
import type { PolicyInput } from './policies.ts'

/**
 * A policy after an update. Of what there was it keeps what DataHub's input cannot say: whether it may be edited, its roles
 * where the input leaves them out, and its privilege constraints where the input has resources and leaves those out
 * (v0.13.1 has no such field, and the page of newer DataHub does not send it); these count for its size, which one that was
 * larger before may keep, so that it can be switched off. Errors: INVALID_REQUEST, POLICY_PROTECTED.
 */
export function updatedInfo(before: PolicyInfo, input: PolicyInput): PolicyInfo {
  checkEditable(before)
  const info = checkedPolicy(input)
  const { resources } = info
  const roles = info.actors.roles === undefined ? before.actors.roles : undefined
  const left =
    resources !== undefined && input.resources?.privilegeConstraints === undefined
      ? before.resources?.privilegeConstraints
      : undefined
  const updated = {
    ...info,
    actors: { ...info.actors, ...(roles && { roles }) },
    ...(left && { resources: { ...resources, privilegeConstraints: left } }),
    ...(before.editable !== undefined && { editable: before.editable }),
  }
  const kept = [...(roles ? ['actors.roles'] : []), ...(left ? ['resources.privilegeConstraints'] : [])]
  if (sizeOf({ ...updated, state: before.state }) > sizeOf(before)) checkSize(updated, kept)
  return updated
}

/** Throws POLICY_PROTECTED for a policy that nobody may change. */
export function checkEditable({ editable }: PolicyInfo): void {
  if (editable === false) throw new ServiceError('POLICY_PROTECTED')
}

export function noSuchPolicy(): ServiceError {
  return new ServiceError('NOT_FOUND', {
    detail: 'There is no policy with this URN. The list of policies has those that there are.',
  })
}

/** The policies with one put in, in the place of that with its URN or else at the end. */
export function withPolicy(policies: readonly PolicyDocument[], policy: PolicyDocument): PolicyDocument[] {
  const at = policies.findIndex(({ urn }) => urn === policy.urn)
  return at < 0 ? [...policies, policy] : policies.with(at, policy)
}

export function withoutPolicy(policies: readonly PolicyDocument[], urn: string): PolicyDocument[] {
  return policies.filter((policy) => policy.urn !== urn)
}

// Characters of a list in JSON, of three bytes at the most: the four lists of a record have 48 kB.
const LISTED_MAX = 4000

const ACTOR_LISTS = ['users', 'groups', 'roles', 'resourceOwnersTypes'] as const
const ACTOR_FLAGS = ['allUsers', 'allGroups', 'resourceOwners'] as const

/** What the audit trail says of a change: which parts differ, and what was added and removed, as far as there is room. */
export function changeDetails(
  before: PolicyInfo | undefined,
  after: PolicyInfo | undefined,
): Record<string, unknown> {
  const named = after ?? before
  const privileges = differenceOf(before?.privileges, after?.privileges)
  const actors = differenceOf(actorsOf(before?.actors), actorsOf(after?.actors))
  return {
    displayName: named?.displayName,
    state: named?.state,
    ...(before && after && { changed: PARTS.filter((part) => !same(before[part], after[part])) }),
    ...(privileges && { privileges }),
    ...(actors && { actors }),
  }
}

const PARTS = ['displayName', 'description', 'type', 'state', 'privileges', 'actors', 'resources'] as const

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function actorsOf(actors: PolicyActors = {}): string[] {
  return [
    ...ACTOR_FLAGS.filter((flag) => actors[flag] === true),
    ...ACTOR_LISTS.flatMap((list) => actors[list] ?? []),
  ]
}

function differenceOf(before: readonly string[] = [], after: readonly string[] = []): object | undefined {
  const [had, has] = [new Set(before), new Set(after)]
  const added = listed(after.filter((each) => !had.has(each)))
  const removed = listed(before.filter((each) => !has.has(each)))
  return added || removed ? { ...(added && { added }), ...(removed && { removed }) } : undefined
}

/** The first of them, and how many more there are. */
function listed(texts: readonly string[]): { first: string[]; more: number } | undefined {
  if (texts.length === 0) return undefined
  let room = LISTED_MAX
  const beyond = texts.findIndex((text) => {
    room -= JSON.stringify(text).length + 1
    return room < 0
  })
  const first = beyond < 0 ? [...texts] : texts.slice(0, beyond)
  return { first, more: texts.length - first.length }
}
