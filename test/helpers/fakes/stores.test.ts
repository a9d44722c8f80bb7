import t from 'tap'
import { sessionStoreContract } from '../../store/session-store.contract.ts'
import { tokenStoreContract } from '../../store/token-store.contract.ts'
import { userStoreContract } from '../../store/user-store.contract.ts'
import { memorySessionStore, memoryTokenStore, memoryUserStore } from './stores.ts'

t.test('the tests’ own token store keeps the contract of the real ones', async (t) => {
  tokenStoreContract(t, async () => memoryTokenStore())
})

t.test('the tests’ own user store keeps the contract of the real ones', async (t) => {
  userStoreContract(t, async () => memoryUserStore())
})

t.test('the tests’ own session store keeps the contract of the real ones', async (t) => {
  sessionStoreContract(t, async () => memorySessionStore())
})
