import t from 'tap'
import type { Policies } from '../../src/app/access/policies.ts'
import type { Directory } from '../../src/app/directory/directory.ts'
import { ServiceError } from '../../src/errors/service-error.ts'
import { userReference } from '../../src/graphql/resolvers/entities.ts'
import { makeRoleResolvers } from '../../src/graphql/resolvers/roles.ts'
import { makeTokenDesk } from './token-desk.ts'

const many = (type: string) =>
  Array.from(
    { length: 50 },
    (_, i) =>
      `a${i}: relationships(input: { types: ["${type}"], direction: INCOMING }) { total relationships { entity { urn } } }`,
  )
const queryOf = (type: string) => `{ listRoles(input: {}) { roles { ${many(type).join(' ')} } } }`

interface Fakes {
  listMembers?: () => Promise<{ items: string[]; total: number }>
  byRole?: Policies['byRole']
}

/** Asks for what two roles are to others, fifty times each. */
async function asked(type: string, { listMembers, byRole }: Fakes) {
  let times = 0
  const counting =
    <A extends unknown[], R>(list: ((...args: A) => R) | undefined) =>
    (...args: A): R => {
      times++
      if (list === undefined) throw new Error('nobody asked for this')
      return list(...args)
    }
  const role = { urn: 'urn:li:dataHubRole:Admin', name: 'Admin', description: '', memberCount: 1 }
  const roles = {
    list: async () => ({ items: [role, { ...role, urn: 'urn:li:dataHubRole:Editor' }], total: 2 }),
    listMembers: counting(listMembers),
  } as Partial<Directory['roles']> as Directory['roles']
  const { listRoles } = makeRoleResolvers({ roles, policies: { byRole: counting(byRole) } }).Query
  if (listRoles === undefined) throw new Error('nobody lists roles')
  const desk = makeTokenDesk({ gms: null, resolvers: { Query: { listRoles } } })
  const { answer } = await desk.askAs('urn:li:corpuser:alice', queryOf(type))
  return { answer, times }
}

const refuse = async () => {
  throw new ServiceError('FORBIDDEN', { detail: 'This needs a privilege.' })
}

t.test(
  'members and policies of roles under a hundred aliases are refused once, in DataHub’s words, so that a request cannot fill the audit trail',
  async (t) => {
    for (const [type, fakes] of [
      ['IsMemberOfRole', { listMembers: refuse }],
      ['IsAssociatedWithRole', { byRole: refuse }],
    ] as const) {
      const { answer, times } = await asked(type, fakes)
      t.equal(times, 1)
      t.equal(answer.errors.length, 100)
      t.match(answer.errors[99], {
        message: 'Unauthorized to perform this action. Please contact your DataHub administrator.',
        extensions: { code: 403 },
      })
    }
  },
)

t.test('who may see them sees members under each alias', async (t) => {
  const { answer, times } = await asked('IsMemberOfRole', {
    listMembers: async () => ({ items: ['urn:li:corpuser:jane'], total: 1 }),
  })
  t.equal(times, 100)
  const jane = { relationships: [{ entity: { urn: 'urn:li:corpuser:jane' } }] }
  t.match(answer.data.listRoles.roles, [
    { a0: jane, a49: jane },
    { a0: jane, a49: jane },
  ])
})

t.test(
  'who may see them sees the policies that name a role, and how many there are, and all are gone through once',
  async (t) => {
    const info = { displayName: 'P', type: 'METADATA', state: 'ACTIVE', privileges: [], actors: {} }
    const naming = Array.from({ length: 30 }, (_, at) => ({ urn: `urn:li:dataHubPolicy:${at}`, info }))
    const { answer, times } = await asked('IsAssociatedWithRole', {
      byRole: async () => new Map([['urn:li:dataHubRole:Admin', naming]]),
    })
    t.equal(times, 1)
    const relationships = naming.slice(0, 10).map(({ urn }) => ({ entity: { urn } }))
    const none = { total: 0, relationships: [] }
    t.strictSame(Object.values(answer.data.listRoles.roles[0]), Array(50).fill({ total: 30, relationships }))
    t.strictSame(Object.values(answer.data.listRoles.roles[1]), Array(50).fill(none))
  },
)

t.test('more types of relationships than there are cost nothing', async (t) => {
  const { relationships } = userReference('urn:li:corpuser:jane')
  const input = { direction: 'OUTGOING', types: Array(100).fill('IsMemberOfRole') } as const
  t.match(await relationships({ input }), { total: 0 })
  const many = { ...input, types: Array(101).fill('IsMemberOfRole') }
  await t.rejects(relationships({ input: many }), {
    name: 'ServiceError',
    detail: 'types must be at most 100.',
  })
})

t.test('relationships are given a thousand at a time, and whoever asks for more is told so', async (t) => {
  const { relationships } = userReference('urn:li:corpuser:jane')
  const input = { direction: 'OUTGOING' as const, types: ['IsMemberOfRole'] }
  t.match(await relationships({ input: { ...input, count: 1000 } }), { total: 0 })
  await t.rejects(relationships({ input: { ...input, count: 1001 } }), {
    code: 'INVALID_REQUEST',
    detail: 'count of relationships must be 0 to 1000. Page through them by start.',
  })
})
