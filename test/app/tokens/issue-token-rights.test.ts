import t, { type Test } from 'tap'
import type { TokenRequest } from '../../../src/app/tokens/issue-token.ts'
import type { Caller } from '../../../src/domain/caller.ts'
import { ROOT_USER_URN } from '../../../src/domain/urn.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { ALICE, BOB, caller, MANAGER, tokenCaller } from '../../helpers/fakes/people.ts'
import { HOUR, issuer, REQUEST, ROBOT, SUSPENDED } from './issue-world.ts'

/** Who may make which tokens: CreateAccessTokenResolver.java, and attack 75 of docs/attacks.md. */

/** Alice may make own tokens, Bob for service accounts too, and the manager everybody's. */
const world = () =>
  issuer(
    {},
    allowing({
      [ALICE]: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
      [BOB]: ['GENERATE_PERSONAL_ACCESS_TOKENS', 'MANAGE_SERVICE_ACCOUNTS'],
      [ROBOT]: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
      [MANAGER]: ['MANAGE_ACCESS_TOKENS'],
      [ROOT_USER_URN]: ['MANAGE_ACCESS_TOKENS'],
    }),
  )

type Outcome = 'PERSONAL' | 'SERVICE_ACCOUNT' | 'FORBIDDEN' | 'BEYOND_TOKEN' | 'INVALID_REQUEST'

async function outcomeOf(by: Caller, request: Partial<TokenRequest>) {
  const { issue, stored, audited } = world()
  const outcome = await issue(by, { ...REQUEST, ...request }).then(
    ({ metadata }) => metadata.type,
    (error: { code: string }) => error.code,
  )
  return { outcome, stored, audited }
}

async function expect(t: Test, rows: [string, Caller, Partial<TokenRequest>, Outcome][]): Promise<void> {
  for (const [what, by, request, expected] of rows) {
    const { outcome, stored } = await outcomeOf(by, request)
    t.equal(outcome, expected, what)
    t.equal(stored.length, outcome === 'PERSONAL' || outcome === 'SERVICE_ACCOUNT' ? 1 : 0, what)
  }
}

t.test('a session makes tokens for whom its user may', async (t) => {
  await expect(t, [
    ['one’s own', caller(ALICE), {}, 'PERSONAL'],
    ['one’s own, named', caller(ALICE), { actorUrn: ALICE }, 'PERSONAL'],
    ['somebody else’s', caller(ALICE), { actorUrn: BOB }, 'FORBIDDEN'],
    ['a service account’s', caller(ALICE), { actorUrn: ROBOT }, 'FORBIDDEN'],
    ['who keeps service accounts, one of them', caller(BOB), { actorUrn: ROBOT }, 'SERVICE_ACCOUNT'],
    ['who keeps service accounts, a person', caller(BOB), { actorUrn: ALICE }, 'FORBIDDEN'],
    ['a manager, a person', caller(MANAGER), { actorUrn: ALICE }, 'PERSONAL'],
    ['a manager, a service account', caller(MANAGER), { actorUrn: ROBOT }, 'SERVICE_ACCOUNT'],
    ['a manager, own', caller(MANAGER), {}, 'PERSONAL'],
    ['who may nothing', caller('urn:li:corpuser:eve'), {}, 'FORBIDDEN'],
  ])
})

t.test('nobody but root makes tokens for root, and who tries is remembered', async (t) => {
  await expect(t, [
    ['a manager', caller(MANAGER), { actorUrn: ROOT_USER_URN }, 'FORBIDDEN'],
    ['a manager’s token', tokenCaller(MANAGER), { actorUrn: ROOT_USER_URN }, 'FORBIDDEN'],
    ['root', caller(ROOT_USER_URN), {}, 'PERSONAL'],
    ['root’s token', tokenCaller(ROOT_USER_URN), { actorUrn: ROOT_USER_URN }, 'PERSONAL'],
  ])
  const { audited } = await outcomeOf(caller(MANAGER), { actorUrn: ROOT_USER_URN })
  t.match(audited, [{ action: 'access.refuse', actorUrn: MANAGER, subject: ROOT_USER_URN }])
})

t.test('the type of a token is what its actor is, and asking for another is refused', async (t) => {
  await expect(t, [
    ['a person’s', caller(ALICE), { type: 'PERSONAL' }, 'PERSONAL'],
    ['a person’s, as a service account', caller(ALICE), { type: 'SERVICE_ACCOUNT' }, 'INVALID_REQUEST'],
    ['a service account’s', caller(BOB), { actorUrn: ROBOT, type: 'SERVICE_ACCOUNT' }, 'SERVICE_ACCOUNT'],
    [
      'a service account’s, as a person',
      caller(BOB),
      { actorUrn: ROBOT, type: 'PERSONAL' },
      'INVALID_REQUEST',
    ],
    ['its own', tokenCaller(ROBOT), { duration: 'ONE_HOUR' }, 'SERVICE_ACCOUNT'],
  ])
  const { issue } = world()
  await t.rejects(issue(caller(MANAGER), { ...REQUEST, actorUrn: ROBOT, type: 'PERSONAL' }), {
    name: 'ServiceError',
    detail: `type must be SERVICE_ACCOUNT for ${ROBOT}.`,
  })
})

t.test('who is suspended, reserved or not there gets no token from anybody', async (t) => {
  const nobodies = [SUSPENDED, `${ROBOT}_suspended`, 'urn:li:corpuser:nobody', 'urn:li:corpuser:UNKNOWN']
  for (const actorUrn of nobodies) {
    await expect(t, [[actorUrn, caller(MANAGER), { actorUrn }, 'INVALID_REQUEST']])
    const { outcome } = await outcomeOf(caller(BOB), { actorUrn })
    t.match(outcome, /FORBIDDEN|INVALID_REQUEST/, actorUrn)
  }
})

t.test(
  'who keeps service accounts learns nothing of people: who is there and who is not look the same',
  async (t) => {
    for (const type of ['PERSONAL', 'SERVICE_ACCOUNT'] as const) {
      await expect(t, [
        ['a person', caller(BOB), { actorUrn: ALICE, type }, 'FORBIDDEN'],
        ['nobody', caller(BOB), { actorUrn: 'urn:li:corpuser:nobody', type }, 'FORBIDDEN'],
      ])
    }
  },
)

t.test(
  'a refusal names whom the token was for, where that is a URN that the audit trail can hold',
  async (t) => {
    const noUrns = ['x'.repeat(100_000), `urn:li:corpuser:${'x'.repeat(256)}`, 'urn:li:corpuser:\ud800', '']
    for (const actorUrn of noUrns) {
      const { outcome, audited } = await outcomeOf(caller(ALICE), { actorUrn })
      t.equal(outcome, 'FORBIDDEN')
      t.same(
        audited.map(({ subject }) => subject),
        [null],
      )
    }
    const { audited } = await outcomeOf(caller(ALICE), { actorUrn: BOB })
    t.same(
      audited.map(({ subject }) => subject),
      [BOB],
    )
  },
)

t.test('attack 75: a token makes tokens for its own actor only, and none that outlives it', async (t) => {
  const { clock } = world()
  const now = clock.now()
  const lastsAnHour = (urn: string) => tokenCaller(urn, now + HOUR)
  const endingAt = (expiresAt: number) => ({ duration: undefined, expiresAt }) as unknown as TokenRequest
  const ever = { duration: 'NO_EXPIRY' } as const
  await expect(t, [
    ['as long as itself', lastsAnHour(ALICE), endingAt(now + HOUR), 'PERSONAL'],
    ['a millisecond longer', lastsAnHour(ALICE), endingAt(now + HOUR + 1), 'BEYOND_TOKEN'],
    ['for ever', lastsAnHour(ALICE), ever, 'BEYOND_TOKEN'],
    ['for ever, of one that is for ever', tokenCaller(ALICE), ever, 'PERSONAL'],
    ['a day, of one that is for ever', tokenCaller(ALICE), { duration: 'ONE_DAY' }, 'PERSONAL'],
    ['somebody else’s', lastsAnHour(ALICE), { actorUrn: BOB }, 'FORBIDDEN'],
    ['a service account’s, though its user may', lastsAnHour(BOB), { actorUrn: ROBOT }, 'BEYOND_TOKEN'],
    [
      'a service account’s, though its user may, for ever',
      tokenCaller(BOB),
      { actorUrn: ROBOT },
      'BEYOND_TOKEN',
    ],
    [
      'a manager’s, somebody else’s, for ever',
      lastsAnHour(MANAGER),
      { actorUrn: ALICE, ...ever },
      'PERSONAL',
    ],
    ['a manager’s, own, for ever', lastsAnHour(MANAGER), ever, 'PERSONAL'],
  ])
  const { issue } = world()
  const refused = issue(lastsAnHour(ALICE), { name: 'x', expiresAt: now + 2 * HOUR })
  const until = new RegExp(`ends by ${new Date(now + HOUR).toISOString()}`)
  await t.rejects(refused, { name: 'ServiceError', detail: until })
})

t.test('attack 75: a chain of tokens ends when its first one does', async (t) => {
  const { issue, verify, clock } = world()
  const first = await issue(caller(ALICE), { name: 'first', duration: 'ONE_HOUR' })
  let principal = await verify(first.token.reveal())
  for (let link = 0; link < 5; link++) {
    if (principal?.via !== 'token') throw new Error('the token before was not accepted')
    const request = { name: `${link}`, expiresAt: principal.endsAtMs }
    const { token } = await issue({ ...caller(ALICE), principal }, request)
    principal = await verify(token.reveal())
    clock.advance(60_000)
  }
  clock.advance(HOUR)
  t.equal(await verify(first.token.reveal()), undefined)
  t.ok(principal?.via === 'token' && principal.endsAtMs <= clock.now())
})

t.test('a token that was made is remembered with who made it, by what and for whom', async (t) => {
  const { issue, audited, clock } = world()
  const { token, metadata } = await issue(tokenCaller(MANAGER), { ...REQUEST, actorUrn: ROBOT })
  const { principal, ...from } = tokenCaller(MANAGER)
  t.match(audited, [
    {
      action: 'token.create',
      outcome: 'done',
      actorUrn: MANAGER,
      actorTokenId: principal.via === 'token' && principal.tokenId,
      subject: metadata.urn,
      ...from,
      details: {
        name: REQUEST.name,
        type: 'SERVICE_ACCOUNT',
        actorUrn: ROBOT,
        expiresAt: clock.now() + HOUR,
      },
    },
  ])
  t.equal(audited.length, 1)
  for (const part of token.reveal().split('.')) t.notOk(JSON.stringify(audited).includes(part))
})

t.test('a token that was refused for want of a privilege is remembered, and nothing else is', async (t) => {
  const { stored, audited } = await outcomeOf(caller(ALICE), { actorUrn: BOB })
  t.match(audited, [
    {
      action: 'access.refuse',
      outcome: 'refused',
      actorUrn: ALICE,
      subject: BOB,
      details: { what: 'token.create', privilege: 'MANAGE_ACCESS_TOKENS' },
    },
  ])
  t.equal(audited.length, 1)
  t.strictSame(stored, [])
})
