import t from 'tap'
import { usesGmsPolicies } from '../../src/config/policy-rules.ts'
import { type Environment, faultsOf, MYSQL } from './environments.ts'

const GMS_URL = 'http://gms:8080'
const SECRET = { DATAHUB_SYSTEM_CLIENT_SECRET: 'ours' }

t.test('policies are DataHub’s wherever there is one, unless the administrator says otherwise', async (t) => {
  t.equal(usesGmsPolicies({}), false)
  t.equal(usesGmsPolicies({ GMS_URL }), true)
  t.equal(usesGmsPolicies({ GMS_URL, POLICIES: 'local' }), false)
  t.equal(usesGmsPolicies({ GMS_URL, POLICIES: 'gms' }), true)
  t.equal(usesGmsPolicies({ POLICIES: 'local' }), false)
})

t.test('policies in DataHub need a DataHub', async (t) => {
  t.match(faultsOf({ POLICIES: 'gms' }), [/^GMS_URL is required with POLICIES=gms: .+ POLICIES=local[.]$/])
  t.same(faultsOf({ POLICIES: 'gms', GMS_URL, ...SECRET }), [])
  t.same(faultsOf(MYSQL), [])
})

t.test('whoever reads policies from a GMS that asks who is there needs the secret for it', async (t) => {
  const without: Environment = { GMS_URL, DIRECTORY: 'local' }
  for (const GMS_CREDENTIALS of ['session', 'passthrough']) {
    t.match(
      faultsOf({ ...without, GMS_CREDENTIALS }),
      [/^DATAHUB_SYSTEM_CLIENT_SECRET is required where policies.+POLICIES=local/],
      GMS_CREDENTIALS,
    )
    t.same(faultsOf({ ...without, GMS_CREDENTIALS, ...SECRET }), [])
    t.same(faultsOf({ ...without, GMS_CREDENTIALS, POLICIES: 'local' }), [])
    t.same(faultsOf({ ...without, GMS_CREDENTIALS, METADATA_SERVICE_AUTH_ENABLED: 'false' }), [])
  }
  t.same(faultsOf({ ...without, GMS_CREDENTIALS: 'actor-header' }), [], 'its own authentication is off')
  t.equal(faultsOf(without).length, 1, 'and of exchange it is said once')
})

t.test('how often policies are read has bounds', async (t) => {
  for (const seconds of ['0', '86401', '-1', '1.5', 'x'])
    t.match(faultsOf({ POLICY_CACHE_REFRESH_INTERVAL_SECONDS: seconds }), [/whole number, 1 to 86400/])
  t.same(faultsOf({ POLICY_CACHE_REFRESH_INTERVAL_SECONDS: '86400' }), [])
})
