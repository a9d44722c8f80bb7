import t from 'tap'
import { bearer, issueToken, pathId, signIn } from '../helpers/person.ts'
import { startRecordingGms } from '../helpers/recording-gms.ts'
import { startRedisServer, testMysql } from '../helpers/servers/index.ts'
import { type RunningService, startInProcess } from '../helpers/service.ts'

/** What two replicas of one deployment agree on. */
async function deployment(t: Parameters<typeof startInProcess>[0]) {
  const mysql = await testMysql(t)
  const redis = await startRedisServer(t)
  const gms = await startRecordingGms(t)
  const settings = {
    DATABASE_URL: mysql.url,
    REDIS_URL: redis.url,
    GMS_URL: gms.url,
    DIRECTORY: 'local',
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-tests',
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'a signing key of more than thirty-two bytes',
    DATAHUB_TOKEN_SERVICE_SALT: 'a salt that also has more than thirty-two bytes',
    ROOT_PASSWORD: 'a password for tests',
  }
  const replicas = await Promise.all([startInProcess(t, settings), startInProcess(t, settings)])
  const [first] = replicas
  const cookie = await signIn(first.front, 'datahub', 'a password for tests')
  return { settings, redis, replicas, cookie }
}

async function use({ gms }: RunningService, token: string): Promise<number> {
  const answer = await fetch(`${gms}/entities/x`, { headers: bearer(token) })
  await answer.text()
  return answer.status
}

t.test(
  'replicas that start at once over one MySQL serve each other’s tokens, sessions and revocations',
  async (t) => {
    const { replicas, cookie } = await deployment(t)
    const [first, second] = replicas
    const { token, metadata } = await issueToken(first.front, cookie, {
      name: 'shared',
      duration: 'ONE_HOUR',
    })
    t.equal(await use(second, token), 200)
    t.equal((await fetch(`${second.front}/v1/tokens`, { headers: { cookie } })).status, 200)

    const revoked = await fetch(`${second.front}/v1/tokens/${pathId(metadata.id)}`, {
      method: 'DELETE',
      headers: { cookie },
    })
    t.equal(revoked.status, 204)
    t.equal(await use(second, token), 401, 'at once where it was revoked')
    await new Promise((resolve) => setTimeout(resolve, 1050))
    t.equal(await use(first, token), 401, 'elsewhere once the copy of the record has aged a second')
  },
)

t.test(
  'a change of policies is in force where it was made at once, and soon at the other replica',
  async (t) => {
    const { replicas, cookie } = await deployment(t)
    const headers = { cookie, 'content-type': 'application/json' }
    const policy = {
      name: 'Mine',
      type: 'PLATFORM',
      state: 'ACTIVE',
      privileges: ['OF_THIS_TEST'],
      actors: { allUsers: true },
    }
    const ask = async ({ front }: RunningService) => {
      const body = JSON.stringify({ privilege: 'OF_THIS_TEST' })
      const answer = await fetch(`${front}/v1/authorize`, { method: 'POST', headers, body })
      return ((await answer.json()) as { allowed: boolean }).allowed
    }
    const soon = async (replica: RunningService, allowed: boolean) => {
      const giveUpAt = performance.now() + 3_000
      while ((await ask(replica)) !== allowed && performance.now() < giveUpAt)
        await new Promise((resolve) => setTimeout(resolve, 20))
      return (await ask(replica)) === allowed
    }
    const [first, second] = replicas
    const made = await fetch(`${first.front}/admin/policies`, {
      method: 'POST',
      headers,
      body: JSON.stringify(policy),
    })
    t.equal(made.status, 201)
    t.equal(await ask(first), true)
    t.ok(await soon(second, true))
    const { urn } = (await made.json()) as { urn: string }
    const path = `/admin/policies/${urn}`
    const at = ({ front }: RunningService, state: string) =>
      fetch(front + path, { method: 'PUT', headers, body: JSON.stringify({ ...policy, state }) })
    const changed = await Promise.all([at(first, 'INACTIVE'), at(second, 'INACTIVE')])
    const statuses = changed.map(({ status }) => status)
    t.ok(statuses.includes(200), 'of two at once one at least is made')
    for (const [n, replica] of replicas.entries())
      if (statuses[n] === 200) t.equal(await ask(replica), false)
      else t.equal(statuses[n], 409)
    for (const replica of replicas) t.ok(await soon(replica, false))
    t.equal((await fetch(second.front + path, { method: 'DELETE', headers: { cookie } })).status, 204)
    t.equal((await fetch(second.front + path, { headers: { cookie } })).status, 404)
  },
)

t.test('losing Redis, slow or gone or lying, changes how long it takes and never an answer', async (t) => {
  const { redis, replicas, cookie } = await deployment(t)
  const [first, second] = replicas
  const good = await issueToken(first.front, cookie, { name: 'good', duration: 'ONE_HOUR' })
  const bad = await issueToken(first.front, cookie, { name: 'bad', duration: 'ONE_HOUR' })
  await fetch(`${first.front}/v1/tokens/${pathId(bad.metadata.id)}`, {
    method: 'DELETE',
    headers: { cookie },
  })
  const answers = async () => [
    await use(first, good.token),
    await use(second, bad.token),
    await use(second, good.token),
  ]
  const expected = [200, 401, 200]

  t.same(await answers(), expected, 'with Redis')
  await redis.pause()
  await new Promise((resolve) => setTimeout(resolve, 1050))
  t.same(await answers(), expected, 'with a Redis that hangs')
  await redis.resume()
  await redis.stop()
  await new Promise((resolve) => setTimeout(resolve, 1050))
  t.same(await answers(), expected, 'without Redis')
  await redis.restart()
  await new Promise((resolve) => setTimeout(resolve, 1050))
  t.same(await answers(), expected, 'with an empty one')
})

t.test('on MySQL without ROOT_PASSWORD nobody signs in as root by password', async (t) => {
  const { settings } = await deployment(t)
  const { ROOT_PASSWORD: _, ...without } = settings
  const replica = await startInProcess(t, without)
  t.equal(replica.rootPassword, undefined)
  await t.rejects(signIn(replica.front, 'datahub', 'a password for tests'), /Invalid Credentials/)
})
