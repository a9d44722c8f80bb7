import t from 'tap'
import { makeAdmitGmsRequest } from '../../../src/app/gms/admit-gms-request.ts'
import type { GmsDemand } from '../../../src/domain/gms-endpoints/judgement.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { ALICE, BOB, caller } from '../../helpers/fakes/people.ts'
import { memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'

const DATASET = { type: 'dataset', urn: 'urn:li:dataset:(urn:li:dataPlatform:hive,a,PROD)' }

function world(authorize = allowing({ [ALICE]: ['EDIT_ENTITY', 'DELETE_ENTITY', 'MANAGE_POLICIES'] })) {
  const transactions = memoryTransactions()
  const admit = makeAdmitGmsRequest({ authorize, recordRefusal: refusalsIn(transactions) })
  return {
    admit: (by: string | null, demands: readonly GmsDemand[]) =>
      admit(by === null ? null : caller(by), { what: 'gms.write', demands }),
    audited: transactions.audited,
  }
}

t.test('any group of privileges will do, and each needs all of its own', async (t) => {
  const { admit } = world()
  await admit(ALICE, [])
  await admit(ALICE, [{ anyOf: [['EDIT_ENTITY', 'DELETE_ENTITY']], resource: DATASET }])
  await admit(ALICE, [{ anyOf: [['CREATE_ENTITY'], ['EDIT_ENTITY']], resource: DATASET }])
  await t.rejects(admit(ALICE, [{ anyOf: [['EDIT_ENTITY', 'CREATE_ENTITY']] }]), { code: 'FORBIDDEN' })
  await t.rejects(admit(ALICE, [{ anyOf: [['EDIT_ENTITY']] }, { anyOf: [['CREATE_ENTITY']] }]), {
    code: 'FORBIDDEN',
  })
})

t.test('no group, and an empty one, let nobody pass', async (t) => {
  const { admit } = world()
  for (const anyOf of [[], [[]]]) {
    await t.rejects(admit(ALICE, [{ anyOf }]), {
      code: 'FORBIDDEN',
      detail: 'No privilege allows this. Please contact your DataHub administrator.',
    })
  }
})

t.test('a refusal names what is missing, and on what', async (t) => {
  const { admit } = world()
  const refusals: [GmsDemand, string][] = [
    [{ anyOf: [['MANAGE_POLICIES']] }, 'This needs the privilege "Manage Policies".'],
    [
      { anyOf: [['CREATE_ENTITY'], ['EDIT_ENTITY', 'X']], resource: DATASET },
      `This needs the privileges "CREATE_ENTITY", or "EDIT_ENTITY" and "X" on ${DATASET.urn}.`,
    ],
    [
      { anyOf: [['VIEW_ENTITY_PAGE']], resource: { type: 'dataset', urn: '' } },
      'This needs the privilege "VIEW_ENTITY_PAGE" on everything of type dataset.',
    ],
    [
      { anyOf: [['EDIT_ENTITY']], resource: { type: 'dataset', urn: 'eyJhbGciOiJIUzI1NiJ9.maybe.a-token' } },
      'This needs the privilege "EDIT_ENTITY" on a dataset.',
    ],
  ]
  for (const [demand, sentence] of refusals)
    await t.rejects(admit(BOB, [demand]), {
      code: 'FORBIDDEN',
      detail: `${sentence} Please contact your DataHub administrator.`,
    })
})

t.test('a refused write of what decides is one record; another refusal is none', async (t) => {
  const { admit, audited } = world()
  await t.rejects(admit(BOB, [{ anyOf: [['EDIT_ENTITY']], resource: DATASET }]))
  t.equal(audited.length, 0)
  const urns = Array.from({ length: 20 }, (_, i) => `urn:li:corpuser:user${i}`)
  const demands = urns.map((urn) => ({
    anyOf: [['MANAGE_USERS_AND_GROUPS']],
    resource: { type: 'corpuser', urn },
  }))
  await t.rejects(admit(BOB, demands))
  t.match(audited, [
    {
      action: 'access.refuse',
      outcome: 'refused',
      actorUrn: BOB,
      subject: 'urn:li:corpuser:user0',
      details: { what: 'gms.write', privilege: 'MANAGE_USERS_AND_GROUPS' },
    },
  ])
  t.equal(audited.length, 1)
  await t.rejects(admit(BOB, [{ anyOf: [['MANAGE_POLICIES']] }]))
  t.equal(audited[1]?.subject, null)
})

t.test('nobody meets no demand', async (t) => {
  await t.rejects(world().admit(null, [{ anyOf: [['EDIT_ENTITY']] }]), { code: 'UNAUTHENTICATED' })
  await world().admit(null, [])
})

t.test('what cannot be decided does not go, unless another privilege allows it', async (t) => {
  const undecided = new ServiceError('UNDECIDED')
  const { admit } = world(async (_, privilege) => {
    if (privilege === 'EDIT_ENTITY') throw undecided
    return { allowed: privilege === 'DELETE_ENTITY' }
  })
  await t.rejects(admit(ALICE, [{ anyOf: [['EDIT_ENTITY']] }]), undecided)
  await t.rejects(admit(ALICE, [{ anyOf: [['CREATE_ENTITY'], ['EDIT_ENTITY'], ['X']] }]), undecided)
  await admit(ALICE, [{ anyOf: [['EDIT_ENTITY'], ['DELETE_ENTITY']] }])
})

t.test('equal demands are asked once, eight at a time, and a thousand at the most', async (t) => {
  let [asked, running, most] = [0, 0, 0]
  const { admit } = world(async () => {
    asked++
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    return { allowed: true }
  })
  const about = (length: number): GmsDemand[] =>
    Array.from({ length }, (_, i) => ({
      anyOf: [['EDIT_ENTITY']],
      resource: { ...DATASET, urn: `urn:li:dataset:${i}` },
    }))
  await admit(ALICE, [...about(1000), ...about(1000)])
  t.equal(asked, 1000)
  t.equal(most, 8)
  await t.rejects(admit(ALICE, about(1001)), { code: 'INVALID_REQUEST', detail: /Send it in parts/ })
  t.equal(asked, 1000)
})
