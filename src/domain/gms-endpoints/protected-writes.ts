import type { GmsDemand } from './judgement.ts'
import { typeOfUrn } from './subject.ts'
import { Unreadable } from './unreadable.ts'
import type { Write } from './writes.ts'

/** What it takes to write what decides who may do what. */
export const GUARDS = {
  policies: [['MANAGE_POLICIES']],
  // Who has them, and what gives them to somebody: it is under the same privilege, and leaves the policies as they are, but
  // for the end of a role, which GMS takes out of the policies that name it (dataHubPolicyInfo's actors.roles is a reference).
  roles: [['MANAGE_POLICIES']],
  actors: [['MANAGE_USERS_AND_GROUPS']],
  credentials: [['MANAGE_USER_CREDENTIALS']],
  tokens: [['MANAGE_ACCESS_TOKENS']],
  // They hold how people sign in with SSO. DataHub has a privilege of its own for them since PR 16904.
  settings: [['MANAGE_GLOBAL_SETTINGS'], ['MANAGE_POLICIES']],
  // A cluster's settings, message offsets that bring old writes back, repairs that delete.
  system: [['MANAGE_SYSTEM_OPERATIONS']],
} as const satisfies Record<string, readonly (readonly string[])[]>

export type Guard = keyof typeof GUARDS

/** Each guard is a demand about nothing in particular, as a platform privilege is asked for. */
export function demandsOf(guards: Iterable<Guard>): GmsDemand[] {
  return [...new Set(guards)].map((guard) => ({
    anyOf: GUARDS[guard],
    ...(guard === 'policies' && { writes: guard }),
  }))
}

/** All that may be lost where nobody can tell beforehand what is deleted. */
export const EVERY_GUARD: readonly Guard[] = ['policies', 'actors', 'credentials', 'tokens', 'settings']

// By folded names: GMS finds entity types and aspects whatever their case.
const BY_TYPE: ReadonlyMap<string, Guard> = new Map([
  ['datahubpolicy', 'policies'],
  ['datahubrole', 'roles'],
  // DataHub asks for Manage Policies here, because an invite token hands out a role.
  ['invitetoken', 'roles'],
  ['datahubaccesstoken', 'tokens'],
  ['globalsettings', 'settings'],
])

// Whatever entity they are on.
const BY_ASPECT: ReadonlyMap<string, Guard> = new Map([
  ['datahubpolicykey', 'policies'],
  ['datahubpolicyinfo', 'policies'],
  ['datahubrolekey', 'roles'],
  ['datahubroleinfo', 'roles'],
  ['rolemembership', 'roles'],
  ['invitetoken', 'roles'],
  ['invitetokenkey', 'roles'],
  ['groupmembership', 'actors'],
  ['nativegroupmembership', 'actors'],
  ['corpuserkey', 'actors'],
  ['corpuserstatus', 'actors'],
  ['corpgroupkey', 'actors'],
  ['corpgroupinfo', 'actors'],
  ['corpusercredentials', 'credentials'],
  ['datahubaccesstokenkey', 'tokens'],
  ['datahubaccesstokeninfo', 'tokens'],
  ['globalsettingskey', 'settings'],
  ['globalsettingsinfo', 'settings'],
])

// Everybody's on other entities: `status` deletes softly, `subTypes` says which users are service accounts, and by DataHub's
// default policies who owns a group makes members of it.
const OF_ACTORS = new Set(['status', 'subtypes', 'ownership'])

const ACTORS = new Set(['corpuser', 'corpgroup'])

function folded(name: string): string {
  return name.trim().toLowerCase()
}

/** What guards a write, whatever the surface it comes by. Of a user or a group, deleting it whole is guarded. */
export function guardsOf({ type, urn, aspect, operation }: Write): Guard[] {
  const types = [type, urn === undefined ? undefined : typeOfUrn(urn)]
    .filter((each) => each !== undefined)
    .map(folded)
  const isWhole = aspect === undefined || operation === 'DELETE'
  const guards = types.map((each) => (isWhole && each === 'datahubrole' ? 'policies' : BY_TYPE.get(each)))
  if (aspect !== undefined) guards.push(BY_ASPECT.get(folded(aspect)))
  if (types.some((each) => ACTORS.has(each))) {
    if (isWhole || OF_ACTORS.has(folded(aspect))) guards.push('actors')
  }
  return guards.filter((guard) => guard !== undefined)
}

// Substrings, because classes and URNs carry them: `com.linkedin.metadata.snapshot.CorpUserSnapshot`.
const NAMES: readonly (readonly [RegExp, Guard])[] = [
  [/datahubpolicy/i, 'policies'],
  [/datahubrole|rolemembership|invitetoken/i, 'roles'],
  [/corpuser|corpgroup|groupmembership/i, 'actors'],
  [/corpusercredentials/i, 'credentials'],
  [/datahubaccesstoken/i, 'tokens'],
  [/globalsettings/i, 'settings'],
]

const ANY_NAME = new RegExp(NAMES.map(([name]) => name.source).join('|'), 'i')

/**
 * What guards a write of a shape that is not known: whatever a text of it names, subject or not. Texts are taken as they
 * are and percent-decoded.
 */
export function guardsNamedIn(texts: Iterable<string>): Set<Guard> {
  const guards = new Set<Guard>()
  for (const text of texts) {
    for (const reading of text.includes('%') ? [text, percentDecoded(text)] : [text]) {
      if (!ANY_NAME.test(reading)) continue
      for (const [name, guard] of NAMES) if (name.test(reading)) guards.add(guard)
    }
  }
  return guards
}

// Takes what is no escape as it is, and 16 MiB of escapes in 0.1 s; its own `%uXXXX` is nobody else's.
function percentDecoded(text: string): string {
  return unescape(text.replaceAll('%u', '%25u'))
}

/** Every name and every string of a body. */
export function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  if (typeof value !== 'object' || value === null) return
  for (const [name, each] of Object.entries(value)) {
    if (!Array.isArray(value)) yield name
    yield* textsOf(each)
  }
}

/** The demands of known writes; throws `Unreadable` where nothing says what is written. */
export function guardDemands(writes: readonly Write[]): GmsDemand[] {
  const guards = new Set<Guard>()
  for (const write of writes) {
    if (write.type === undefined && write.urn === undefined) {
      throw new Unreadable('Say for each write what is written: its URN, or its entity type.')
    }
    for (const guard of guardsOf(write)) guards.add(guard)
  }
  return demandsOf(guards)
}
