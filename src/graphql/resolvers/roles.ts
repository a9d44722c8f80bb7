import type { Policies } from '../../app/access/policies.ts'
import type { Directory } from '../../app/directory/directory.ts'
import type { Caller } from '../../domain/caller.ts'
import { Secret } from '../../domain/secret.ts'
import type { Resolvers } from '../resolvers.ts'
import { dataHubRole, groupReference, userReference } from './entities.ts'
import { dataHubPolicy } from './policy-entity.ts'
import { forCallers, refusedAs, UNAUTHORIZED } from './refusal.ts'
import { type Edge, edgeFrom } from './relationships.ts'
import { listResult, sliceOf } from './slice.ts'

export interface RoleResolversOptions {
  roles: Directory['roles']
  /** The policies in force, wherever they are kept. */
  policies: Pick<Policies, 'byRole'>
}

// BatchAssignRoleResolver.java, GetInviteTokenResolver.java and CreateInviteTokenResolver.java say what was refused.
const refused = (what: string) =>
  `Unauthorized to ${what}. Please contact your DataHub administrator if this needs corrective action.`

/** Roles and invite tokens (resolvers/role of datahub-graphql-core). */
export function makeRoleResolvers({ roles, policies }: RoleResolversOptions): Resolvers {
  /** What roles are to others. Who has them and what names them needs Manage Policies; how many have them does not. */
  function makeEdgesOf(caller: Caller) {
    const askMembers = makeOnceRefused()
    let policiesByRole: ReturnType<Policies['byRole']> | undefined
    return (role: string, memberCount: number): Edge[] => [
      edgeFrom('IsMemberOfRole', memberCount, async (start, count) => {
        const members = await askMembers(() => roles.listMembers(caller, role, { start, count, query: '' }))
        return members.items.map((urn) =>
          urn.startsWith('urn:li:corpGroup:') ? groupReference(urn) : userReference(urn),
        )
      }),
      {
        type: 'IsAssociatedWithRole',
        direction: 'INCOMING',
        async slice(start, count) {
          policiesByRole ??= refusedAs(UNAUTHORIZED, () => policies.byRole(caller))
          const naming = (await policiesByRole).get(role) ?? []
          return { total: naming.length, items: naming.slice(start, start + count).map(dataHubPolicy) }
        },
      },
    ]
  }

  return {
    Query: {
      listRoles: forCallers(async ({ input }, caller) => {
        const slice = sliceOf(input)
        const { items, total } = await roles.list(caller, slice)
        const edgesOf = makeEdgesOf(caller)
        const entities = items.map((role) => dataHubRole(role, edgesOf(role.urn, role.memberCount)))
        return listResult(slice, { total, items: entities }, 'roles')
      }),
      getInviteToken: forCallers(async ({ input }, caller) => {
        const token = await roles.getInvite(caller, input.roleUrn ?? null)
        return { inviteToken: token.reveal() }
      }, refused('get invite tokens')),
    },
    Mutation: {
      batchAssignRole: forCallers(async ({ input }, caller) => {
        await roles.assign(caller, input.roleUrn ?? null, input.actors)
        return true
      }, refused('assign roles')),
      createInviteToken: forCallers(async ({ input }, caller) => {
        const token = await roles.createInvite(caller, input.roleUrn ?? null)
        return { inviteToken: token.reveal() }
      }, refused('create invite tokens')),
      acceptRole: forCallers(async ({ input }, caller) => {
        await roles.accept(caller, new Secret(input.inviteToken))
        return true
      }),
    },
  }
}

/**
 * Asks what needs a privilege, as often as a document does under whatever aliases. All wait for the first answer: who may
 * not know is refused, and that is remembered, once.
 */
function makeOnceRefused() {
  let first: Promise<unknown> | undefined
  return async <T>(ask: () => Promise<T>): Promise<T> => {
    if (first !== undefined) {
      await first
      return ask()
    }
    const answer = refusedAs(UNAUTHORIZED, ask)
    first = answer
    return answer
  }
}
