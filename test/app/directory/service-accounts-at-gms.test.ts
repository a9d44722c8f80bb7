import t from 'tap'
import type { ServiceAccount, ServiceAccounts } from '../../../src/app/directory/directory.ts'
import { makeServiceAccountsAtGms } from '../../../src/app/directory/service-accounts-at-gms.ts'
import { ALICE, caller } from '../../helpers/fakes/people.ts'

const ACCOUNT: ServiceAccount = {
  urn: 'urn:li:corpuser:service_5f0c',
  name: 'service_5f0c',
  displayName: 'Nightly',
  description: null,
  status: 'ACTIVE',
  createdAt: 1_790_000_000_000,
  createdBy: ALICE,
}

/** What was done, in order; each of `failing` fails. */
function world(...failing: string[]) {
  const done: string[] = []
  const act = async (what: string) => {
    done.push(what)
    if (failing.includes(what)) throw new Error(what)
  }
  const ours = {
    create: async () => {
      await act('make here')
      return ACCOUNT
    },
    remove: () => act('remove here'),
  } as unknown as ServiceAccounts
  const theirs = { put: () => act('tell'), remove: () => act('tell of the removal') }
  return { done, ...makeServiceAccountsAtGms(ours, theirs) }
}

const ADMIN = caller(ALICE)
const REQUEST = { displayName: 'Nightly' }

t.test('DataHub is told of what is made here and of what is removed', async (t) => {
  const { create, remove, done } = world()
  t.equal(await create(ADMIN, REQUEST), ACCOUNT)
  await remove(ADMIN, ACCOUNT.urn)
  t.strictSame(done, ['make here', 'tell', 'remove here', 'tell of the removal'])
})

t.test('an account of which DataHub could not be told is none', async (t) => {
  const { create, done } = world('tell')
  await t.rejects(create(ADMIN, REQUEST), { message: 'tell' })
  t.strictSame(done, ['make here', 'tell', 'remove here'])
})

t.test('what may not be done here is not told', async (t) => {
  const { create, remove, done } = world('make here', 'remove here')
  await t.rejects(create(ADMIN, REQUEST), { message: 'make here' })
  await t.rejects(remove(ADMIN, ACCOUNT.urn), { message: 'remove here' })
  t.strictSame(done, ['make here', 'remove here'])
})

t.test('a removal holds though DataHub could not be told', async (t) => {
  const { remove } = world('tell of the removal')
  await t.resolves(remove(ADMIN, ACCOUNT.urn))
})
