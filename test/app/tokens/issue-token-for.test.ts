import t from 'tap'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import { makeIssueTokenFor } from '../../../src/app/tokens/issue-token-for.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { ALICE, BOB, caller, MANAGER, tokenCaller } from '../../helpers/fakes/people.ts'
import { memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'
import { issuer, REQUEST, ROBOT } from './issue-world.ts'

const authorize = allowing({
  [ALICE]: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
  [BOB]: ['GENERATE_PERSONAL_ACCESS_TOKENS', 'MANAGE_SERVICE_ACCOUNTS'],
  [ROBOT]: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
  [MANAGER]: ['MANAGE_ACCESS_TOKENS'],
})

function world() {
  const { issue, stored, audited } = issuer({}, authorize)
  const transactions = memoryTransactions()
  const requirePrivilege = makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) })
  const issueFor = makeIssueTokenFor({ issue, authorize, requirePrivilege })
  return { issueFor, stored, refused: transactions.audited, audited }
}

t.test(
  'who manages tokens makes them for anybody, and others for service accounts at the most',
  async (t) => {
    for (const [who, actorUrn, managesAll] of [
      [MANAGER, ALICE, true],
      [MANAGER, MANAGER, true],
      [MANAGER, ROBOT, true],
      [BOB, ROBOT, false],
    ] as const) {
      const { issueFor, stored } = world()
      const issued = await issueFor(caller(who), { ...REQUEST, actorUrn })
      t.match(issued, { metadata: { actorUrn, ownerUrn: who }, managesAll })
      t.equal(stored.length, 1)
    }
    for (const [who, actorUrn] of [
      [ALICE, BOB],
      [ALICE, ROBOT],
      [BOB, ALICE],
    ] as const) {
      const { issueFor, stored } = world()
      await t.rejects(issueFor(caller(who), { ...REQUEST, actorUrn }), { code: 'FORBIDDEN' })
      t.strictSame(stored, [])
    }
  },
)

t.test('who manages no tokens is told where to make their own, and that is remembered', async (t) => {
  for (const by of [caller(ALICE), caller(BOB), tokenCaller(ROBOT)]) {
    const { issueFor, stored, refused } = world()
    const { actorUrn } = by.principal
    await t.rejects(issueFor(by, { ...REQUEST, actorUrn }), {
      code: 'FORBIDDEN',
      detail:
        'This needs the privilege "Manage All Access Tokens". Make tokens for yourself with POST /v1/tokens.',
    })
    t.match(refused, [
      {
        action: 'access.refuse',
        subject: actorUrn,
        details: { what: 'token.create', privilege: 'MANAGE_ACCESS_TOKENS' },
      },
    ])
    t.strictSame(stored, [])
  }
})

t.test('a key makes a token for another at most once, as anywhere', async (t) => {
  const keys: (string | undefined)[] = []
  const issueFor = makeIssueTokenFor({
    authorize,
    requirePrivilege: async () => undefined,
    async issue(_, __, key) {
      keys.push(key)
      throw new Error('enough')
    },
  })
  for (const key of ['a key', undefined])
    await t.rejects(issueFor(caller(MANAGER), { ...REQUEST, actorUrn: ALICE }, key), /enough/)
  t.strictSame(keys, ['a key', undefined])
})
