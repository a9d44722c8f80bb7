import t from 'tap'
import { makePasswordHasher } from '../../src/adapters/password-hasher.ts'

// One running and 32 waiting.
const AT_ONCE_MAX = 33

/** Milliseconds of the quickest of some runs, which is the least disturbed one. */
async function quickest(runs: number, run: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    await run()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

t.test('a password is hashed with argon2id and OWASP’s parameters, salted anew each time', async (t) => {
  const hasher = makePasswordHasher()
  const hashes = [await hasher.hash('correct horse'), await hasher.hash('correct horse')]
  for (const hash of hashes) {
    t.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    t.equal(await hasher.verify(hash, 'correct horse'), true)
    for (const wrong of ['correct Horse', 'correct horse ', '', 'correct horse\0'])
      t.equal(await hasher.verify(hash, wrong), false)
  }
  t.not(hashes[0], hashes[1])
})

t.test('two passwords that Unicode or a C string could take for one are two', async (t) => {
  const hasher = makePasswordHasher()
  const hash = await hasher.hash('a\0b')
  t.equal(await hasher.verify(hash, 'a\0b'), true)
  t.equal(await hasher.verify(hash, 'a'), false)
  t.equal(await hasher.verify(await hasher.hash('\u00e9'), 'e\u0301'), false)
})

t.test('an unknown user is refused whatever the password, also the decoy’s', async (t) => {
  const hasher = makePasswordHasher()
  for (const password of ['', 'correct horse', 'nobody has this password'])
    t.equal(await hasher.verify(null, password), false)
})

t.test('an unknown user takes about as long as a wrong password', async (t) => {
  const hasher = makePasswordHasher()
  const hash = await hasher.hash('correct horse')
  await hasher.verify(null, 'warm up')
  const unknown = await quickest(5, () => hasher.verify(null, 'wrong'))
  const wrong = await quickest(5, () => hasher.verify(hash, 'wrong'))
  // Far apart, since the machine may be busy; without a hash it is a thousandth.
  t.ok(unknown > wrong / 4 && unknown < wrong * 4, `${unknown.toFixed(1)} ms and ${wrong.toFixed(1)} ms`)
})

t.test('33 sign-ins may be under way; who comes then is told to come again, at once', async (t) => {
  const hasher = makePasswordHasher()
  const hash = await hasher.hash('correct horse')
  const under = Array.from({ length: AT_ONCE_MAX }, () => hasher.verify(hash, 'correct horse'))
  const start = performance.now()
  const refused = [hasher.verify(hash, 'correct horse'), hasher.verify(null, 'x'), hasher.hash('x')]
  for (const { status, ...rest } of await Promise.allSettled(refused)) {
    t.match([status, rest], ['rejected', { reason: { name: 'ServiceError', code: 'TOO_MANY_SIGN_INS' } }])
  }
  const refusedAfter = performance.now() - start
  t.strictSame(new Set(await Promise.all(under)), new Set([true]))
  t.ok(refusedAfter < (performance.now() - start) / 2, 'they did not wait for the others')
  t.equal(await hasher.verify(hash, 'correct horse'), true, 'there is room again')
})

t.test('a stored hash that is damaged lets nobody in and holds up nobody', async (t) => {
  const hasher = makePasswordHasher()
  const damaged = ['', 'x', '$argon2id$v=19$m=19456'].map((hash) => hasher.verify(hash, 'x'))
  const hash = hasher.hash('correct horse')
  for (const { status } of await Promise.allSettled(damaged)) t.equal(status, 'rejected')
  t.equal(await hasher.verify(await hash, 'correct horse'), true)
})
