import type { Directory } from '../../app/directory/directory.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Resolvers } from '../resolvers.ts'
import { corpGroup, corpUser } from './entities.ts'
import { forCallers } from './refusal.ts'
import { listResult, sliceOf } from './slice.ts'

export interface UserResolversOptions {
  directory: Pick<Directory, 'users' | 'groups'>
  /** Whether users sign in with passwords of ours. */
  nativeUsers: boolean
}

/** Users and groups (resolvers/user and resolvers/group of datahub-graphql-core). */
export function makeUserResolvers({ directory, nativeUsers }: UserResolversOptions): Resolvers {
  const { users, groups } = directory

  function groupEntity(caller: Caller, group: Parameters<typeof corpGroup>[0]) {
    return corpGroup(group, async (start, count) => {
      const { items } = await groups.listMembers(caller, group.urn, { start, count, query: '' })
      return items.map((user) => corpUser(user, nativeUsers))
    })
  }

  return {
    Query: {
      debugAccess: forCallers(({ userUrn }, caller) => users.debugAccess(caller, userUrn)),
      corpUser: forCallers(async ({ urn }, caller) => corpUser(await users.get(caller, urn), nativeUsers)),
      corpGroup: forCallers(async ({ urn }, caller) => groupEntity(caller, await groups.get(caller, urn))),
      listUsers: forCallers(async ({ input }, caller) => {
        const slice = sliceOf(input)
        const { items, total } = await users.list(caller, slice)
        return listResult(slice, { total, items: items.map((user) => corpUser(user, nativeUsers)) }, 'users')
      }),
      listGroups: forCallers(async ({ input }, caller) => {
        const slice = sliceOf(input)
        const { items, total } = await groups.list(caller, slice)
        return listResult(slice, { total, items: items.map((group) => groupEntity(caller, group)) }, 'groups')
      }),
    },
    Mutation: {
      removeUser: forCallers(async ({ urn }, caller) => {
        await users.remove(caller, urn)
        return true
      }),
      updateUserStatus: forCallers(async ({ urn, status }, caller) => {
        await users.setStatus(caller, urn, status)
        return urn
      }),
      createNativeUserResetToken: forCallers(async ({ input }, caller) => {
        const { token } = await users.createResetToken(caller, input.userUrn)
        return { resetToken: token.reveal() }
      }),
      createGroup: forCallers(async ({ input }, caller) => {
        const { id, name, description } = input
        const group = { name, description: description ?? null, ...(id == null ? {} : { id }) }
        return (await groups.create(caller, group)).urn
      }),
      removeGroup: forCallers(async ({ urn }, caller) => {
        await groups.remove(caller, urn)
        return true
      }),
      addGroupMembers: forCallers(async ({ input }, caller) => {
        await groups.addMembers(caller, input.groupUrn, input.userUrns)
        return true
      }),
      removeGroupMembers: forCallers(async ({ input }, caller) => {
        await groups.removeMembers(caller, input.groupUrn, input.userUrns)
        return true
      }),
    },
  }
}
