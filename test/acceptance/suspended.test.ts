import t, { type Test } from 'tap'
import { makePasswordHasher } from '../../src/adapters/password-hasher.ts'
import { asked } from '../graphql/asking.ts'
import { user } from '../helpers/fakes/people.ts'
import { bearer, issueToken, signIn } from '../helpers/person.ts'
import { startRecordingGms } from '../helpers/recording-gms.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { type RunningService, startInProcess } from '../helpers/service.ts'
import { openFor } from '../store/databases.ts'
import { writableDirectory } from '../store/writing.ts'

/** Who is suspended or removed is out: with every token and session, at both doors, in every replica. */

const PASSWORD = 'a password for tests'
const JANE = 'urn:li:corpuser:jane'

// How long a replica may go on with what it read of an actor or a token, and something for a busy machine.
const ENTRY_LIFE_MS = 1_000
const MARGIN_MS = 500

/** Two replicas over one MySQL, with Jane signed in and holding a token of her own. */
async function deployment(t: Test) {
  const { url } = await testMysql(t)
  const settings = {
    DATABASE_URL: url,
    GMS_URL: (await startRecordingGms(t)).url,
    DIRECTORY: 'local',
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-tests',
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'a signing key of more than thirty-two bytes',
    DATAHUB_TOKEN_SERVICE_SALT: 'a salt that also has more than thirty-two bytes',
    ROOT_PASSWORD: PASSWORD,
  }
  const [first, second] = [await startInProcess(t, settings), await startInProcess(t, settings)]
  const directory = await writableDirectory(await openFor(t, url))
  const passwordHash = await makePasswordHasher().hash(PASSWORD)
  await directory.insertUser(user(JANE, { passwordHash }))

  const cookie = await signIn(first.front, 'jane', PASSWORD)
  const { token } = await issueToken(first.front, cookie, { name: 'hers', duration: 'ONE_HOUR' })
  const rootCookie = await signIn(first.front, 'datahub', PASSWORD)
  const root = await issueToken(first.front, rootCookie, { name: 'root’s', duration: 'ONE_HOUR' })

  /** What the replica answers Jane, by token at both doors and by session; the same three times, or it is told apart. */
  async function answers({ front, gms }: RunningService): Promise<number[]> {
    const asking = [
      fetch(`${gms}/entities/x`, { headers: bearer(token) }),
      fetch(`${front}/v1/tokens`, { headers: bearer(token) }),
      fetch(`${front}/v1/tokens`, { headers: { cookie } }),
    ]
    const answered = await Promise.all(asking)
    await Promise.all(answered.map((answer) => answer.text()))
    return answered.map(({ status }) => status)
  }
  return { first, second, directory, answers, rootToken: root.token }
}

const IN = [200, 200, 200]
const OUT = [401, 401, 401]

const aged = () => new Promise((resolve) => setTimeout(resolve, ENTRY_LIFE_MS + MARGIN_MS))

t.test(
  'who is suspended here is out here at once, in other replicas within a second, and can come back',
  async (t) => {
    const { first, second, answers, rootToken } = await deployment(t)
    for (const replica of [first, second]) t.strictSame(await answers(replica), IN)
    const setStatus = (status: string) =>
      asked(
        first.front,
        rootToken,
        'mutation($urn: String!, $status: CorpUserStatus!) { updateUserStatus(urn: $urn, status: $status) }',
        { urn: JANE, status },
      )
    await setStatus('SUSPENDED')
    t.strictSame(await answers(first), OUT)
    await aged()
    t.strictSame(await answers(second), OUT)
    await t.rejects(signIn(second.front, 'jane', PASSWORD), /400/)

    await setStatus('ACTIVE')
    const cookie = await signIn(first.front, 'jane', PASSWORD)
    t.match(cookie, /latchkey_session=/)
  },
)

t.test(
  'who is removed here is out here at once, in other replicas within a second, and stays out',
  async (t) => {
    const { first, second, directory, answers, rootToken } = await deployment(t)
    for (const replica of [first, second]) t.strictSame(await answers(replica), IN)
    await asked(first.front, rootToken, 'mutation($urn: String!) { removeUser(urn: $urn) }', { urn: JANE })
    t.strictSame(await answers(first), OUT)
    await aged()
    t.strictSame(await answers(second), OUT)

    await directory.replaceUser(user(JANE))
    await aged()
    for (const replica of [first, second])
      t.strictSame(await answers(replica), OUT, 'nor does a namesake bring it back')
  },
)

t.test('a change that none of them made reaches all replicas within a second', async (t) => {
  const { first, second, directory, answers } = await deployment(t)
  for (const replica of [first, second]) t.strictSame(await answers(replica), IN)
  await directory.setStatus(JANE, 'SUSPENDED')
  await aged()
  for (const replica of [first, second]) t.strictSame(await answers(replica), OUT, 'suspended')
  await directory.setStatus(JANE, 'ACTIVE')
  await aged()
  for (const replica of [first, second])
    t.strictSame(await answers(replica), [200, 200, 401], 'let in again; the session has ended')
  await directory.removeUser(JANE, Date.now())
  await aged()
  for (const replica of [first, second]) t.strictSame(await answers(replica), OUT, 'removed')
})

t.test('on one process with SQLite it is the same', async (t) => {
  const service = await startInProcess(t, { ROOT_PASSWORD: PASSWORD })
  const cookie = await signIn(service.front, 'datahub', PASSWORD)
  const { token } = await issueToken(service.front, cookie, { name: 'root’s', duration: 'ONE_HOUR' })
  const make = 'mutation($input: CreateServiceAccountInput!) { createServiceAccount(input: $input) { urn } }'
  const made = await asked(service.front, token, make, { input: { displayName: 'robot' } })
  const { urn: actorUrn } = made.createServiceAccount as { urn: string }
  const robots = await issueToken(service.front, cookie, { name: 'robot’s', duration: 'ONE_HOUR', actorUrn })
  const use = async () => (await fetch(`${service.gms}/entities/x`, { headers: bearer(robots.token) })).status
  t.not(await use(), 401)
  const remove = 'mutation($urn: String!) { deleteServiceAccount(urn: $urn) }'
  await asked(service.front, token, remove, { urn: actorUrn })
  t.equal(await use(), 401)
})
