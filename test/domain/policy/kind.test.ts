import t from 'tap'
import { policyStateOf, policyTypeOf } from '../../../src/domain/policy/kind.ts'

t.test('a type or state that there is none of is shown by how the policy is read', async (t) => {
  const types = ['PLATFORM', 'METADATA', 'platform', 'ADMIN', '']
  t.same(
    types.map((type) => policyTypeOf({ type })),
    ['PLATFORM', 'METADATA', 'METADATA', 'METADATA', 'METADATA'],
  )
  const states = ['ACTIVE', 'INACTIVE', 'DRAFT', 'inactive', 'PAUSED', '']
  t.same(
    states.map((state) => policyStateOf({ state })),
    ['ACTIVE', 'INACTIVE', 'DRAFT', 'ACTIVE', 'ACTIVE', 'ACTIVE'],
  )
})
