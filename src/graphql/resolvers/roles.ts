import type { Directory } from '../../app/directory/directory.ts'
import type { Slice, Sliced } from '../../app/ports/directory.ts'
import type { Caller } from '../../domain/caller.ts'
import { Secret } from '../../domain/secret.ts'
import type { Resolvers } from '../resolvers.ts'
import { dataHubRole, groupReference, userReference } from './entities.ts'
import { forCallers, refusedAs, UNAUTHORIZED } from './refusal.ts'
import { listResult, sliceOf } from './slice.ts'

type ListMembers = (roleUrn: string, slice: Slice) => Promise<Sliced<string>>

// BatchAssignRoleResolver.java, GetInviteTokenResolver.java and CreateInviteTokenResolver.java say what was refused.
const refused = (what: string) =>
  `Unauthorized to ${what}. Please contact your DataHub administrator if this needs corrective action.`

/** Roles and invite tokens (resolvers/role of datahub-graphql-core). */
export function makeRoleResolvers({ roles }: Pick<Directory, 'roles'>): Resolvers {
  return {
    Query: {
      listRoles: forCallers(async ({ input }, caller) => {
        const slice = sliceOf(input)
        const { items, total } = await roles.list(caller, slice)
        const membersOf = makeMembersOf(roles, caller)
        const entities = items.map((role) =>
          dataHubRole(role, role.memberCount, async (start, count) => {
            const members = await membersOf(role.urn, { start, count, query: '' })
            return members.items.map((urn) =>
              urn.startsWith('urn:li:corpGroup:') ? groupReference(urn) : userReference(urn),
            )
          }),
        )
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
 * Members of roles, as often as a document asks under whatever aliases. All wait for the first answer: who may not see
 * them is refused, and that is remembered, once.
 */
function makeMembersOf({ listMembers }: Directory['roles'], caller: Caller): ListMembers {
  let first: Promise<unknown> | undefined
  return async (...asked) => {
    const ask = () => listMembers(caller, ...asked)
    if (first !== undefined) {
      await first
      return ask()
    }
    const members = refusedAs(UNAUTHORIZED, ask)
    first = members
    return members
  }
}
