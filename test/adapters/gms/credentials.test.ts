import { inspect } from 'node:util'
import t, { type Test } from 'tap'
import { makeGmsCredentials } from '../../../src/adapters/gms/credentials.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { gmsUser, startDirectoryGms } from '../../helpers/directory-gms.ts'
import { sendTo } from './directory-world.ts'
import { tinyGms } from './tiny-gms.ts'

const ALICE = 'urn:li:corpuser:alice@example.com'
const PASSWORD = new Secret('canary password')

function credentialsAt(t: Test, url: string, secret = 'secret-of-the-tests', verificationsMax = 33) {
  const systemClientSecret = new Secret(secret)
  return makeGmsCredentials({
    send: sendTo(t, url),
    systemClientId: '__datahub_system',
    systemClientSecret,
    verificationsMax,
  })
}

t.test('a password is right where GMS says so and lets its user in', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set(...gmsUser(ALICE))
  gms.passwords.set(ALICE, PASSWORD.reveal())
  const { verify } = credentialsAt(t, gms.url)
  t.equal(await verify(ALICE, PASSWORD), true)
  t.equal(await verify(ALICE, new Secret('wrong')), false)
  t.equal(await verify('urn:li:corpuser:nobody', PASSWORD), false)
  for (const aspects of [{ status: { removed: true } }, { corpUserStatus: { status: 'SUSPENDED' } }]) {
    gms.entities.set(...gmsUser(ALICE, aspects))
    t.equal(await verify(ALICE, PASSWORD), false, 'a matching password with a reason against it')
  }
})

t.test('only GMS’s own yes is a yes', async (t) => {
  const answers: [number, string][] = [
    [200, ''],
    [200, '{}'],
    [200, 'null'],
    [200, '[true]'],
    [200, '{"doesPasswordMatch":"true"}'],
    [200, '{"passwordMatches":true}'],
    [201, '{"doesPasswordMatch":true}'],
    [400, '{"doesPasswordMatch":true}'],
    [500, '{"doesPasswordMatch":true}'],
    [302, '{"doesPasswordMatch":true}'],
    [404, ''],
  ]
  for (const [status, body] of answers) {
    const url = await tinyGms(t, (_, response) => response.writeHead(status).end(body))
    await t.rejects(
      credentialsAt(t, url).verify(ALICE, PASSWORD),
      { code: 'DIRECTORY_UNAVAILABLE' },
      `${status} ${body}`,
    )
  }
})

t.test('an outage is no wrong password, and shows none', async (t) => {
  const away = credentialsAt(t, await tinyGms(t, (request) => request.destroy()))
  const mute = credentialsAt(t, await tinyGms(t, (request) => request.resume()))
  for (const { verify, signUp, resetPassword } of [away, mute]) {
    const outcomes = await Promise.allSettled([
      verify(ALICE, PASSWORD),
      signUp({ ...signUpOf('canary invite') }),
      resetPassword(ALICE, PASSWORD, new Secret('canary reset')),
    ])
    for (const outcome of outcomes) t.match(outcome, { reason: { code: 'DIRECTORY_UNAVAILABLE' } })
    t.notMatch(inspect(outcomes, { depth: 20, showHidden: true }), /canary/)
  }
  const refused = credentialsAt(t, (await startDirectoryGms(t)).url, 'wrong')
  await t.rejects(refused.verify(ALICE, PASSWORD), { code: 'GMS_CREDENTIALS_REFUSED' })
})

function signUpOf(inviteToken: string) {
  return {
    userUrn: ALICE,
    fullName: 'Alice',
    email: 'alice@example.com',
    title: 'Data engineer',
    password: PASSWORD,
    inviteToken: new Secret(inviteToken),
  }
}

t.test('an invitation makes a user at DataHub, once', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.inviteTokens.add('invited')
  const { signUp, verify } = credentialsAt(t, gms.url)
  t.equal(await signUp(signUpOf('not invited')), 'not invited')
  t.equal(await signUp(signUpOf('invited')), 'made')
  t.match(gms.entities.get(ALICE)?.corpUserInfo, { fullName: 'Alice', title: 'Data engineer' })
  t.equal(await verify(ALICE, PASSWORD), true)
  t.equal(await signUp(signUpOf('invited')), 'failed', 'the user exists')
})

t.test('a reset token sets a password at DataHub, once', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set(...gmsUser(ALICE))
  gms.resetTokens.set('reset', ALICE)
  const { resetPassword, verify } = credentialsAt(t, gms.url)
  t.equal(await resetPassword(ALICE, PASSWORD, new Secret('other')), false)
  t.equal(await resetPassword('urn:li:corpuser:bob', PASSWORD, new Secret('reset')), false)
  t.equal(await resetPassword(ALICE, PASSWORD, new Secret('reset')), true)
  t.equal(await verify(ALICE, PASSWORD), true)
  t.equal(await resetPassword(ALICE, PASSWORD, new Secret('reset')), false)
})

t.test('more passwords than GMS is given at once have to wait outside', async (t) => {
  const gms = await startDirectoryGms(t)
  const { verify, hasRoom } = credentialsAt(t, gms.url, 'secret-of-the-tests', 2)
  t.equal(hasRoom(), true)
  const outcomes = Promise.allSettled([1, 2, 3].map(() => verify(ALICE, PASSWORD)))
  t.equal(hasRoom(), false)
  t.match(await outcomes, [{ value: false }, { value: false }, { reason: { code: 'TOO_MANY_SIGN_INS' } }])
  t.equal(hasRoom(), true)
})
