import type { Caller } from '../../domain/caller.ts'
import { Secret } from '../../domain/secret.ts'
import { DuplicateError } from '../ports/transactions.ts'
import type { Roles } from './directory.ts'
import type { DirectoryPorts } from './ports.ts'
import { checkRole } from './roles.ts'

/** Invite tokens, one for each role and one for none. Kept sealed, since who manages them is shown them again. */
export function makeInvites(ports: DirectoryPorts): Pick<Roles, 'getInvite' | 'createInvite'> {
  const { store, transactions, requirePrivilege, auditRecordOf, clock, newSecret, digest, inviteSeal } = ports

  async function check(caller: Caller, roleUrn: string | null): Promise<void> {
    await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'invite.create' })
    checkRole(ports, roleUrn)
  }

  async function kept(roleUrn: string | null): Promise<Secret | undefined> {
    const invite = await store.findInvite(roleUrn)
    const token = invite && inviteSeal.open(invite.sealed)
    return token === undefined ? undefined : new Secret(token)
  }

  async function make(
    caller: Caller,
    roleUrn: string | null,
    how: 'insertInvite' | 'replaceInvite',
  ): Promise<Secret> {
    const token = newSecret()
    const invite = {
      roleUrn,
      digest: digest(token),
      sealed: inviteSeal.seal(token),
      createdAt: clock.now(),
    }
    const act = auditRecordOf(caller, {
      action: 'invite.create',
      details: { roleUrn },
      ...(roleUrn === null ? {} : { subject: roleUrn }),
    })
    await transactions.change(({ directory, audit }) => {
      directory[how](invite)
      audit.append(act)
    })
    return new Secret(token)
  }

  return {
    async getInvite(caller, roleUrn) {
      await check(caller, roleUrn)
      const there = await kept(roleUrn)
      if (there !== undefined) return there
      try {
        return await make(caller, roleUrn, 'insertInvite')
      } catch (error) {
        if (!(error instanceof DuplicateError)) throw error
        // Somebody made one meanwhile, which must stay good; or it was sealed under a key that is no more.
        return (await kept(roleUrn)) ?? make(caller, roleUrn, 'replaceInvite')
      }
    },
    async createInvite(caller, roleUrn) {
      await check(caller, roleUrn)
      return make(caller, roleUrn, 'replaceInvite')
    },
  }
}
