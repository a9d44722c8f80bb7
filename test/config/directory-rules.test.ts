import t from 'tap'
import { usesGmsDirectory } from '../../src/config/directory-rules.ts'
import { type Environment, faultsOf, MYSQL } from './environments.ts'

const GMS_URL = 'http://gms:8080'
const SECRET = { DATAHUB_SYSTEM_CLIENT_SECRET: 'ours' }

t.test('users are DataHub’s wherever there is one, unless the administrator says otherwise', async (t) => {
  t.equal(usesGmsDirectory({}), false)
  t.equal(usesGmsDirectory({ GMS_URL }), true)
  t.equal(usesGmsDirectory({ GMS_URL, DIRECTORY: 'local' }), false)
  t.equal(usesGmsDirectory({ GMS_URL, DIRECTORY: 'gms' }), true)
  t.equal(usesGmsDirectory({ DIRECTORY: 'local' }), false)
})

t.test('a directory in DataHub needs a DataHub', async (t) => {
  t.match(faultsOf({ DIRECTORY: 'gms' }), [/^GMS_URL is required with DIRECTORY=gms: .+ DIRECTORY=local[.]$/])
  t.same(faultsOf({ DIRECTORY: 'gms', GMS_URL, ...SECRET }), [])
  t.same(faultsOf(MYSQL), [])
})

t.test('whoever reads users from a GMS that asks who is there needs the secret for it', async (t) => {
  const without: Environment = { GMS_URL, POLICIES: 'local' }
  for (const GMS_CREDENTIALS of ['session', 'passthrough']) {
    t.match(
      faultsOf({ ...without, GMS_CREDENTIALS }),
      [/^DATAHUB_SYSTEM_CLIENT_SECRET is required where users.+DIRECTORY=local/],
      GMS_CREDENTIALS,
    )
    t.same(faultsOf({ ...without, GMS_CREDENTIALS, ...SECRET }), [])
    t.same(faultsOf({ ...without, GMS_CREDENTIALS, DIRECTORY: 'local' }), [])
    t.same(faultsOf({ ...without, GMS_CREDENTIALS, METADATA_SERVICE_AUTH_ENABLED: 'false' }), [])
  }
  t.same(faultsOf({ ...without, GMS_CREDENTIALS: 'actor-header' }), [], 'its own authentication is off')
  t.equal(faultsOf(without).length, 1, 'and of exchange it is said once')
})

t.test('how old what is known may become has bounds', async (t) => {
  for (const seconds of ['0', '3601', '-1', '1.5', 'x'])
    t.match(faultsOf({ DIRECTORY_REFRESH_INTERVAL_SECONDS: seconds }), [/whole number, 1 to 3600/])
  t.same(faultsOf({ DIRECTORY_REFRESH_INTERVAL_SECONDS: '3600' }), [])
})
