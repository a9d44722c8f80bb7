import { inspect } from 'node:util'
import t from 'tap'
import { Secret } from '../../../src/domain/secret.ts'
import { FROM, gmsCredentialsWorld, PASSWORD } from '../gms/gms-credentials-world.ts'

const URN = 'urn:li:corpuser:alice@example.com'
const FORM = {
  fullName: ' Alice A. ',
  email: ' alice@example.com ',
  title: ' Engineer ',
  password: PASSWORD,
  inviteToken: new Secret('canary invite'),
}

t.test('who was invited becomes a user of DataHub’s, and is signed in here', async (t) => {
  const { signUp, gms, sessions, audited, forgotten, attempts } = gmsCredentialsWorld()
  const { cookie, actorUrn } = await signUp(FORM, FROM)
  t.equal(actorUrn, URN)
  t.match(await sessions.find(cookie.reveal()), { actorUrn: URN })
  t.match(gms.signedUp, [
    { userUrn: URN, fullName: 'Alice A.', email: 'alice@example.com', title: 'Engineer' },
  ])
  t.match(audited, [
    { action: 'user.create', subject: URN, actorUrn: URN, details: { by: 'invite token', in: 'DataHub' } },
    { action: 'session.start', subject: URN, details: { means: 'sign-up' } },
  ])
  t.notMatch(inspect(audited, { depth: 20 }), /canary/)
  t.strictSame(forgotten, [URN], 'who was nobody a moment ago is somebody now')
  t.strictSame(attempts, ['begun', 'succeeded'])
})

t.test('without an invitation nobody learns who exists', async (t) => {
  for (const state of ['ACTIVE', 'UNKNOWN'] as const) {
    const { signUp, gms, states, asked, audited, attempts } = gmsCredentialsWorld()
    gms.signsUp = 'not invited'
    states.set(URN, state)
    await t.rejects(signUp(FORM, FROM), { code: 'SIGN_UP_REFUSED', detail: /^The invitation is not valid/ })
    t.strictSame(asked, [`sign up ${URN}`])
    t.strictSame(audited, [])
    t.strictSame(attempts, ['begun'], 'and it counts')
  }
})

t.test('DataHub’s 500 is looked into: a name that is taken, or a failure', async (t) => {
  for (const state of ['ACTIVE', 'SUSPENDED', 'REMOVED'] as const) {
    const { signUp, gms, states } = gmsCredentialsWorld()
    gms.signsUp = 'failed'
    states.set(URN, state)
    await t.rejects(signUp(FORM, FROM), {
      code: 'SIGN_UP_REFUSED',
      detail: 'This user already exists! Cannot create a new user.',
    })
  }
  const { signUp, gms } = gmsCredentialsWorld()
  gms.signsUp = 'failed'
  await t.rejects(signUp(FORM, FROM), { code: 'DIRECTORY_UNAVAILABLE' })
})

t.test('names with a power of their own are nobody’s to take', async (t) => {
  const { signUp, asked } = gmsCredentialsWorld()
  for (const email of ['datahub', '__datahub_system', 'UNKNOWN', 'unknown', 'service_5f0c'])
    await t.rejects(signUp({ ...FORM, email }, FROM), { code: 'SIGN_UP_REFUSED' }, email)
  t.strictSame(asked, [])
})

t.test('an attempt that DataHub did not judge does not count', async (t) => {
  const { signUp, gms, attempts } = gmsCredentialsWorld()
  gms.outage = new Error('DataHub is down')
  await t.rejects(signUp(FORM, FROM), gms.outage)
  t.strictSame(attempts, ['begun', 'abandoned'])
})
