import Fastify from 'fastify'
import fp from 'fastify-plugin'
import t from 'tap'
import audit from '../../plugins/core/audit.ts'
import type { AuditRecord } from '../../src/app/ports/audit.ts'
import type { Transactions, Writes } from '../../src/app/ports/transactions.ts'
import { ALICE, BOB, caller } from '../helpers/fakes/people.ts'

/** The audit trail over a database that takes no record of a refused sign-in. */
async function start() {
  const written: AuditRecord[] = []
  const transactions: Transactions = {
    async change(work) {
      const added: AuditRecord[] = []
      const result = await work({
        audit: { append: (record: AuditRecord) => added.push(record) },
      } as unknown as Writes)
      if (added.some(({ action }) => action === 'session.refuse')) throw new Error('away')
      written.push(...added)
      return result
    },
  }
  const service = Fastify()
  await service.register(
    fp(async (core) => void core.decorate('stores', { transactions } as never), { name: 'stores' }),
  )
  await service.register(audit)
  await service.ready()
  return { service, written }
}

t.test('refused sign-ins that cannot be written keep no refused act from being so', async (t) => {
  const { service, written } = await start()
  service.audit.noteRefusedSignIn({ actorUrn: ALICE, address: '192.0.2.1', userAgent: null })
  for (let i = 0; i < 3; i++) await service.audit.recordRefusal(caller(BOB), { what: 'user.list' })
  await service.close()
  t.match(written, [{ details: { what: 'user.list' } }, { details: { what: 'user.list', repeats: 2 } }])
})
