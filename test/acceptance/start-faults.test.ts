import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { banner } from '../../src/banner.ts'
import { issueToken, signIn } from '../helpers/person.ts'
import { freePort } from '../helpers/servers/free-port.ts'
import { type Environment, spawnServer, startProcess } from '../helpers/service.ts'

/** Starts with these settings, all ports free, and gives how it ended. */
async function failedStart(settings: Environment): Promise<{ code: number | null; said: string }> {
  const ports = { PORT: '0', GMS_LISTEN_PORT: '0', METRICS_PORT: '0' }
  const { child, output } = spawnServer({ ...ports, ...settings })
  const [code] = await once(child, 'close')
  return { code, said: output() }
}

const STACK = /\n +at /

const MYSQL = {
  DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'a signing key of 32 bytes, or more',
  DATAHUB_TOKEN_SERVICE_SALT: 'and a salt that is as long as that',
  GMS_URL: 'http://127.0.0.1:1',
  DIRECTORY: 'local',
  POLICIES: 'local',
  DATAHUB_SYSTEM_CLIENT_SECRET: 'ours',
}

t.test('a lost key file stops the start where tokens were made with it, and is not replaced', async (t) => {
  const { folder, front, rootPassword = '', stop } = await startProcess(t)
  const cookie = await signIn(front, 'datahub', rootPassword)
  await issueToken(front, cookie, { name: 'old', duration: 'ONE_HOUR' })
  await stop()
  const file = join(folder, 'data', 'keys.json')
  const database = { DATABASE_URL: `sqlite:${folder}/data/latchkey.db` }

  const kept = readFileSync(file, 'utf8')
  writeFileSync(file, kept.slice(0, 50))
  const damaged = await failedStart(database)
  t.equal(damaged.code, 78)
  t.match(damaged.said, `${file} is damaged: restore it from a backup`)
  t.notMatch(damaged.said, STACK)

  rmSync(file)
  const lost = await failedStart(database)
  t.equal(lost.code, 78)
  for (const part of [file, 'backup', 'remove the database', '_SIGNING_KEY', '_SALT'])
    t.match(lost.said, part)
  t.notMatch(lost.said, STACK)
  t.notOk(existsSync(file))

  const { signingKey, salt } = JSON.parse(kept) as { signingKey: string; salt: string }
  const configured = { DATAHUB_TOKEN_SERVICE_SIGNING_KEY: signingKey, DATAHUB_TOKEN_SERVICE_SALT: salt }
  await t.resolves(startProcess(t, configured, folder), 'configured, the file is not needed')
})

t.test('a key file that is lost before any token was made is made again', async (t) => {
  const { folder, stop } = await startProcess(t)
  await stop()
  rmSync(join(folder, 'data', 'keys.json'))
  await t.resolves(startProcess(t, {}, folder))
})

t.test('every file of the data folder can be read by its own user only, while it is served', async (t) => {
  const { folder } = await startProcess(t)
  const files = readdirSync(join(folder, 'data'))
  t.ok(files.includes('lock.db') && files.includes('latchkey.db') && files.includes('keys.json'))
  for (const file of files) t.equal(statSync(join(folder, 'data', file)).mode & 0o777, 0o600, file)
})

t.test('a DATABASE_URL that is a folder is refused before anything is made', async (t) => {
  const folder = t.testdir({ inner: {} })
  const { code, said } = await failedStart({ DATABASE_URL: `sqlite:${folder}/inner` })
  t.equal(code, 78)
  t.match(said, /DATABASE_URL cannot be used: \S+ is a folder/)
  t.notMatch(said, STACK)
  t.same([readdirSync(folder), readdirSync(join(folder, 'inner'))], [['inner'], []])
})

t.test('a data folder that cannot be made or holds no database is named with its setting', async (t) => {
  const folder = t.testdir({ file: '', data: { 'latchkey.db': 'no database, and long '.repeat(99) } })
  for (const path of [
    `${folder}/file/a.db`,
    '/proc/latchkey/a.db',
    '/proc/a.db',
    `${folder}/data/latchkey.db`,
  ]) {
    const { code, said } = await failedStart({ DATABASE_URL: `sqlite:${path}` })
    t.equal(code, 78, path)
    t.match(said, 'DATABASE_URL cannot be used', path)
    t.notMatch(said, STACK, path)
  }
})

t.test('a HOST that is not this machine’s is named', async (t) => {
  for (const HOST of ['203.0.113.7', 'no such host']) {
    const { code, said } = await failedStart({
      DATABASE_URL: `sqlite:${t.testdir({})}/a.db`,
      PORT: String(await freePort()),
      HOST,
    })
    t.match(said, `HOST cannot be listened on: ${HOST} is no address of this machine`)
    t.equal(code, said.includes('EAI_AGAIN') ? 1 : 78, HOST)
    t.notMatch(said, STACK)
  }
})

t.test('a MySQL that is away may come back: exit code 1, and a sentence without the password', async (t) => {
  const url = `mysql://latchkey:hunter2@127.0.0.1:${await freePort()}/latchkey`
  const { code, said } = await failedStart({ ...MYSQL, DATABASE_URL: url })
  t.equal(code, 1)
  t.match(said, /DATABASE_URL: MySQL at 127\.0\.0\.1 port \d+ cannot be reached \(ECONNREFUSED\)/)
  t.notMatch(said, /hunter2/)
  t.notMatch(said, STACK)
})

t.test('with root’s sign-in off the banner offers no command that would fail', async (t) => {
  const service = {
    frontUrl: 'http://localhost:9002',
    gmsUrl: 'http://localhost:8080',
    metricsUrl: undefined,
    rootPassword: undefined,
    close: async () => {},
  }
  const off = banner(service, { sandbox: false, rootStaysOut: 'until ROOT_PASSWORD is set' })
  t.match(off, /Root user +datahub +\(cannot sign in until ROOT_PASSWORD is set\)/)
  t.match(off, /Make a token: set ROOT_PASSWORD first/)
  t.notMatch(off, /curl/)
  const sso = banner(service, { sandbox: false, rootStaysOut: 'while AUTH_NATIVE_ENABLED is false' })
  t.match(sso, /cannot sign in while AUTH_NATIVE_ENABLED is false/)
  t.match(sso, /Make a token: sign in by single sign-on first, at \/sso/)
  t.notMatch(sso, /curl/)
  const on = banner(service, { sandbox: false })
  t.match(on, /Root user +datahub\n/)
  t.match(on, /Make a token:\n.*curl/s)
})

t.test(
  'a pattern of names that RE2 does not take is a fault of the configuration, in one line',
  async (t) => {
    for (const pattern of ['\\cA', 'x{1001}', '[^]']) {
      const { code, said } = await failedStart({
        DATABASE_URL: `sqlite:${t.testdir({ data: {} })}/data/latchkey.db`,
        AUTH_OIDC_ENABLED: 'true',
        AUTH_OIDC_CLIENT_ID: 'latchkey',
        AUTH_OIDC_CLIENT_SECRET: 'the secret of the client',
        AUTH_OIDC_DISCOVERY_URI: 'https://sso.example/.well-known/openid-configuration',
        AUTH_OIDC_BASE_URL: 'https://datahub.example',
        AUTH_OIDC_USER_NAME_CLAIM_REGEX: pattern,
      })
      t.equal(code, 78, pattern)
      t.match(said, '- AUTH_OIDC_USER_NAME_CLAIM_REGEX must be a regular expression that RE2 takes: ')
      t.notMatch(said, STACK)
    }
  },
)
