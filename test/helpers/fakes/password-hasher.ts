import type { PasswordHasher } from '../../../src/app/ports/sign-in.ts'

/** Hashes nothing, and writes down what it was asked. */
export interface FakeHasher extends PasswordHasher {
  verified: { hash: string | null; password: string }[]
  hashed: string[]
}

export function fakeHasher(): FakeHasher {
  const verified: FakeHasher['verified'] = []
  const hashed: string[] = []
  return {
    verified,
    hashed,
    hasRoom: () => true,
    async hash(password) {
      hashed.push(password)
      return hashOf(password)
    },
    async verify(hash, password) {
      verified.push({ hash, password })
      return hash === hashOf(password)
    },
  }
}

export function hashOf(password: string): string {
  return `hash of ${password}`
}
