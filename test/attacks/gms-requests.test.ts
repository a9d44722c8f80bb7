import t from 'tap'
import { makeAdmitGmsRequest } from '../../src/app/gms/admit-gms-request.ts'
import { actor, actorsOf, BOB, caller } from '../helpers/fakes/people.ts'
import { memoryTransactions, refusalsIn } from '../helpers/fakes/transactions.ts'
import { authorizeBy } from '../helpers/policies.ts'
import type { Answer } from '../helpers/recording-gms.ts'
import { ENFORCED, POLICY, proposal, send, targetsOf, world } from './gms-world.ts'

/** Attacks 16 to 18, 70 and 71 of the list (docs/attacks.md), as far as they are about what may go to GMS. */

t.test(
  'attack 16: a name is under the privilege of its own row, not of one that it begins with',
  async (t) => {
    const { service, bob, gms } = await world(t, ENFORCED)
    t.equal((await fetch(`${service.gms}/config`)).status, 200)
    t.equal((await send(`${service.gms}/runs?action=list`, bob.token)).status, 200)
    const before = targetsOf(gms).length
    for (const path of [
      '/config-secret',
      '/config/secret',
      '/runs-secret?action=list',
      '/runs/00?action=list',
    ]) {
      t.equal((await fetch(service.gms + path)).status, 401, path)
      for (const base of [service.gms, `${service.front}/api/gms`]) {
        const { status, text } = await send(base + path, bob.token, { body: {} })
        t.equal(status, 403, path)
        t.match(text, /No privilege is mapped to this endpoint/)
      }
    }
    t.equal(targetsOf(gms).length, before)
  },
)

t.test('attack 17: a method in a header is refused at each door, and changes nothing', async (t) => {
  const { service, bob, gms } = await world(t)
  for (const base of [service.gms, `${service.front}/api/gms`]) {
    for (const header of [
      'X-HTTP-Method-Override',
      'x_http_method_override',
      'X.HTTP.Method',
      'X-Method-Override',
    ])
      for (const method of ['GET', 'POST']) {
        const url = `${base}/entities/${encodeURIComponent(POLICY)}`
        const { status, text } = await send(url, bob.token, { method, headers: { [header]: 'DELETE' } })
        t.equal(status, 400, header)
        t.match(text, /METHOD_OVERRIDE_UNSUPPORTED/)
      }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await fetch(`${base}/entities?action=delete`, {
      method: 'POST',
      headers: { ...bob.as, ...form },
      body: '_method=GET&urn=urn%3Ali%3Atag%3Ax',
    })
    t.equal(answer.status, 400, 'forms are not read')
  }
  t.same(targetsOf(gms), [])
})

t.test('attack 18: pattern characters in a name stand for themselves', async (t) => {
  const urn = 'urn:li:dataset:(urn:li:dataPlatform:hive,sales.$*,PROD)'
  const criteria = [{ field: 'URN', values: [urn], condition: 'EQUALS' }]
  const authorize = authorizeBy(
    [
      {
        urn: 'urn:li:dataHubPolicy:sales',
        info: {
          displayName: 'sales',
          description: '',
          type: 'METADATA',
          state: 'ACTIVE',
          resources: { filter: { criteria } },
          privileges: ['EDIT_ENTITY'],
          actors: { users: [BOB] },
          editable: true,
        },
      } as never,
    ],
    actorsOf([actor(BOB)]),
  )
  const admit = makeAdmitGmsRequest({ authorize, recordRefusal: refusalsIn(memoryTransactions()) })
  const write = (to: string) =>
    admit(caller(BOB), {
      what: 'a test',
      demands: [{ anyOf: [['EDIT_ENTITY']], resource: { type: 'dataset', urn: to } }],
    })
  await write(urn)
  for (const other of [
    urn.replace('.', 'x'),
    urn.replace('*', '$'),
    urn.replace('$*', ''),
    `${urn}$`,
    '*',
    '.*',
  ])
    await t.rejects(write(other), { code: 'FORBIDDEN' }, other)
})

t.test(
  'attack 70: a role that was taken away allows nothing from then on, no new token either',
  async (t) => {
    const { service, bob, gms, ask, root, person } = await world(t)
    const carol = await person('carol')
    const assign = (roleUrn: string | null) =>
      ask(root, 'POST', '/api/v2/graphql', {
        query: 'mutation m($i: BatchAssignRoleInput!) { batchAssignRole(input: $i) }',
        variables: { i: { roleUrn, actors: [bob.urn] } },
      })
    const write = () =>
      send(`${service.gms}/aspects?action=ingestProposal`, bob.token, {
        body: proposal('dataHubPolicy', POLICY, 'dataHubPolicyInfo'),
      })
    const mint = () =>
      send(`${service.front}/api/v2/graphql`, bob.token, {
        body: {
          query:
            'mutation m($i: CreateAccessTokenInput!) { createAccessToken(input: $i) { metadata { id } } }',
          variables: {
            i: { type: 'PERSONAL', actorUrn: carol.urn, duration: 'ONE_HOUR', name: 'x' },
          },
        },
      })
    t.match((await assign('urn:li:dataHubRole:Admin')).body, { data: { batchAssignRole: true } })
    t.equal((await write()).status, 200)
    t.match((await mint()).text, /"id":/)
    t.match((await assign(null)).body, { data: { batchAssignRole: true } })
    const sent = targetsOf(gms).length
    t.equal((await write()).status, 403)
    t.match((await mint()).text, /"code":403/)
    t.equal(targetsOf(gms).length, sent)
  },
)

t.test('attack 71: what the policies cannot be asked of is 503 and never goes to GMS', async (t) => {
  const faults: Answer[] = [
    (_, response) => void response.writeHead(500).end(),
    (_, response) => void response.end('no aspects'),
    ({ socket }) => void socket.destroy(),
    // Never answered: the reader of facts gives up after five seconds.
    () => undefined,
  ]
  for (const fault of faults) {
    const { service, bob, gms } = await world(t, ENFORCED, fault)
    const { status, text } = await send(`${service.gms}/aspects?action=ingestProposal`, bob.token, {
      body: proposal('dataset', 'urn:li:dataset:(urn:li:dataPlatform:hive,a,PROD)', 'status'),
    })
    t.equal(status, 503)
    t.match(text, /"UNDECIDED"/)
    t.same(targetsOf(gms), [])
  }
})
