import t from 'tap'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import { PRIVILEGES, type Privilege } from '../../../src/domain/privilege.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { ALICE, BOB, caller, tokenCaller } from '../../helpers/fakes/people.ts'
import { memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'

function world() {
  const transactions = memoryTransactions()
  const authorize = allowing({ [ALICE]: ['MANAGE_USERS_AND_GROUPS'] })
  const require = makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) })
  return { require, audited: transactions.audited }
}

t.test('who has the privilege passes, and nothing is remembered of the question', async (t) => {
  const { require, audited } = world()
  await require(caller(ALICE), 'MANAGE_USERS_AND_GROUPS', { what: 'user.suspend' })
  t.strictSame(audited, [])
})

t.test('who has not is told which privilege is missing, and the refusal is remembered', async (t) => {
  for (const privilege of Object.keys(PRIVILEGES) as Privilege[]) {
    const { require, audited } = world()
    await t.rejects(require(tokenCaller(BOB), privilege, { what: 'user.suspend', subject: ALICE }), {
      name: 'ServiceError',
      code: 'FORBIDDEN',
      detail: `This needs the privilege "${PRIVILEGES[privilege]}". Please contact your DataHub administrator.`,
    })
    const { principal, address, userAgent } = tokenCaller(BOB)
    t.match(audited, [
      {
        action: 'access.refuse',
        outcome: 'refused',
        actorUrn: BOB,
        actorTokenId: principal.via === 'token' && principal.tokenId,
        subject: ALICE,
        address,
        userAgent,
        details: { what: 'user.suspend', privilege },
      },
    ])
    t.equal(audited.length, 1)
  }
})

t.test('what no privilege allows is refused to everybody, with what to do instead', async (t) => {
  const { require, audited } = world()
  const attempt = { what: 'token.create', subject: BOB, instead: 'Ask Bob.' }
  await t.rejects(require(caller(ALICE), null, attempt), { code: 'FORBIDDEN', detail: 'Ask Bob.' })
  t.match(audited, [{ subject: BOB }])
  t.strictSame(audited[0]?.details, { what: 'token.create' })
})

t.test('a refusal about many things or none has no subject', async (t) => {
  const { require, audited } = world()
  await t.rejects(require(caller(BOB), 'MANAGE_POLICIES', { what: 'invite.create' }))
  t.match(audited, [{ subject: null }])
})

t.test(
  'a refusal that cannot be remembered is an outage, and the act is not done all the same',
  async (t) => {
    const outage = new Error('the database is away')
    const require = makeRequirePrivilege({
      authorize: allowing({}),
      recordRefusal: () => Promise.reject(outage),
    })
    await t.rejects(require(caller(ALICE), 'MANAGE_POLICIES', { what: 'x' }), outage)
  },
)
