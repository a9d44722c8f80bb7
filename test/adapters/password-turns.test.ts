import t, { type Test } from 'tap'
import type { PasswordHasher } from '../../src/app/ports/sign-in.ts'
import { settled } from '../app/tokens/lookup-world.ts'
import { holdCalls } from '../helpers/fakes/held-calls.ts'

/** The real hasher over an argon2 whose computations end when the test says so. */
async function heldHasher(t: Test) {
  const compute = holdCalls<['hash' | 'verify', ...unknown[]], unknown>()
  const argon2 = {
    hash: (...args: unknown[]) => compute('hash', ...args),
    verify: (...args: unknown[]) => compute('verify', ...args),
  }
  const { makePasswordHasher } = (await t.mockImport('../../src/adapters/password-hasher.ts', {
    '@node-rs/argon2': argon2,
  })) as { makePasswordHasher: () => PasswordHasher }
  const done: unknown[] = []
  /** Lets everything end, one computation after the other; the most that were under way at a time. */
  async function finish(): Promise<number> {
    let most = 0
    for (await settled(); compute.waiting.length > 0; await settled()) {
      most = Math.max(most, compute.waiting.length)
      const { args, answer } = compute.waiting[0] as (typeof compute.waiting)[number]
      done.push(args[0])
      answer(args[0] === 'hash' ? 'a hash' : false)
    }
    return most
  }
  return { hasher: makePasswordHasher(), compute, done, finish }
}

t.test('an unknown user costs what a known one costs, at the first sign-in and later', async (t) => {
  const costs = []
  for (const hash of [null, 'a hash']) {
    const { hasher, done, finish } = await heldHasher(t)
    for (let i = 0; i < 2; i++) {
      const verdict = hasher.verify(hash, 'wrong')
      await finish()
      t.equal(await verdict, false)
      done.push('answered')
    }
    costs.push(done)
  }
  t.strictSame(costs[0], costs[1])
  t.strictSame(costs[0]?.slice(-2), ['verify', 'answered'])
})

t.test('passwords are computed one at a time, so that sign-ins cannot take the machine', async (t) => {
  const { hasher, done, finish } = await heldHasher(t)
  const all = [hasher.verify('a hash', 'x'), hasher.hash('x'), hasher.verify(null, 'x'), hasher.hash('x')]
  t.equal(await finish(), 1)
  await Promise.all(all)
  t.strictSame(done, ['hash', 'verify', 'hash', 'verify', 'hash'])
})

t.test('a computation that fails is one sign-in’s failure, and the next takes its turn', async (t) => {
  const { hasher, compute, finish } = await heldHasher(t)
  const sorts: (() => Promise<unknown>)[] = [
    () => hasher.hash('x'),
    () => hasher.verify(null, 'x'),
    () => hasher.verify('a hash', 'x'),
  ]
  for (const begin of sorts) {
    const failed = begin()
    const next = hasher.verify(null, 'x')
    await settled()
    compute.waiting[0]?.fail(new Error('out of memory'))
    await t.rejects(failed, { message: 'out of memory' })
    await finish()
    t.equal(await next, false)
  }
})
