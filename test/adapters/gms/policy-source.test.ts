import type { ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import t from 'tap'
import { loadDefaultPolicies, SERVICE_ACCOUNTS_POLICY } from '../../../src/adapters/default-policies.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import { type DirectoryGms, gmsPolicies, startDirectoryGms } from '../../helpers/directory-gms.ts'
import { policiesAt } from './policies-world.ts'

function policy(id: string, users: readonly string[] = []): PolicyDocument {
  return {
    urn: `urn:li:dataHubPolicy:${id}`,
    info: {
      displayName: id,
      description: '',
      type: 'PLATFORM',
      state: 'ACTIVE',
      privileges: ['MANAGE_SERVICE_ACCOUNTS'],
      actors: { users },
    },
  }
}

/** Numbered so that they are in the order of their URNs. */
function several(count: number): PolicyDocument[] {
  return Array.from({ length: count }, (_, i) => policy(String(10_000 + i)))
}

async function gmsWith(t: Parameters<typeof startDirectoryGms>[0], policies: readonly PolicyDocument[]) {
  const gms = await startDirectoryGms(t)
  for (const [urn, aspects] of gmsPolicies(policies)) gms.entities.set(urn, aspects)
  return gms
}

function respond(response: ServerResponse, status: number, body: unknown = {}): true {
  response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  return true
}

const urnsOf = (policies: readonly PolicyDocument[]): string[] => policies.map(({ urn }) => urn)

t.test('all policies are read, page by page and in their order', async (t) => {
  const gms = await gmsWith(t, several(2_500))
  const { policies, unreadable } = await policiesAt(t, gms.url).load()
  t.strictSame(urnsOf(policies), urnsOf(several(2_500)))
  t.strictSame(unreadable, [])
  t.equal(gms.calls.length, 3)
  t.equal(gms.reads.length, Math.ceil(2_500 / 90))
})

t.test(
  'DataHub’s defaults come as they are kept, with a policy for service accounts where it has none',
  async (t) => {
    const theirs = loadDefaultPolicies().filter(({ urn }) => urn !== SERVICE_ACCOUNTS_POLICY.urn)
    const gms = await gmsWith(t, theirs)
    const { load } = policiesAt(t, gms.url)
    const { policies } = await load()
    t.strictSame(urnsOf(policies), [...urnsOf(theirs).sort(), SERVICE_ACCOUNTS_POLICY.urn])
    for (const { urn, info } of theirs) t.match(policies.find((found) => found.urn === urn)?.info, info)
    const [urn, aspects] = gmsPolicies([policy('their-own')])[0] ?? ['', {}]
    gms.entities.set(urn, aspects)
    t.notOk(urnsOf((await load()).policies).includes(SERVICE_ACCOUNTS_POLICY.urn))
    gms.entities.clear()
    t.strictSame(urnsOf((await load()).policies), [SERVICE_ACCOUNTS_POLICY.urn])
  },
)

t.test('one that is gone is left out, one that is no policy is named, the rest is there', async (t) => {
  const gms = await gmsWith(t, [policy('a'), policy('b'), policy('c')])
  gms.entities.set('urn:li:dataHubPolicy:a', { dataHubPolicyKey: {} })
  gms.entities.set('urn:li:dataHubPolicy:b', {
    dataHubPolicyKey: {},
    dataHubPolicyInfo: { privileges: 7 },
  })
  const { policies, unreadable } = await policiesAt(t, gms.url).load()
  t.strictSame(urnsOf(policies), ['urn:li:dataHubPolicy:c'])
  t.strictSame(unreadable, ['urn:li:dataHubPolicy:b'])
})

/** Does this once, when the second page is asked for. */
function beforeSecondPage(gms: DirectoryGms, act: () => void, times = 1): void {
  let left = times
  gms.interfere = ({ url }) => {
    if (url?.includes('listUrns') && gms.calls.length % 2 === 0 && left-- > 0) act()
    return false
  }
}

t.test('policies that change while they are listed are listed again', async (t) => {
  const added = policy('00000')
  const add = (gms: DirectoryGms) => () => {
    for (const [urn, aspects] of gmsPolicies([added])) gms.entities.set(urn, aspects)
  }
  const remove = (gms: DirectoryGms) => () => gms.entities.delete(several(1)[0]?.urn ?? '')
  const append = (gms: DirectoryGms) => () => {
    for (const [urn, aspects] of gmsPolicies([policy('99999')])) gms.entities.set(urn, aspects)
  }
  const cases = {
    'one more': [add],
    'one less': [remove],
    // As many as before, but the second page would have left one out.
    'one less in front and one more at the end': [remove, append],
  }
  for (const [what, changes] of Object.entries(cases)) {
    const gms = await gmsWith(t, several(1_500))
    beforeSecondPage(gms, () => {
      for (const change of changes) change(gms)()
    })
    const { policies } = await policiesAt(t, gms.url).load()
    t.strictSame(urnsOf(policies), [...gms.entities.keys()].sort(), what)
    t.equal(gms.calls.length, 4, what)
  }
})

t.test('policies that change without end are not read in part', async (t) => {
  const gms = await gmsWith(t, several(1_500))
  let next = 0
  beforeSecondPage(gms, () => gms.entities.set(`urn:li:dataHubPolicy:${next++}`, {}), 10)
  await t.rejects(policiesAt(t, gms.url).load(), {
    code: 'POLICIES_UNAVAILABLE',
    message: /no whole list/,
  })
  t.equal(gms.calls.length, 6)
})

t.test('a list that is none, or of too many, is no list', async (t) => {
  const gms = await startDirectoryGms(t)
  const list = (total: unknown, entities: unknown): unknown => ({
    value: { start: 0, count: 1, total, entities },
  })
  const cases: [string, unknown, RegExp][] = [
    ['not JSON', '<html>', /no list/],
    ['null', null, /no list/],
    ['no value', {}, /no list/],
    ['no total', list(undefined, []), /no list/],
    ['a total that is none', list(-1, []), /no list/],
    ['no urns', list(0, 'a'), /no list/],
    ['urns that are none', list(1, [7]), /no list/],
    ['one urn twice', list(2, ['a', 'a']), /no whole list/],
    ['more than it says', list(1, ['a', 'b']), /no whole list/],
    ['fewer than it says', list(3, ['a', 'b']), /no whole list/],
    ['none of those it says', list(3, []), /no whole list/],
    ['too many', list(100_001, []), /100001 policies/],
  ]
  for (const [what, body, message] of cases) {
    gms.interfere = (_, response) => respond(response, 200, body)
    await t.rejects(policiesAt(t, gms.url).load(), { code: 'POLICIES_UNAVAILABLE', message }, what)
  }
})

t.test('a GMS that gives a page at a time of one policy is not asked without end', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.interfere = (request, response) => {
    request.setEncoding('utf8').on('data', (sent: string) => {
      const { start } = JSON.parse(sent)
      const entities = [String(start), String(start + 1)]
      respond(response, 200, {
        value: { start, count: 2, total: 90_000, entities },
      })
    })
    return true
  }
  await t.rejects(policiesAt(t, gms.url).load(), {
    message: /no whole list/,
  })
  t.equal(gms.calls.length, 3 * 1_000)
})

t.test('a page or a batch that fails fails the whole', async (t) => {
  const gms = await gmsWith(t, several(1_100))
  const { load } = policiesAt(t, gms.url)
  for (const isMeant of [
    () => gms.calls.length === 2 && gms.reads.length === 0,
    () => gms.reads.length === 5,
  ]) {
    for (const act of [
      (response: ServerResponse) => respond(response, 500),
      (response: ServerResponse) => respond(response, 200, 'no JSON'),
      (response: ServerResponse) => Boolean(response.destroy()),
      () => true,
    ]) {
      gms.calls.length = 0
      gms.reads.length = 0
      gms.interfere = (_, response) => isMeant() && act(response)
      await t.rejects(load(), { code: 'POLICIES_UNAVAILABLE' })
    }
  }
  gms.interfere = () => false
  t.equal((await load()).policies.length, 1_100, 'and is read when it is there again')
})

t.test('a GMS that refuses our credentials is an error for our administrator', async (t) => {
  const gms = await gmsWith(t, several(1))
  const { load } = policiesAt(t, gms.url, { secret: 'canary-wrong-secret' })
  const [outcome] = await Promise.allSettled([load()])
  t.match(outcome, {
    reason: {
      code: 'GMS_CREDENTIALS_REFUSED',
      message: /DATAHUB_SYSTEM_CLIENT_ID/,
    },
  })
  t.notMatch(inspect(outcome, { depth: 20, showHidden: true }), /canary/)
  gms.interfere = ({ url }, response) => url?.startsWith('/entitiesV2') === true && respond(response, 403)
  await t.rejects(policiesAt(t, gms.url).load(), {
    code: 'GMS_CREDENTIALS_REFUSED',
  })
})

t.test(
  'answers that are too long are asked for in parts; one policy that is too long grants nothing',
  async (t) => {
    const users = (count: number) => Array.from({ length: count }, (_, i) => `urn:li:corpuser:${i}`)
    const all = [
      ...several(20).map(({ urn }) => policy(urn.slice(-5), users(100))),
      policy('huge', users(1_000)),
    ]
    const gms = await gmsWith(t, all)
    const { policies, unreadable } = await policiesAt(t, gms.url, {
      answerBytesMax: 10_000,
    }).load()
    t.strictSame(urnsOf(policies), urnsOf(all.slice(0, -1)))
    t.strictSame(unreadable, ['urn:li:dataHubPolicy:huge'])
    t.ok(gms.reads.length < 2 * all.length, `${gms.reads.length} reads`)
  },
)
