import t from 'tap'
import { FROM, gmsCredentialsWorld, PASSWORD } from '../gms/gms-credentials-world.ts'

const ALICE = 'urn:li:corpuser:alice'

t.test('a password is right where DataHub says so of somebody who is active', async (t) => {
  const { verifyPassword, gms, states } = gmsCredentialsWorld()
  states.set(ALICE, 'ACTIVE')
  t.match(await verifyPassword('alice', PASSWORD), { matches: true, actorUrn: ALICE })
  gms.matches = false
  t.match(await verifyPassword('alice', PASSWORD), { matches: false, actorUrn: ALICE })
})

t.test('who may not come in does not, though the password matches, as with an older DataHub', async (t) => {
  for (const [state, actorUrn] of [
    ['SUSPENDED', ALICE],
    ['REMOVED', null],
    ['UNKNOWN', null],
  ] as const) {
    const { verifyPassword, states, forgotten } = gmsCredentialsWorld()
    states.set(ALICE, state)
    t.match(await verifyPassword('alice', PASSWORD), { matches: false, actorUrn }, state)
    t.strictSame(forgotten, [])
  }
})

t.test('a password that was reset here while DataHub checked it, or since, is overtaken', async (t) => {
  const { verifyPassword, resetPassword, states } = gmsCredentialsWorld()
  const bob = 'urn:li:corpuser:bob'
  for (const urn of [ALICE, bob]) states.set(urn, 'ACTIVE')
  const reset = () => resetPassword({ email: 'alice', password: PASSWORD, resetToken: PASSWORD }, FROM)
  const before = await verifyPassword('alice', PASSWORD)
  const during = verifyPassword('alice', PASSWORD)
  const another = await verifyPassword('bob', PASSWORD)
  t.equal(before.isOvertaken?.(), false)
  await reset()
  t.equal(before.isOvertaken?.(), true)
  t.equal((await during).isOvertaken?.(), true)
  t.equal(another.isOvertaken?.(), false, 'nobody else’s')
  t.equal((await verifyPassword('alice', PASSWORD)).isOvertaken?.(), false, 'nor the new one')
})

t.test('DataHub is asked the same whether there is such a user or not', async (t) => {
  const [known, unknown] = [gmsCredentialsWorld(), gmsCredentialsWorld()]
  known.states.set(ALICE, 'ACTIVE')
  for (const world of [known, unknown]) {
    world.gms.matches = false
    await world.verifyPassword('alice', PASSWORD)
    t.strictSame(world.asked, [`verify ${ALICE}`, `state ${ALICE}`])
  }
})

t.test('who signs in is looked at anew: they may have been suspended a moment ago', async (t) => {
  const { verifyPassword, states, forgotten } = gmsCredentialsWorld()
  states.set(ALICE, 'ACTIVE')
  await verifyPassword('alice', PASSWORD)
  t.strictSame(forgotten, [ALICE])
})

t.test('root’s password is ours', async (t) => {
  const { verifyPassword, asked } = gmsCredentialsWorld()
  t.match(await verifyPassword('datahub', PASSWORD), { matches: true })
  t.strictSame(asked, ['here datahub'])
})

t.test('names that DataHub reads as another’s, or that are ours alone, are not asked about', async (t) => {
  const { verifyPassword, signUp, resetPassword, asked } = gmsCredentialsWorld()
  const inviteToken = PASSWORD
  for (const name of [
    '(alice)',
    '((alice))',
    'alice ',
    'alice\t',
    '',
    'a\u0000',
    'service_5f0c',
    'x'.repeat(256),
  ]) {
    t.strictSame(
      await verifyPassword(name, PASSWORD),
      { matches: false, actorUrn: null },
      JSON.stringify(name),
    )
    // What is typed into a form is trimmed.
    if (name.trimEnd() === 'alice') continue
    const form = { email: name, password: PASSWORD, fullName: 'A', title: 'T' }
    await t.rejects(signUp({ ...form, inviteToken }, FROM), { code: 'SIGN_UP_REFUSED' }, JSON.stringify(name))
    await t.rejects(
      resetPassword({ ...form, resetToken: inviteToken }, FROM),
      { code: 'RESET_REFUSED' },
      name,
    )
  }
  t.strictSame(asked, [])
})

t.test('an outage is no wrong password', async (t) => {
  const { verifyPassword, gms, forgotten } = gmsCredentialsWorld()
  gms.outage = new Error('DataHub is down')
  await t.rejects(verifyPassword('alice', PASSWORD), gms.outage)
  t.strictSame(forgotten, [])
})
