import t from 'tap'
import { makeWhoAmI } from '../../../src/app/access/who-am-i.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { ALICE, actor, actorsOf, BOB, caller, tokenCaller, user } from '../../helpers/fakes/people.ts'

const SESSION = { id: 'the session', actorUrn: ALICE, createdAt: 1, expiresAt: 9_000 }

const whoAmI = makeWhoAmI({
  actors: actorsOf([
    actor(ALICE, { groups: ['urn:li:corpGroup:a'], roles: ['urn:li:dataHubRole:Reader'] }),
    actor(BOB, { kind: 'SERVICE_ACCOUNT' }),
  ]),
  directory: { findUser: async (urn) => (urn === ALICE ? user(ALICE, { displayName: 'Alice' }) : undefined) },
  sessions: { find: async (id) => (id === SESSION.id ? SESSION : undefined) },
  authorize: allowing({ [ALICE]: ['GENERATE_PERSONAL_ACCESS_TOKENS', 'MANAGE_POLICIES'] }),
})

t.test('somebody who is signed in sees who they are, until when, and what they may do', async (t) => {
  t.strictSame(await whoAmI(caller(ALICE).principal), {
    actorUrn: ALICE,
    kind: 'USER',
    displayName: 'Alice',
    via: 'session',
    expiresAt: 9_000,
    groups: ['urn:li:corpGroup:a'],
    roles: ['urn:li:dataHubRole:Reader'],
    privileges: ['GENERATE_PERSONAL_ACCESS_TOKENS', 'MANAGE_POLICIES'],
  })
})

t.test('a script sees which token it uses, and when that ends', async (t) => {
  const { principal } = tokenCaller(BOB, 5_000)
  t.strictSame(await whoAmI(principal), {
    actorUrn: BOB,
    kind: 'SERVICE_ACCOUNT',
    via: 'token',
    tokenId: principal.via === 'token' ? principal.tokenId : '',
    expiresAt: 5_000,
    groups: [],
    roles: [],
    privileges: [],
  })
  t.match(await whoAmI(tokenCaller(BOB).principal), { expiresAt: null })
})

t.test('a session of DataHub’s, whose end is kept there, has none here', async (t) => {
  t.match(await whoAmI({ via: 'session', actorUrn: ALICE, sessionId: 'not ours' }), { expiresAt: null })
})

t.test('who was removed in this moment is nobody', async (t) => {
  await t.rejects(whoAmI(caller('urn:li:corpuser:gone').principal), { code: 'UNAUTHENTICATED' })
})
