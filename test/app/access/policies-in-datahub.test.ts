import t from 'tap'
import { loadDefaultPolicies } from '../../../src/adapters/default-policies.ts'
import type { PolicyInput } from '../../../src/app/access/policies.ts'
import { makePoliciesInDataHub } from '../../../src/app/access/policies-in-datahub.ts'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { caller } from '../../helpers/fakes/people.ts'
import { memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'
import { policiesOf } from '../../helpers/policies.ts'

const ADMINISTRATOR = caller('urn:li:corpuser:administrator')
const JOE = caller('urn:li:corpuser:joe')
const URN = 'urn:li:dataHubPolicy:7'
const INPUT: PolicyInput = { type: 'PLATFORM', name: 'New', state: 'ACTIVE', privileges: [], actors: {} }

t.test('policies of DataHub are read here and changed there, and who may not is told so first', async (t) => {
  const transactions = memoryTransactions()
  const authorize = allowing({ 'urn:li:corpuser:administrator': ['MANAGE_POLICIES'] })
  const policies = makePoliciesInDataHub({
    policies: policiesOf(loadDefaultPolicies()),
    requirePrivilege: makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) }),
    cursors: { seal: () => 'sealed', open: () => ({ urn: '', at: 0 }) },
  })
  t.match(await policies.get(ADMINISTRATOR, URN), { urn: URN })
  for (const [who, code] of [
    [ADMINISTRATOR, 'POLICIES_IN_DATAHUB'],
    [JOE, 'FORBIDDEN'],
  ] as const) {
    await t.rejects(policies.create(who, INPUT), { code })
    await t.rejects(policies.update(who, URN, INPUT), { code })
    await t.rejects(policies.remove(who, URN), { code })
  }
  t.match(transactions.audited, [
    { subject: null, details: { what: 'policy.create' } },
    { subject: URN, details: { what: 'policy.update' } },
    { subject: URN, details: { what: 'policy.remove' } },
  ])
})
