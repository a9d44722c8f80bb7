import { corpuserId, corpuserUrn } from '../../domain/urn.ts'
import type { DirectoryStore } from '../ports/directory.ts'
import type { PasswordHasher, VerifyPassword } from '../ports/sign-in.ts'

export interface VerifyPasswordPorts {
  directory: Pick<DirectoryStore, 'findUser'>
  hasher: Pick<PasswordHasher, 'verify'>
}

/** Against the passwords of our own directory. Who is suspended or removed costs the time of a hash all the same. */
export function makeVerifyPassword({ directory, hasher }: VerifyPasswordPorts): VerifyPassword {
  return async (username, password) => {
    const urn = corpuserUrn(username)
    const user = corpuserId(urn) === undefined ? undefined : await directory.findUser(urn)
    const mayHave = user?.kind === 'USER' && user.status === 'ACTIVE' && user.removedAt === null
    const hash = mayHave ? user.passwordHash : null
    const matches = await hasher.verify(hash, password.reveal())
    const actorUrn = user?.urn ?? null
    return matches && hash !== null
      ? { matches: true, actorUrn, passwordHash: hash }
      : { matches: false, actorUrn }
  }
}
