import type { ActorStatus } from '../../domain/actor.ts'
import { chosenUsernameFault } from '../../domain/chosen-id.ts'
import { externalGroupUrn } from '../../domain/corp-group.ts'
import { corpuserId } from '../../domain/urn.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { Clock } from '../ports/core.ts'
import type { DirectoryStore, GroupRecord, UserRecord } from '../ports/directory.ts'
import type { StartedSession } from '../ports/sessions.ts'
import type { SsoIdentity, UsedLogin } from '../ports/sso.ts'
import { DuplicateError, type Transactions } from '../ports/transactions.ts'
import type { Sessions, SignInClient } from './sessions.ts'
import { ssoRefused, takeLogin } from './sso-identity.ts'

/**
 * Signs in who signed on at the identity provider, and makes them a user first where that is allowed. Errors: SSO_REFUSED
 * for who may not come in, and where the login was used before.
 */
export type AdmitSsoUser = (
  identity: SsoIdentity,
  login: UsedLogin,
  from: SignInClient,
) => Promise<StartedSession>

export interface AdmitSsoUserPorts {
  directory: Pick<DirectoryStore, 'findUser' | 'findGroupOrigins'>
  transactions: Transactions
  sessions: Pick<Sessions, 'prepare'>
  actors: Pick<ActorLookup, 'forget'>
  auditRecordOf: AuditRecordOf
  clock: Clock
  /** Whether who is new becomes a user. */
  provision: boolean
  systemClientId: string
}

// Others who sign on at the same moment make the same groups; each attempt then finds what they made.
const ATTEMPTS_MAX = 5

/** Into our own directory, all in one transaction. */
export function makeAdmitSsoUser(ports: AdmitSsoUserPorts): AdmitSsoUser {
  const { directory, transactions, sessions, actors, auditRecordOf, clock, provision, systemClientId } = ports

  async function admit(
    { actorUrn, displayName, email, groups }: SsoIdentity,
    login: UsedLogin,
    from: SignInClient,
  ): Promise<StartedSession> {
    const known = await directory.findUser(actorUrn)
    if (known !== undefined) refuseWhoMayNot(known)
    else refuseNewcomer(actorUrn)
    const { kept, made } = await externalGroups(groups ?? [])
    const session = await sessions.prepare(actorUrn, 'single sign-on', from)
    const by = { address: from.address, userAgent: from.userAgent, actorUrn }
    const details = { by: 'single sign-on' }
    const madeUser = auditRecordOf(by, { action: 'user.create', subject: actorUrn, details })
    const madeGroups = made.map(({ urn }) =>
      auditRecordOf(by, { action: 'group.create', subject: urn, details }),
    )

    await transactions.change(async (writes) => {
      await takeLogin(writes, login)
      if (known === undefined) {
        writes.directory.insertUser(newUser({ urn: actorUrn, displayName, email, createdAt: clock.now() }))
        writes.audit.append(madeUser)
      }
      for (const group of made) writes.directory.insertGroup(group)
      for (const record of madeGroups) writes.audit.append(record)
      if (groups !== undefined)
        writes.directory.setExternalGroups(actorUrn, [...kept, ...made.map(({ urn }) => urn)])
      await session.write(writes)
    })
    actors.forget(actorUrn)
    return session.started
  }

  function refuseNewcomer(actorUrn: string): void {
    if (!provision) throw ssoRefused('You have no account here yet.')
    const fault = chosenUsernameFault(corpuserId(actorUrn) ?? '', systemClientId)
    if (fault !== undefined)
      throw ssoRefused(`The identity provider gives you a name that nobody can have here: it ${fault}`)
  }

  /**
   * The external groups with these names: those that are there, and those to make. A group that an administrator keeps
   * by hand is nobody's to join from outside, even under the same name: it may have a role.
   */
  async function externalGroups(names: readonly string[]): Promise<{ kept: string[]; made: GroupRecord[] }> {
    const named = new Map(
      names.flatMap((name): [string, string][] => {
        const urn = externalGroupUrn(name)
        return urn === undefined ? [] : [[urn, name]]
      }),
    )
    const origins = await directory.findGroupOrigins([...named.keys()])
    const kept = [...origins].filter(([, origin]) => origin === 'EXTERNAL').map(([urn]) => urn)
    const made = [...named]
      .filter(([urn]) => !origins.has(urn))
      .map(([urn, name]): GroupRecord => {
        return { urn, name, description: null, origin: 'EXTERNAL', createdAt: clock.now() }
      })
    return { kept, made }
  }

  return async (identity, login, from) => {
    for (let attempts = 1; ; attempts++) {
      try {
        return await admit(identity, login, from)
      } catch (error) {
        if (attempts === ATTEMPTS_MAX || !(error instanceof DuplicateError)) throw error
      }
    }
  }
}

function refuseWhoMayNot({ kind, status, removedAt }: UserRecord): void {
  if (removedAt !== null) throw ssoRefused('Your account was removed.')
  if (status !== ('ACTIVE' satisfies ActorStatus)) throw ssoRefused('Your account is suspended.')
  if (kind !== 'USER') throw ssoRefused('This is the name of a service account, which signs in nowhere.')
}

function newUser(fields: Pick<UserRecord, 'urn' | 'displayName' | 'email' | 'createdAt'>): UserRecord {
  return {
    ...fields,
    kind: 'USER',
    title: null,
    passwordHash: null,
    status: 'ACTIVE',
    createdBy: null,
    removedAt: null,
  }
}
