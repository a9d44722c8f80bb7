import t from 'tap'
import { administration } from '../helpers/administration.ts'

const POLICIES = '/admin/policies'
const SIMULATE = '/admin/policies:simulate'
const path = (urn: string) => `${POLICIES}/${encodeURIComponent(urn)}`
const ADMIN = 'urn:li:dataHubRole:Admin'
const PLATFORM_OF_ADMINS = 'urn:li:dataHubPolicy:admin-platform-policy'

const MANAGERS = {
  name: 'Managers of users',
  description: 'who may keep the directory',
  type: 'PLATFORM',
  state: 'ACTIVE',
  privileges: ['MANAGE_USERS_AND_GROUPS'],
  actors: { roles: ['urn:li:dataHubRole:Reader'] },
}

t.test(
  'a policy holds when it was made, changed or removed, and an update keeps roles that it leaves out',
  async (t) => {
    const { ask, root, done, person, audited } = await administration(t)
    const alice = await person('alice')
    await done('POST', '/admin/roles/assign', {
      roleUrn: 'urn:li:dataHubRole:Reader',
      actorUrns: [alice.urn],
    })
    const mayList = async () => (await ask(alice.as, 'GET', '/admin/users')).status === 200
    t.equal(await mayList(), false)

    const made = await ask(root, 'POST', POLICIES, MANAGERS)
    t.equal(made.status, 201)
    t.match(made.body, {
      ...MANAGERS,
      urn: /^urn:li:dataHubPolicy:/,
      actors: {
        users: [],
        groups: [],
        roles: ['urn:li:dataHubRole:Reader'],
        allUsers: false,
        allGroups: false,
        resourceOwners: false,
        resourceOwnersTypes: null,
      },
      resources: null,
      editable: true,
      lastUpdatedAt: Number,
    })
    const url = path(made.body.urn)
    t.equal(made.headers.get('location'), url)
    t.strictSame(await done('GET', url), made.body)
    t.equal(await mayList(), true, 'made')

    const off = await ask(root, 'PUT', url, { ...MANAGERS, state: 'INACTIVE', actors: { users: [] } })
    t.equal(off.status, 200)
    t.match(off.body, { state: 'INACTIVE', actors: { users: [], roles: MANAGERS.actors.roles } })
    t.equal(await mayList(), false, 'switched off')
    t.equal((await ask(root, 'PUT', url, MANAGERS)).status, 200)
    t.equal(await mayList(), true, 'switched on')
    const nobody = await ask(root, 'PUT', url, { ...MANAGERS, actors: { roles: [] } })
    t.strictSame(nobody.body.actors.roles, [], 'roles that are said are taken')
    t.equal(await mayList(), false)

    t.equal((await ask(root, 'PUT', url, MANAGERS)).status, 200)
    const gone = await ask(root, 'DELETE', url)
    t.strictSame([gone.status, gone.body], [204, ''])
    t.equal(await mayList(), false, 'removed')
    for (const method of ['GET', 'DELETE']) t.equal((await ask(root, method, url)).status, 404)
    t.equal((await ask(root, 'PUT', url, MANAGERS)).status, 404)
    t.match(await audited('&action=policy.remove'), [{ subject: made.body.urn }])
  },
)

t.test('resources and their criteria come back as they were sent', async (t) => {
  const { done } = await administration(t)
  const resources = {
    filter: {
      criteria: [
        { field: 'TYPE', values: ['dataset'], condition: 'EQUALS' },
        { field: 'URN', values: ['urn:li:dataset:(urn:li:dataPlatform:hive,'], condition: 'STARTS_WITH' },
      ],
    },
    privilegeConstraints: {
      criteria: [{ field: 'URN', values: ['urn:li:tag:pii'], condition: 'NOT_EQUALS' }],
    },
  }
  const sent = { ...MANAGERS, type: 'METADATA', privileges: ['EDIT_ENTITY_TAGS'], resources }
  const made = await done('POST', POLICIES, sent)
  t.match(made.resources, { type: null, resources: null, allResources: null, ...resources })
  const { urn: _, editable: __, lastUpdatedAt: ___, ...again } = made
  const kept = await done('PUT', path(made.urn), again)
  t.strictSame({ ...kept, lastUpdatedAt: 0 }, { ...made, lastUpdatedAt: 0 }, 'what is shown may be sent')
})

t.test('the list goes on by cursor, and is searched and filtered', async (t) => {
  const { ask, root, done } = await administration(t)
  const made = await done('POST', POLICIES, { ...MANAGERS, state: 'INACTIVE' })
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await done('GET', `${POLICIES}?limit=5${cursor}`)
    t.ok(page.items.length <= 5)
    for (const { urn } of page.items) seen.push(urn)
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
  } while (cursor !== '')
  t.equal(new Set(seen).size, seen.length, 'each once')
  t.equal(seen.at(-1), made.urn, 'new ones at the end')
  t.ok(seen.includes(PLATFORM_OF_ADMINS))
  const found = await done('GET', `${POLICIES}?query=MANAGERS%20of`)
  t.match(found, { items: [{ urn: made.urn }], nextCursor: null })
  t.match(await done('GET', `${POLICIES}?state=INACTIVE&type=PLATFORM`), { items: [{ urn: made.urn }] })
  for (const query of ['limit=0', 'limit=101', 'cursor=AAAA', 'state=PAUSED', 'start=1'])
    t.equal((await ask(root, 'GET', `${POLICIES}?${query}`)).status, 400, query)
})

t.test('a policy that comes with DataHub is neither changed nor removed', async (t) => {
  const { ask, root, done } = await administration(t)
  const url = path(PLATFORM_OF_ADMINS)
  const before = await done('GET', url)
  t.match(before, { editable: false, actors: { roles: [ADMIN] } })
  for (const answer of [await ask(root, 'PUT', url, MANAGERS), await ask(root, 'DELETE', url)])
    t.match([answer.status, answer.body.code], [409, 'POLICY_PROTECTED'])
  t.strictSame(await done('GET', url), before)
})

t.test('what is no policy is refused with what to send instead', async (t) => {
  const { ask, root } = await administration(t)
  const wrong: [unknown, RegExp][] = [
    [{ ...MANAGERS, name: '' }, /^body\/name/],
    [{ ...MANAGERS, type: 'ADMIN' }, /^body\/type.*METADATA, PLATFORM/],
    [{ ...MANAGERS, state: 'PAUSED' }, /^body\/state/],
    [{ ...MANAGERS, editable: false }, /there is no editable/],
    [{ ...MANAGERS, actors: { owners: true } }, /there is no owners/],
    [
      { ...MANAGERS, actors: { users: ['jane'] } },
      /^actors\.users must be URNs such as urn:li:corpuser:jane/,
    ],
    [
      { ...MANAGERS, resources: { filter: { criteria: [{ field: 'COLOUR', values: ['red'] }] } } },
      /^A field in resources\.filter is none of those that there are: TYPE, URN/,
    ],
    [{}, /^body must have required properties/],
  ]
  for (const [body, told] of wrong) {
    const answer = await ask(root, 'POST', POLICIES, body)
    t.equal(answer.status, 400, JSON.stringify(body))
    t.match(answer.body.detail, told)
  }
})

t.test('a simulation says for whom a change would change what, and changes nothing', async (t) => {
  const { ask, root, done, person } = await administration(t)
  const alice = await person('alice')
  const add = { ...MANAGERS, actors: { users: [alice.urn] } }
  const simulated = await done('POST', SIMULATE, { change: { add }, actors: [alice.urn], resources: [] })
  t.match(simulated, { asked: Number, undecided: 0, complete: true })
  t.strictSame(simulated.differences, [
    {
      actorUrn: alice.urn,
      privilege: 'MANAGE_USERS_AND_GROUPS',
      resource: null,
      before: false,
      after: true,
    },
  ])
  t.equal((await ask(alice.as, 'GET', '/admin/users')).status, 403)
  const both = { add, remove: { urn: PLATFORM_OF_ADMINS } }
  for (const change of [{}, both]) {
    const answer = await ask(root, 'POST', SIMULATE, { change })
    t.match(
      [answer.status, answer.body.detail],
      [400, 'change must have exactly one of add, update and remove.'],
    )
  }
  const unknown = { update: { urn: 'urn:li:dataHubPolicy:none', policy: MANAGERS } }
  t.equal((await ask(root, 'POST', SIMULATE, { change: unknown })).status, 404)
})

t.test('who may use a privilege is told as policies name them', async (t) => {
  const { ask, root, done } = await administration(t)
  t.match(await done('GET', `${POLICIES}/authorized-actors?privilege=MANAGE_POLICIES`), {
    allUsers: false,
    users: ['urn:li:corpuser:datahub'],
    roles: [ADMIN],
  })
  t.match(
    await done('GET', `${POLICIES}/authorized-actors?privilege=VIEW_ENTITY_PAGE&resourceType=dataset`),
    {
      allUsers: true,
    },
  )
  const half = await ask(root, 'GET', `${POLICIES}/authorized-actors?privilege=EDIT_ENTITY&resourceUrn=u`)
  t.match([half.status, half.body.detail], [400, /^resourceUrn needs its resourceType/])
  t.equal((await ask(root, 'GET', `${POLICIES}/authorized-actors`)).status, 400)
})

t.test(
  'who keeps no policies sees, changes and simulates none, and a method that is not taken is told',
  async (t) => {
    const { ask, root, person } = await administration(t)
    const alice = await person('alice')
    const asked: [string, string, unknown?][] = [
      ['GET', POLICIES],
      ['POST', POLICIES, MANAGERS],
      ['GET', `${POLICIES}/authorized-actors?privilege=MANAGE_POLICIES`],
      ['POST', SIMULATE, { change: { remove: { urn: PLATFORM_OF_ADMINS } } }],
    ]
    for (const urn of [PLATFORM_OF_ADMINS, 'urn:li:dataHubPolicy:none', 'garbage'])
      asked.push(['GET', path(urn)], ['PUT', path(urn), MANAGERS], ['DELETE', path(urn)])
    for (const [method, url, body] of asked) {
      const answer = await ask(alice.as, method, url, body)
      t.match([answer.status, answer.body.detail], [403, /"Manage Policies"/], `${method} ${url}`)
      t.equal((await ask({}, method, url, body)).status, 401, `${method} ${url} by nobody`)
    }
    const methods: [string, string, string][] = [
      ['PATCH', path(PLATFORM_OF_ADMINS), 'DELETE, GET, HEAD, PUT'],
      ['GET', SIMULATE, 'POST'],
      ['PUT', `${POLICIES}/authorized-actors`, 'GET, HEAD'],
    ]
    for (const [method, url, allow] of methods) {
      const answer = await ask(root, method, url, method === 'GET' ? undefined : MANAGERS)
      t.match([answer.status, answer.headers.get('allow')], [405, allow], url)
    }
  },
)
