import t from 'tap'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import { makeTokenMetadata } from '../../../src/app/tokens/token-metadata.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, caller, MANAGER } from '../../helpers/fakes/people.ts'
import { memoryTokenStore } from '../../helpers/fakes/stores.ts'
import { memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'
import { idOf, tokenRecord } from '../../store/records.ts'

const TOKEN = new Secret('the token')

async function world(changes: Partial<Parameters<typeof tokenRecord>[0]> = {}) {
  const store = memoryTokenStore()
  const record = tokenRecord({ id: idOf('the token'), name: 'found', ...changes })
  await store.insert(record)
  const authorize = allowing({ [MANAGER]: ['MANAGE_ACCESS_TOKENS'] })
  const transactions = memoryTransactions()
  const metadataOf = makeTokenMetadata({
    store,
    hashToken: idOf,
    requirePrivilege: makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) }),
    clock: fakeClock(),
  })
  return { metadataOf, audited: transactions.audited }
}

const NOT_FOUND = { code: 'NOT_FOUND', detail: 'This token is not in the store.' }

t.test('who manages tokens learns whose a token is, also where it has expired', async (t) => {
  for (const changes of [{}, { expiresAt: 1 }]) {
    const { metadataOf } = await world(changes)
    t.match(await metadataOf(caller(MANAGER), TOKEN), { name: 'found' })
  }
})

t.test('a revoked token is not found, as an unknown one is not', async (t) => {
  const { metadataOf } = await world({ revokedAt: 1_790_000_000_000 })
  await t.rejects(metadataOf(caller(MANAGER), TOKEN), NOT_FOUND)
  await t.rejects(metadataOf(caller(MANAGER), new Secret('another')), NOT_FOUND)
})

t.test('whoever does not manage tokens is refused, which is remembered', async (t) => {
  const { metadataOf, audited } = await world()
  await t.rejects(metadataOf(caller(ALICE), TOKEN), { code: 'FORBIDDEN' })
  t.match(audited, [{ action: 'access.refuse', details: { what: 'token.metadata' } }])
})
