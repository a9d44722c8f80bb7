import t from 'tap'
import { directoryStoreContract } from '../../store/directory-store.contract.ts'
import { policyStoreContract } from '../../store/policy-store.contract.ts'
import { sessionStoreContract } from '../../store/session-store.contract.ts'
import { tokenStoreContract } from '../../store/token-store.contract.ts'
import { memoryDirectory } from './directory.ts'
import { memoryPolicyStore } from './policies.ts'
import { memorySessionStore, memoryTokenStore } from './stores.ts'

t.test('the tests’ own token store keeps the contract of the real ones', async (t) => {
  tokenStoreContract(t, async () => memoryTokenStore())
})

t.test('the tests’ own directory keeps the contract of the real ones', async (t) => {
  directoryStoreContract(t, async () => memoryDirectory())
})

t.test('the tests’ own session store keeps the contract of the real ones', async (t) => {
  sessionStoreContract(t, async () => memorySessionStore())
})

t.test('the tests’ own policy store keeps the contract of the real ones', async (t) => {
  policyStoreContract(t, async () => memoryPolicyStore())
})
