import t from 'tap'
import { notingRefusals } from '../../../src/app/sign-in/noting-refusals.ts'
import type { RefusedSignIn } from '../../../src/app/sign-in/refused-sign-ins.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'

const FROM = { address: '192.0.2.7', userAgent: 'curl', cookie: 'old' }

t.test('who is refused a sign-up or a reset is remembered by address, and nobody else', async (t) => {
  const noted: RefusedSignIn[] = []
  const way = notingRefusals(
    async (code: string) => {
      if (code === 'broken') throw new Error('the store failed')
      if (code !== 'in') throw new ServiceError(code as 'RESET_REFUSED')
      return code
    },
    (refused) => noted.push(refused),
  )
  for (const code of ['SIGN_UP_REFUSED', 'RESET_REFUSED', 'SIGN_IN_LIMIT'] as const) {
    await t.rejects(way(code, FROM), { code })
    t.strictSame(noted.splice(0), [{ actorUrn: null, address: '192.0.2.7', userAgent: 'curl' }], code)
  }
  t.equal(await way('in', FROM), 'in')
  for (const code of ['INVALID_REQUEST', 'TOO_MANY_SIGN_INS', 'STORE_UNAVAILABLE'] as const)
    await t.rejects(way(code, FROM), { code })
  await t.rejects(way('broken', FROM), { message: 'the store failed' })
  t.strictSame(noted, [])
})
