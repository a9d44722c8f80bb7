import t from 'tap'
import defaultPolicies from '../../db/data/datahub-default-policies.json' with { type: 'json' }
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { PRIVILEGES } from '../../src/domain/privilege.ts'

t.test('every privilege that we ask for is one that a default policy can give', async (t) => {
  const given = new Set(loadDefaultPolicies().flatMap(({ info }) => info.privileges))
  for (const name of Object.keys(PRIVILEGES)) t.ok(given.has(name), name)
})

t.test(
  'privileges are named as in DataHub, and all but the newest are in its default policies',
  async (t) => {
    const given = new Set(defaultPolicies.flatMap(({ info }) => info.privileges))
    const newer = Object.keys(PRIVILEGES).filter((name) => !given.has(name))
    t.strictSame(newer, ['MANAGE_SERVICE_ACCOUNTS'], 'which came after v0.13.1')
  },
)

t.test("privileges are shown in DataHub's words", async (t) => {
  // PoliciesConfig.java.
  t.same(PRIVILEGES, {
    GENERATE_PERSONAL_ACCESS_TOKENS: 'Generate Personal Access Tokens',
    MANAGE_ACCESS_TOKENS: 'Manage All Access Tokens',
    MANAGE_SERVICE_ACCOUNTS: 'Manage Service Accounts',
    MANAGE_USERS_AND_GROUPS: 'Manage Users & Groups',
    MANAGE_USER_CREDENTIALS: 'Manage User Credentials',
    MANAGE_POLICIES: 'Manage Policies',
  })
})
