import t from 'tap'
import { makeAttemptCounter } from '../../src/adapters/attempt-counter.ts'
import { LIMITS, type LimitName, makeSignInLimits } from '../../src/app/sign-in/sign-in-limits.ts'
import { startInProcess } from '../helpers/service.ts'

/** Part E of the attack list, as far as it is about guessing passwords: attack 83 (docs/attacks.md). */

t.test('attack 83: a guesser who says to come from elsewhere is counted as who they are', async (t) => {
  const { front } = await startInProcess(t)
  const statuses: number[] = []
  for (let i = 0; i < 8; i++) {
    const elsewhere = `198.51.100.${i}`
    const answer = await fetch(`${front}/logIn`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': elsewhere,
        'x-real-ip': elsewhere,
        forwarded: `for=${elsewhere}`,
        'client-ip': elsewhere,
        'x-forwarded-host': `${i}.example`,
      },
      body: JSON.stringify({ username: 'datahub', password: `guess ${i}` }),
    })
    statuses.push(answer.status)
  }
  t.same(statuses, [400, 400, 400, 400, 400, 429, 429, 429])
})

t.test('attack 83: all addresses of one IPv6 network are one guesser', async (t) => {
  const counter = (name: LimitName) => makeAttemptCounter({ name, ...LIMITS[name], hideKey: (key) => key })
  const limits = makeSignInLimits({
    counters: {
      address: counter('address'),
      pair: counter('pair'),
      account: counter('account'),
      slow: counter('slow'),
    },
    hasRoom: () => true,
  })
  const through = async (address: (i: number) => string) => {
    let count = 0
    for (let i = 0; i < 300; i++) {
      const attempt = await limits.begin('alice', address(i)).catch(() => undefined)
      attempt?.refused()
      if (attempt !== undefined) count++
    }
    return count
  }
  t.equal(await through((i) => `2001:db8:1:1:${i.toString(16)}::1`), 5)
  t.equal(await through((i) => `2001:db8:1:2::${i.toString(16)}%eth0`), 5)
  t.equal(await through((i) => (i % 2 === 0 ? '192.0.2.1' : '::ffff:192.0.2.1')), 5)
})
