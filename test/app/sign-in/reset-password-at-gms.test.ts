import { inspect } from 'node:util'
import t from 'tap'
import { Secret } from '../../../src/domain/secret.ts'
import { FROM, gmsCredentialsWorld, PASSWORD } from '../gms/gms-credentials-world.ts'

const URN = 'urn:li:corpuser:alice@example.com'
const FORM = { email: ' alice@example.com ', password: PASSWORD, resetToken: new Secret('canary reset') }

t.test('a new password at DataHub ends the sessions here, and begins one', async (t) => {
  const { resetPassword, sessions, cookieOf, states, audited, attempts, forgotten } = gmsCredentialsWorld()
  states.set(URN, 'ACTIVE')
  const before = await cookieOf(URN)
  const other = await cookieOf('urn:li:corpuser:bob')
  audited.length = 0
  const { cookie } = await resetPassword(FORM, FROM)
  t.match(await sessions.find(cookie.reveal()), { actorUrn: URN })
  t.equal(await sessions.find(before), undefined)
  t.ok(await sessions.find(other))
  t.match(audited, [
    { action: 'user.password', subject: URN, details: { by: 'reset token', in: 'DataHub' } },
    { action: 'session.start', subject: URN, details: { means: 'reset' } },
  ])
  t.notMatch(inspect(audited, { depth: 20 }), /canary/)
  t.strictSame(attempts, ['begun', 'succeeded'])
  t.strictSame(forgotten, [URN])
})

t.test('a token that DataHub does not take, or a user whom it lets in nowhere, gets nothing', async (t) => {
  const refused = gmsCredentialsWorld()
  refused.states.set(URN, 'ACTIVE')
  refused.gms.resets = false
  const suspended = gmsCredentialsWorld()
  suspended.states.set(URN, 'SUSPENDED')
  for (const { resetPassword, audited, attempts } of [refused, suspended]) {
    await t.rejects(resetPassword(FORM, FROM), { code: 'RESET_REFUSED' })
    t.strictSame(audited, [])
    t.strictSame(attempts, ['begun'])
  }
})

t.test('root’s password is no matter of DataHub’s', async (t) => {
  const { resetPassword, asked } = gmsCredentialsWorld()
  await t.rejects(resetPassword({ ...FORM, email: 'datahub' }, FROM), { code: 'RESET_REFUSED' })
  t.strictSame(asked, [])
})

t.test('nobody becomes the system by a reset token, whatever DataHub says of it', async (t) => {
  for (const name of ['__datahub_system', 'UNKNOWN', 'unknown', 'our_system']) {
    const { resetPassword, states, asked, audited, attempts } = gmsCredentialsWorld()
    states.set(`urn:li:corpuser:${name}`, 'ACTIVE')
    await t.rejects(resetPassword({ ...FORM, email: name }, FROM), { code: 'RESET_REFUSED' }, name)
    t.strictSame(asked, [], 'DataHub is not asked')
    t.strictSame(audited, [])
    t.strictSame(attempts, ['begun'], 'it counts')
  }
})

t.test('an attempt that DataHub did not judge does not count', async (t) => {
  const { resetPassword, gms, attempts } = gmsCredentialsWorld()
  gms.outage = new Error('DataHub is down')
  await t.rejects(resetPassword(FORM, FROM), gms.outage)
  t.strictSame(attempts, ['begun', 'abandoned'])
})
