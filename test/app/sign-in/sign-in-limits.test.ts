import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { AttemptCounter } from '../../../src/app/ports/sign-in.ts'
import { LIMITS, type LimitName, makeSignInLimits } from '../../../src/app/sign-in/sign-in-limits.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'

function limitsWorld() {
  const clock = fakeClock()
  const room = { free: true, hasNoneFor: '' as string | undefined }
  const counted = new Map<string, number>()

  function counter(name: LimitName): AttemptCounter {
    const { attempts, periodSeconds } = LIMITS[name]
    const periods = new Map<string, { count: number; endsAt: number }>()
    const current = (key: string) => {
      const period = periods.get(key)
      if (period !== undefined && clock.now() < period.endsAt) return period
      const begun = { count: 0, endsAt: clock.now() + periodSeconds * 1000 }
      periods.set(key, begun)
      return begun
    }
    return {
      async count(key) {
        const period = current(key)
        period.count++
        counted.set(name, (counted.get(name) ?? 0) + 1)
        return period.count > attempts ? period.endsAt - clock.now() : undefined
      },
      async uncount(key) {
        current(key).count--
      },
      async forget(key) {
        periods.delete(key)
      },
    }
  }

  const limits = makeSignInLimits({
    counters: {
      address: counter('address'),
      pair: counter('pair'),
      account: counter('account'),
      slow: counter('slow'),
    },
    hasRoom: (username) => room.free && username !== room.hasNoneFor,
  })
  /** Whether this many wrong attempts were let through to a hash. */
  async function guesses(times: number, username: string, address: string): Promise<number> {
    let through = 0
    for (let i = 0; i < times; i++) {
      const attempt = await limits.begin(username, address).catch(() => undefined)
      if (attempt !== undefined) through++
      attempt?.refused()
    }
    return through
  }
  async function owner(username: string, address: string): Promise<boolean> {
    const attempt = await limits.begin(username, address).catch(() => undefined)
    await attempt?.succeeded()
    return attempt !== undefined
  }
  return { limits, clock, room, counted, guesses, owner }
}

/** The nth address of many networks. */
const address = (n: number) => `198.51.${100 + (n >> 8)}.${n & 255}`

t.test('five wrong passwords in a quarter of an hour is what one address has for one account', async (t) => {
  const { guesses, clock, limits, owner } = limitsWorld()
  t.equal(await guesses(20, 'alice', '192.0.2.1'), 5)
  clock.advance(300_000)
  await t.rejects(limits.begin('alice', '192.0.2.1'), { code: 'SIGN_IN_LIMIT', retryAfterSeconds: 600 })
  t.equal(await owner('alice', '192.0.2.2'), true, 'somebody else’s guesses lock nobody out')
  t.equal(await guesses(1, 'bob', '192.0.2.1'), 1)
  clock.advance(600_000)
  t.equal(await guesses(20, 'alice', '192.0.2.1'), 5)
})

t.test('who signs in has their typing errors forgiven, and nobody else’s', async (t) => {
  const { guesses, owner } = limitsWorld()
  for (let i = 0; i < 10; i++) {
    t.equal(await guesses(4, 'alice', '192.0.2.1'), 4)
    t.equal(await owner('alice', '192.0.2.1'), true)
  }
  t.equal(await guesses(5, 'alice', '192.0.2.2'), 5)
})

t.test(
  'one network has a hundred wrong attempts in a quarter of an hour, whatever names it tries',
  async (t) => {
    const { limits } = limitsWorld()
    let through = 0
    for (let i = 0; i < 300; i++) {
      await limits.begin(`user ${i}`, `2001:db8:0:1::${i.toString(16)}`).then(
        () => through++,
        () => undefined,
      )
    }
    t.equal(through, 100)
    await limits.begin('alice', '2001:db8:0:2::1')
    await t.rejects(limits.beginNameless('2001:db8:0:1::1'), { code: 'SIGN_IN_LIMIT' })
  },
)

t.test(
  'guesses from a thousand addresses slow an account down, and its owner still gets in at once',
  async (t) => {
    const { guesses, owner, clock } = limitsWorld()
    let through = 0
    for (let i = 0; i < 1000; i++) through += await guesses(10, 'alice', address(i))
    t.equal(through, 10 * 5 + 990 * 1, 'fifty, and then one an hour from each')
    t.equal(await owner('alice', '192.0.2.7'), true)
    t.equal(await owner('alice', '192.0.2.7'), true, 'and again')
    t.equal(await guesses(10, 'alice', '192.0.2.8'), 1)
    t.equal(await guesses(10, 'bob', '192.0.2.8'), 5, 'nobody else is slower')
    clock.advance(3_600_000)
    t.equal(await guesses(10, 'alice', '192.0.2.8'), 5)
  },
)

t.test('who goes on after being told to wait slows down nobody else', async (t) => {
  const { guesses } = limitsWorld()
  t.equal(await guesses(10_000, 'alice', '192.0.2.1'), 5)
  t.equal(await guesses(5, 'alice', '192.0.2.2'), 5)
})

t.test('guesses at the same moment are no more than guesses one after the other', async (t) => {
  const { limits } = limitsWorld()
  const wrong = async () => (await limits.begin('alice', '192.0.2.1')).refused()
  const all = await Promise.allSettled(Array.from({ length: 33 }, wrong))
  t.equal(all.filter(({ status }) => status === 'fulfilled').length, 5)
})

t.test('right passwords at the same moment are all taken, also of a slowed account', async (t) => {
  const { limits, guesses } = limitsWorld()
  const right = async () => (await limits.begin('alice', '192.0.2.1')).succeeded()
  await Promise.all(Array.from({ length: 33 }, right))
  for (let i = 0; i < 10; i++) await guesses(5, 'alice', address(i))
  t.equal(await guesses(5, 'alice', address(10)), 1, 'it is slowed')
  await Promise.all(Array.from({ length: 33 }, right))
})

t.test('attempts at the same moment are judged as if they came one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('alice', 'bob'), fc.boolean()), { maxLength: 32 }),
      fc.scheduler(),
      async (attempts, scheduler) => {
        const { limits } = limitsWorld()
        const wrong = new Map<string, number>()
        const expected = attempts.map(([username, isRight]) => {
          const before = wrong.get(username) ?? 0
          if (before === 5) return 'SIGN_IN_LIMIT'
          wrong.set(username, isRight ? 0 : before + 1)
          return isRight
        })
        async function judged([username, isRight]: [string, boolean]) {
          const attempt = await limits.begin(username, '192.0.2.1')
          await scheduler.schedule(Promise.resolve(), username)
          if (isRight) await attempt.succeeded()
          else attempt.refused()
          return isRight
        }
        const all = attempts.map((one) => judged(one).catch(({ code }: { code: string }) => code))
        assert.deepEqual(await scheduler.waitFor(Promise.all(all)), expected)
      },
    ),
  )
})

t.test('who waits for an attempt before theirs is judged only while few wait', async (t) => {
  const { limits, counted } = limitsWorld()
  const first = await limits.begin('alice', '192.0.2.1')
  const waiting = Array.from({ length: 32 }, () => limits.begin('alice', '192.0.2.1'))
  await t.rejects(limits.begin('alice', '192.0.2.1'), { code: 'TOO_MANY_SIGN_INS' })
  t.equal(counted.get('pair'), 1, 'nothing was counted of them')
  const bob = await limits.begin('bob', '192.0.2.1')
  bob.refused()
  await first.abandoned()
  for (const attempt of waiting) await (await attempt).succeeded()
  await (await limits.begin('alice', '192.0.2.1')).succeeded()
})

t.test(
  'who waited until passwords could not be checked any more is told so, and the next goes on',
  async (t) => {
    const { limits, room } = limitsWorld()
    const first = await limits.begin('alice', '192.0.2.1')
    const second = limits.begin('alice', '192.0.2.1')
    room.free = false
    await first.succeeded()
    await t.rejects(second, { code: 'TOO_MANY_SIGN_INS' })
    room.free = true
    await (await limits.begin('alice', '192.0.2.1')).succeeded()
  },
)

t.test(
  'room is asked for by name: one account’s passwords may be checked elsewhere than another’s',
  async (t) => {
    const { limits, room } = limitsWorld()
    room.hasNoneFor = 'alice'
    await t.rejects(limits.begin('alice', '192.0.2.1'), { code: 'TOO_MANY_SIGN_INS' })
    await (await limits.begin('datahub', '192.0.2.1')).succeeded()
    await (await limits.beginNameless('192.0.2.1')).succeeded()
    room.hasNoneFor = undefined
    await t.rejects(limits.beginNameless('192.0.2.1'), { code: 'TOO_MANY_SIGN_INS' })
  },
)

t.test('an attempt that was never judged is given back', async (t) => {
  const { limits, guesses } = limitsWorld()
  for (let i = 0; i < 300; i++) await (await limits.begin('alice', '192.0.2.1')).abandoned()
  for (let i = 0; i < 300; i++) await (await limits.beginNameless('192.0.2.1')).abandoned()
  t.equal(await guesses(10, 'alice', '192.0.2.1'), 5)
})

t.test('while no password can be checked nothing is counted, which would only fill the memory', async (t) => {
  const { limits, room, counted } = limitsWorld()
  room.free = false
  await t.rejects(limits.begin('alice', '192.0.2.1'), { code: 'TOO_MANY_SIGN_INS' })
  await t.rejects(limits.beginNameless('192.0.2.1'), { code: 'TOO_MANY_SIGN_INS' })
  t.equal(counted.size, 0)
})

t.test('whatever strangers try from elsewhere, the owner’s first right password is taken', async () => {
  const names = fc.constantFrom('alice', 'bob', 'carol')
  const guess = fc.record({
    kind: fc.constant('guess' as const),
    username: names,
    from: fc.nat(400),
    times: fc.nat(8),
  })
  const wait = fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(1_000_000) })
  // Seldom, so that limits are reached before periods end.
  const act = fc.oneof({ weight: 100, arbitrary: guess }, { weight: 1, arbitrary: wait })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 50, maxLength: 200 }), names, async (acts, username) => {
      const { guesses, owner, clock } = limitsWorld()
      for (const one of acts) {
        if (one.kind === 'wait') clock.advance(one.ms)
        else await guesses(one.times, one.username, address(one.from))
      }
      return owner(username, '192.0.2.1')
    }),
    { numRuns: 50 },
  )
})
