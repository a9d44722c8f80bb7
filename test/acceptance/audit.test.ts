import t from 'tap'
import type { AuditView } from '../../src/app/audit/read-audit.ts'
import { postToken, signIn } from '../helpers/person.ts'
import { startProxied } from '../helpers/proxied.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { startInProcess } from '../helpers/service.ts'
import { auditing } from '../store/auditing.ts'
import { openFor } from '../store/databases.ts'

const ROOT_PASSWORD = 'a password for tests'

const ON_MYSQL = {
  DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'the signing key of this deployment, of 32 bytes and more',
  // That of test/store/auditing.ts.
  DATAHUB_TOKEN_SERVICE_SALT: 'the salt of this deployment, of 32 bytes and more',
  RATE_LIMIT: 'off',
}

t.test(
  'attack 86: while the audit trail cannot be written no token is made, and none when it can be again',
  async (t) => {
    const { url } = await testMysql(t)
    const { service, cookie } = await startProxied(t, { settings: { ...ON_MYSQL, DATABASE_URL: url } })
    const { knex } = await openFor(t, url)
    const tokens = () => knex('tokens').pluck('name')
    const made = await tokens()
    const create = async (name: string) => {
      const answer = await postToken(service.front, cookie, { name, duration: 'ONE_HOUR' })
      return { status: answer.status, body: await answer.json() }
    }

    await knex.raw('RENAME TABLE audit TO audit_elsewhere')
    const refused = await create('not remembered')
    t.match(refused, { status: 503, body: { code: 'STORE_UNAVAILABLE', detail: /Try again/ } })
    t.notMatch(JSON.stringify(refused.body), /audit|eyJ/, 'nothing of a token, nor of the database')
    t.same(await tokens(), made)

    await knex.raw('RENAME TABLE audit_elsewhere TO audit')
    t.same(await tokens(), made)
    t.equal((await create('remembered')).status, 201)
    t.same((await tokens()).sort(), [...made, 'remembered'].sort())
  },
)

t.test(
  'a service that stops leaves every record sealed, the sign-ins that it refused last, too',
  async (t) => {
    const { url } = await testMysql(t)
    const { service } = await startProxied(t, { settings: { ...ON_MYSQL, DATABASE_URL: url } })
    for (let i = 0; i < 3; i++) await t.rejects(signIn(service.front, 'datahub', 'a wrong password'))
    const reset = { email: 'datahub', password: 'a password for tests', resetToken: 'none' }
    const refused = await fetch(`${service.front}/resetNativeUserCredentials`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(reset),
    })
    t.equal(refused.status, 400)
    await service.stop()
    const database = await openFor(t, url)
    t.match(await auditing(database).verify(), { verdict: 'intact', unsealed: { count: 0 } })
    const records = await database.knex('audit').where({ action: 'session.refuse' })
    const counts = records.map(({ actor_urn, details }) => [actor_urn === null, JSON.parse(details).count])
    t.same(counts.toSorted(), [
      [false, 3],
      [true, 1],
    ])
    const [record] = records.filter(({ actor_urn }) => actor_urn !== null)
    t.match(record, { address: /127\.0\.0\.1$/, outcome: 'refused' })
    t.equal(record.actor_urn.toString(), 'urn:li:corpuser:datahub')
    const head = await database.knex('audit').max({ seq: 'seq' }).first()
    t.equal(Math.max(...records.map(({ seq }) => seq)), head?.seq)
  },
)

t.test('replicas that share a database make one chain, which each of them verifies', async (t) => {
  const { url } = await testMysql(t)
  const settings = { ...ON_MYSQL, DATABASE_URL: url }
  const { service, gms, cookie } = await startProxied(t, { settings })
  const other = await startInProcess(t, {
    GMS_URL: gms.url,
    DIRECTORY: 'local',
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-tests',
    ROOT_PASSWORD,
    ...settings,
  })
  const fronts = [service.front, other.front]
  const posts = Array.from({ length: 40 }, (_, i) =>
    postToken(fronts[i % 2] as string, cookie, { name: `${i}`, duration: 'ONE_HOUR' }),
  )
  for (const answer of await Promise.all(posts)) t.equal(answer.status, 201)
  for (const front of fronts) {
    // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test looks at
    const get = async (path: string): Promise<any> =>
      (await fetch(front + path, { headers: { cookie } })).json()
    let verification = await get('/admin/audit/verification')
    while (verification.unsealed.count > 0) verification = await get('/admin/audit/verification')
    t.match(verification, { verdict: 'intact', broken: null })
    const { items } = (await get('/admin/audit?action=token.create&limit=100')) as { items: AuditView[] }
    t.equal(items.length, 41)
  }
})
