import type { GmsDemand } from '../domain/gms-endpoints/judgement.ts'
import { demandsOf, EVERY_GUARD, type Guard, guardsOf } from '../domain/gms-endpoints/protected-writes.ts'
import { typeOfUrn } from '../domain/gms-endpoints/subject.ts'
import type { Write } from '../domain/gms-endpoints/writes.ts'
import type { ArgumentTexts } from './argument-texts.ts'
import type { RootField } from './ownership.ts'

/** What it takes to have GMS run a root field, by the texts in its arguments. */
type DemandsBy = (texts: ArgumentTexts) => readonly GmsDemand[]

/**
 * Root fields of GMS's that write what decides who may do what, with what that takes, whatever GMS itself asks for: there
 * a policy of its own may say otherwise, and some of its resolvers ask for the wrong privilege. Every other mutation is
 * judged by the URNs that it names as its subject (`demandsOfField`).
 */
const GUARDED: Readonly<Partial<Record<RootField, DemandsBy>>> = {
  'Mutation.createPolicy': needing('policies'),
  'Mutation.updatePolicy': needing('policies'),
  'Mutation.deletePolicy': needing('policies'),
  'Mutation.batchAssignRole': needing('roles'),
  // It gives a token that gives a role; DataHub makes one where there is none (GetInviteTokenResolver.java).
  'Mutation.createInviteToken': needing('roles'),
  'Query.getInviteToken': needing('roles'),
  'Mutation.createGroup': needing('actors'),
  'Mutation.removeGroup': needing('actors'),
  'Mutation.removeUser': needing('actors'),
  'Mutation.updateUserStatus': needing('actors'),
  'Mutation.addGroupMembers': membersOf,
  'Mutation.removeGroupMembers': membersOf,
  'Mutation.addOwner': ownersOf,
  'Mutation.addOwners': ownersOf,
  'Mutation.batchAddOwners': ownersOf,
  'Mutation.removeOwner': ownersOf,
  'Mutation.batchRemoveOwners': ownersOf,
  'Mutation.createNativeUserResetToken': needing('credentials'),
  'Mutation.createServiceAccount': () => [{ anyOf: [['MANAGE_SERVICE_ACCOUNTS']] }],
  'Mutation.deleteServiceAccount': () => [{ anyOf: [['MANAGE_SERVICE_ACCOUNTS']] }],
  // Which run it takes back, and what that wrote, nobody can tell.
  'Mutation.rollbackIngestion': needing(...EVERY_GUARD),
  'Mutation.patchEntity': patched,
  'Mutation.patchEntities': patched,
  // What people say of themselves and of their groups decides nothing.
  'Mutation.updateCorpUserProperties': needing(),
  'Mutation.updateCorpGroupProperties': needing(),
  'Mutation.updateName': needing(),
}

/** Names that occur in every text with a field that may have demands. */
export const GUARDED_NAMES: readonly string[] = [
  'mutation',
  ...Object.keys(GUARDED)
    .filter((field) => field.startsWith('Query.'))
    .map((field) => field.slice('Query.'.length)),
]

/** What it takes to have GMS run a root field. */
export function demandsOfField(field: RootField, texts: ArgumentTexts): readonly GmsDemand[] {
  const listed = Object.hasOwn(GUARDED, field) ? GUARDED[field] : undefined
  if (listed !== undefined) return listed(texts)
  return field.startsWith('Mutation.') ? wholes(texts) : []
}

function needing(...guards: readonly Guard[]): DemandsBy {
  const demands = demandsOf(guards)
  return () => demands
}

/** DataHub lets who may edit a group change its members, its owners among them (AddGroupMembersResolver.java). */
function membersOf(texts: ArgumentTexts): readonly GmsDemand[] {
  const urns = texts.under('groupUrn')
  const named = urns.length > 0 && urns.every((urn) => typeOfUrn(urn) === 'corpGroup')
  if (!named) return demandsOf(['actors'])
  return urns.map((urn) => ({
    anyOf: [['MANAGE_USERS_AND_GROUPS'], ['EDIT_GROUP_MEMBERS'], ['EDIT_ENTITY']],
    resource: { type: 'corpGroup', urn },
  }))
}

/** Who owns a group makes members of it: as DataHub asks (OwnerUtils.java), or who manages them all. */
function ownersOf(texts: ArgumentTexts): readonly GmsDemand[] {
  return [...texts.under('resourceUrn'), ...texts.under('urn')].flatMap((urn) => {
    const write = { type: undefined, urn, aspect: 'ownership', operation: 'UPDATE' } as const
    const demands = demandsOf(guardsOf(write))
    if (typeOfUrn(urn) !== 'corpGroup') return demands
    return demands.map(({ anyOf }) => ({
      anyOf: [...anyOf, ['EDIT_ENTITY_OWNERS'], ['EDIT_ENTITY']],
      resource: { type: 'corpGroup', urn },
    }))
  })
}

/** Of a mutation that nobody described here, whatever has an argument or a field `urn` or `urns`. */
function wholes(texts: ArgumentTexts): readonly GmsDemand[] {
  return demandsOf(
    [...texts.under('urn'), ...texts.under('urns')].flatMap((urn) =>
      guardsOf({ type: undefined, urn, aspect: undefined, operation: 'DELETE' }),
    ),
  )
}

/** Any aspect of any entity, by JSON patches: every aspect that is named counts for every entity that is. */
function patched(texts: ArgumentTexts): readonly GmsDemand[] {
  const aspects = texts.under('aspectName')
  const guardsBy = (entity: Partial<Write>) =>
    guardsOf({ type: undefined, urn: undefined, aspect: undefined, operation: 'UPDATE', ...entity })
  // One of them stands for all, or this would take their product.
  const telling =
    aspects.find((aspect) => guardsBy({ type: 'corpuser', aspect }).includes('actors')) ?? aspects[0]
  if (telling === undefined) return []
  return demandsOf([
    ...aspects.flatMap((aspect) => guardsBy({ aspect })),
    ...texts.under('urn').flatMap((urn) => guardsBy({ urn, aspect: telling })),
    ...texts.under('entityType').flatMap((type) => guardsBy({ type, aspect: telling })),
  ])
}
