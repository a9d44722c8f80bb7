import t from 'tap'
import defaultPolicies from '../../db/data/datahub-default-policies.json' with { type: 'json' }
import { PRIVILEGES } from '../../src/domain/privilege.ts'

t.test('every privilege that we ask for is one that a default policy of DataHub can give', async (t) => {
  const given = new Set(defaultPolicies.flatMap(({ info }) => info.privileges))
  for (const name of Object.keys(PRIVILEGES)) t.ok(given.has(name), name)
})

t.test("privileges are shown in DataHub's words", async (t) => {
  t.same(PRIVILEGES, {
    GENERATE_PERSONAL_ACCESS_TOKENS: 'Generate Personal Access Tokens',
    MANAGE_ACCESS_TOKENS: 'Manage All Access Tokens',
  })
})
