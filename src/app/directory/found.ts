import type { ActorKind } from '../../domain/actor.ts'
import { corpGroupId, corpuserId } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { DirectoryStore, ListedGroup, MemberRecord } from '../ports/directory.ts'

const NOT_THERE: Record<ActorKind, string> = {
  USER: 'There is no user with this URN. The list of users has those that there are.',
  SERVICE_ACCOUNT:
    'There is no service account with this URN. The list of service accounts has those that there are.',
}

export function notThere(kind: ActorKind): ServiceError {
  return new ServiceError('NOT_FOUND', { detail: NOT_THERE[kind] })
}

/** The user or service account with this URN, who was not removed. Errors: NOT_FOUND. */
export async function foundMember(
  store: Pick<DirectoryStore, 'findMember'>,
  kind: ActorKind,
  urn: string,
): Promise<MemberRecord> {
  const member = corpuserId(urn) === undefined ? undefined : await store.findMember(urn)
  if (member?.kind === kind) return member
  throw notThere(kind)
}

/** The group with this URN. Errors: NOT_FOUND, with this text where DataHub has its own. */
export async function foundGroup(
  store: Pick<DirectoryStore, 'findGroup'>,
  urn: string,
  detail = 'There is no group with this URN. The list of groups has those that there are.',
): Promise<ListedGroup> {
  const group = corpGroupId(urn) === undefined ? undefined : await store.findGroup(urn)
  if (group !== undefined) return group
  throw new ServiceError('NOT_FOUND', { detail })
}

/** What an attempt was about, for the audit trail, where it is a URN that its column holds. */
export function aboutUrn(urn: string): { subject?: string } {
  return (corpuserId(urn) ?? corpGroupId(urn)) === undefined ? {} : { subject: urn }
}
