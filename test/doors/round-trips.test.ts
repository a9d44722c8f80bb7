import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { administration } from '../helpers/administration.ts'
import { startMysqlProxy } from '../helpers/mysql-proxy.ts'
import { issueToken } from '../helpers/person.ts'
import { testMysql } from '../helpers/servers/index.ts'

// What is known in process is read again after a second.
const UNTIL_FORGOTTEN_MS = 1_100

// Beside requests: sealing, sweeping, writing last uses behind, looking for expired tokens.
const OF_REQUESTS = /from `sessions`|from `users`|from `tokens` where `id`|insert into `tokens`/

t.test('a token is made in two round trips to MySQL, who asks for it included', async (t) => {
  const proxy = await startMysqlProxy(t, (await testMysql(t)).url)
  const { service, cookie, ask, person, root } = await administration(t, {
    DATABASE_URL: proxy.url,
    GMS_URL: 'http://127.0.0.1:9',
    DIRECTORY: 'local',
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-tests',
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'a signing key of more than thirty-two bytes',
    DATAHUB_TOKEN_SERVICE_SALT: 'a salt that also has more than thirty-two bytes',
    ROOT_PASSWORD: 'a password for tests',
  })
  const jane = await person('jane')
  const { token } = await issueToken(service.front, cookie, { name: 'root’s own', duration: 'ONE_DAY' })
  const own = { name: 'x', duration: 'ONE_HOUR' }
  for (const [what, as, body, expected] of [
    ['a session', root, own, 2],
    ['a session, with a key', { ...root, 'idempotency-key': 'once' }, own, 2],
    ['a token', { authorization: `Bearer ${token}` }, own, 2],
    // And one for the other, whom nothing of the request brings along.
    ['a session, for another', root, { ...own, actorUrn: jane.urn }, 3],
    ['a token, for another', { authorization: `Bearer ${token}` }, { ...own, actorUrn: jane.urn }, 3],
  ] as const) {
    await setTimeout(UNTIL_FORGOTTEN_MS)
    const before = proxy.commands.length
    t.equal((await ask(as, 'POST', '/v1/tokens', body)).status, 201, what)
    const sent = proxy.commands.slice(before).filter((sql) => OF_REQUESTS.test(sql))
    t.equal(sent.length, expected, `${what}:\n${sent.join('\n')}`)
  }
})
