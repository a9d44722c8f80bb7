import t from 'tap'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import { makeRevokeAccessToken } from '../../../src/app/tokens/revoke-access-token.ts'
import { makeRevokeToken } from '../../../src/app/tokens/revoke-token.ts'
import { tokenUrn } from '../../../src/domain/token-id.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { ALICE, caller, MANAGER } from '../../helpers/fakes/people.ts'
import { makeToken } from '../../helpers/fakes/tokens.ts'
import { auditRecordOf, memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'
import { idOf } from '../../store/records.ts'
import { lookupWorld } from './lookup-world.ts'

const STRANGER = 'urn:li:corpuser:stranger'

async function world() {
  const { store, lookup, clock } = lookupWorld()
  const { record } = makeToken()
  await store.insert(record)
  const authorize = allowing({ [MANAGER]: ['MANAGE_ACCESS_TOKENS'] })
  const transactions = memoryTransactions({ tokens: store })
  const revoke = makeRevokeToken({ store, transactions, lookup, authorize, auditRecordOf, clock })
  const requirePrivilege = makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) })
  return {
    id: record.id,
    isRevoked: async () => (await store.find(record.id))?.revokedAt !== null,
    audited: transactions.audited,
    revokeAccessToken: makeRevokeAccessToken(revoke, { requirePrivilege }),
  }
}

t.test('a refused revoke is remembered, alike for an unknown token and for another’s', async (t) => {
  const { id, isRevoked, audited, revokeAccessToken } = await world()
  const details = { what: 'token.revoke', privilege: 'MANAGE_ACCESS_TOKENS' }
  for (const asked of [id, idOf('unknown'), 'no id']) {
    await t.rejects(revokeAccessToken(caller(STRANGER), asked), { code: 'FORBIDDEN' })
  }
  t.match(
    audited,
    [{ subject: tokenUrn(id) }, { subject: tokenUrn(idOf('unknown')) }, { subject: null }].map((record) => ({
      action: 'access.refuse',
      outcome: 'refused',
      actorUrn: STRANGER,
      details,
      ...record,
    })),
  )
  t.equal(audited.length, 3)
  t.equal(await isRevoked(), false)
})

t.test('who manages tokens is told that there is none, and that is no refusal', async (t) => {
  const { audited, revokeAccessToken } = await world()
  await t.rejects(revokeAccessToken(caller(MANAGER), idOf('unknown')), { code: 'NOT_FOUND' })
  t.same(audited, [])
})

t.test('the owner’s revoke is one record, and no refusal', async (t) => {
  const { id, isRevoked, audited, revokeAccessToken } = await world()
  await revokeAccessToken(caller(ALICE), id)
  t.equal(await isRevoked(), true)
  t.match(audited, [{ action: 'token.revoke', subject: tokenUrn(id) }])
  t.equal(audited.length, 1)
})

t.test('a store that does not answer is no refusal', async (t) => {
  const { audited } = await world()
  const broken = makeRevokeAccessToken(() => Promise.reject(new Error('the store is gone')), {
    requirePrivilege: async () => {
      t.fail('nobody is refused')
    },
  })
  await t.rejects(broken(caller(STRANGER), idOf('x')), { message: 'the store is gone' })
  t.same(audited, [])
})
