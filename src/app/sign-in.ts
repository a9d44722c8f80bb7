import type { Secret } from '../domain/secret.ts'
import { corpuserId, corpuserUrn } from '../domain/urn.ts'
import type { PasswordHasher } from './ports.ts'
import type { DirectoryStore } from './ports-directory.ts'
import type { Origin, Sessions, StartedSession } from './sessions.ts'

/** A session for the right name and password; `undefined` for anything else, in the same time. */
export type SignIn = (username: string, password: Secret, from: Origin) => Promise<StartedSession | undefined>

export interface SignInPorts {
  directory: Pick<DirectoryStore, 'findUser'>
  sessions: Pick<Sessions, 'start'>
  hasher: PasswordHasher
}

/** datahub-frontend's sign-in with a name and a password, against the passwords that are kept here. */
export function makeSignIn({ directory, sessions, hasher }: SignInPorts): SignIn {
  return async (username, password, from) => {
    const actorUrn = corpuserUrn(username)
    const user = corpuserId(actorUrn) === undefined ? undefined : await directory.findUser(actorUrn)
    const active = user?.status === 'ACTIVE' && user.removedAt === null ? user : undefined
    const matches = await hasher.verify(active?.passwordHash ?? null, password.reveal())
    return matches && active !== undefined ? sessions.start(actorUrn, 'password', from) : undefined
  }
}
