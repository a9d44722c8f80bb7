import t from 'tap'
import { makeFindPlaySession } from '../../../src/app/sign-in/play-sessions.ts'
import { ROOT_USER_URN } from '../../../src/domain/urn.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, actor, actorsOf, BOB } from '../../helpers/fakes/people.ts'

function playWorld(sessionsSince = 0) {
  const clock = fakeClock()
  const verified: string[] = []
  const seconds = Math.floor(clock.now() / 1000)
  const people = [
    actor(ALICE, { sessionsSince }),
    actor(BOB, { status: 'SUSPENDED' }),
    actor(ROOT_USER_URN),
    actor('urn:li:corpuser:our_system'),
    actor('urn:li:corpuser:service_x', { kind: 'SERVICE_ACCOUNT' }),
  ]
  const find = makeFindPlaySession({
    verify(jwt) {
      verified.push(jwt)
      if (!jwt.startsWith('signed ')) throw new Error('wrong signature')
      return { data: { actor: jwt.slice(7), token: 'x' }, iat: seconds, nbf: seconds, exp: seconds + 86_400 }
    },
    actors: actorsOf(people),
    clock,
    digest: (text) => `digest of ${text}`,
    maxAgeMs: 86_400_000,
    systemClientId: 'our_system',
  })
  return { find, clock, verified }
}

t.test('who is signed in to DataHub is signed in here, as long as they are active here', async (t) => {
  const { find, clock } = playWorld()
  t.strictSame(await find(`signed ${ALICE}`, ALICE), {
    via: 'session',
    actorUrn: ALICE,
    sessionId: `digest of signed ${ALICE}`,
  })
  t.equal(await find(`signed ${BOB}`, BOB), undefined, 'suspended')
  t.equal(await find('signed urn:li:corpuser:nobody', 'urn:li:corpuser:nobody'), undefined)
  clock.advance(86_400_000)
  t.equal(await find(`signed ${ALICE}`, ALICE), undefined, 'a day later')
})

t.test('a session that began before its user’s sessions were ended is over', async (t) => {
  // The clock is half a second into its second, in which the session began as far as its cookie tells.
  const now = fakeClock().now()
  for (const [since, isGood] of [
    [now + 1_000, false],
    [now, false],
    [now - 499, false],
    [now - 500, true],
    [now - 1_000, true],
  ] as const)
    t.equal((await playWorld(since).find(`signed ${ALICE}`, ALICE)) !== undefined, isGood, `${since - now}`)
})

t.test('nobody is root, the system or a service account by DataHub’s session', async (t) => {
  const { find } = playWorld()
  for (const urn of [ROOT_USER_URN, 'urn:li:corpuser:our_system', 'urn:li:corpuser:service_x'])
    t.equal(await find(`signed ${urn}`, urn), undefined, urn)
})

t.test('the cookie that scripts read must name the same actor, as it stands', async (t) => {
  const { find } = playWorld()
  for (const named of ['', BOB, 'urn%3Ali%3Acorpuser%3Aalice', `${ALICE} `, ALICE.toUpperCase()])
    t.equal(await find(`signed ${ALICE}`, named), undefined, named)
})

t.test('what is not signed is nobody’s, and what is far too long is not even looked at', async (t) => {
  const { find, verified } = playWorld()
  t.equal(await find(`forged ${ALICE}`, ALICE), undefined)
  verified.length = 0
  t.equal(await find(`signed ${'x'.repeat(5000)}`, ALICE), undefined)
  t.strictSame(verified, [])
})
