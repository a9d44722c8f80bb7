import t from 'tap'
import { FACTS_LIFE_MS } from '../../../src/adapters/gms/resource-facts.ts'
import { FACT_FIELDS } from '../../../src/domain/policy/question.ts'
import { startDirectoryGms } from '../../helpers/directory-gms.ts'
import { SYSTEM_SECRET, sandboxFor } from '../../sandbox/helpers.ts'
import { factsAt } from './facts-world.ts'
import { tinyGms } from './tiny-gms.ts'

const TABLE = 'urn:li:dataset:(urn:li:dataPlatform:hive,db.t,PROD)'
const ALICE = 'urn:li:corpuser:alice'
const STEWARD = 'urn:li:ownershipType:__system__data_steward'
const NOTHING = Object.fromEntries([...FACT_FIELDS.map((field) => [field, []]), ['ownership', []]])

t.test('several fields of a resource are read in one request, and only those', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set(TABLE, {
    ownership: {
      owners: [{ owner: ALICE, type: 'NONE', typeUrn: STEWARD }, { owner: 'urn:li:corpGroup:g' }],
    },
    globalTags: { tags: [{ tag: 'urn:li:tag:pii' }] },
    groupMembership: { groups: ['urn:li:corpGroup:g'] },
  })
  const { factsOf } = factsAt(t, gms.url)
  t.strictSame(await factsOf(TABLE, 'OWNER', 'TAG'), {
    OWNER: [ALICE, 'urn:li:corpGroup:g'],
    TAG: ['urn:li:tag:pii'],
    ownership: [{ urn: ALICE, typeUrn: STEWARD }, { urn: 'urn:li:corpGroup:g' }],
  })
  t.equal(gms.reads.length, 1)
  t.match(gms.reads[0], /aspects=List\(ownership,globalTags\)$/)
})

t.test(
  'a resource that DataHub does not know has nothing; of what is no URN of its nothing is known',
  async (t) => {
    const gms = await startDirectoryGms(t)
    const { factsOf } = factsAt(t, gms.url)
    t.strictSame(await factsOf(TABLE, ...FACT_FIELDS), NOTHING)
    t.equal(gms.reads.length, 1)
    t.strictSame(await factsOf('', ...FACT_FIELDS), NOTHING, 'a type alone')
    const odd = ['alice', 'urn:other:dataset:x', `urn:li:tag:${'é'.repeat(507)}`, 'urn:li:tag:\ud800']
    for (const urn of odd) t.strictSame(await factsOf(urn, ...FACT_FIELDS), {}, urn.slice(0, 20))
    t.equal(gms.reads.length, 1, 'of which DataHub hears nothing')
    await t.rejects(factsOf(`urn:li:tag:${'é'.repeat(506)}x`, 'OWNER'), { code: 'UNDECIDED' })
    t.equal(gms.reads.length, 2, 'while it is asked of what it may refuse itself')
  },
)

t.test('what a resource is a part of is read level by level, each entity once', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set(TABLE, {
    domains: { domains: ['urn:li:domain:a', 'urn:li:domain:b'] },
    container: { container: 'urn:li:container:schema' },
    glossaryTerms: { terms: [{ urn: 'urn:li:glossaryTerm:t' }] },
  })
  gms.entities.set('urn:li:domain:a', { domainProperties: { name: 'a', parentDomain: 'urn:li:domain:top' } })
  gms.entities.set('urn:li:domain:b', { domainProperties: { name: 'b', parentDomain: 'urn:li:domain:top' } })
  gms.entities.set('urn:li:container:schema', { container: { container: 'urn:li:container:db' } })
  gms.entities.set('urn:li:glossaryTerm:t', { glossaryTermInfo: { parentNode: 'urn:li:glossaryNode:n' } })
  gms.entities.set('urn:li:glossaryNode:n', { glossaryNodeInfo: { parentNode: 'urn:li:glossaryNode:m' } })
  const { factsOf } = factsAt(t, gms.url)
  const facts = await factsOf(TABLE, 'DOMAIN', 'CONTAINER', 'GLOSSARY')
  t.strictSame(facts, {
    DOMAIN: ['urn:li:domain:a', 'urn:li:domain:b', 'urn:li:domain:top'],
    CONTAINER: ['urn:li:container:schema', 'urn:li:container:db'],
    GLOSSARY: ['urn:li:glossaryTerm:t', 'urn:li:glossaryNode:n', 'urn:li:glossaryNode:m'],
  })
  t.equal(gms.reads.length, 1 + 2 + 2 + 3, 'one request a level and type')
  await factsOf('urn:li:domain:a', 'DOMAIN')
  t.equal(gms.reads.length, 8, 'and none for what is known')
})

t.test('a circle of domains ends, and a tower of them is too high', async (t) => {
  const gms = await startDirectoryGms(t)
  const parent = (urn: string) => ({ domainProperties: { name: 'd', parentDomain: urn } })
  gms.entities.set('urn:li:domain:a', parent('urn:li:domain:b'))
  gms.entities.set('urn:li:domain:b', parent('urn:li:domain:a'))
  for (let i = 0; i < 60; i++) gms.entities.set(`urn:li:domain:${i}`, parent(`urn:li:domain:${i + 1}`))
  const { factsOf } = factsAt(t, gms.url)
  t.strictSame(await factsOf('urn:li:domain:a', 'DOMAIN'), { DOMAIN: ['urn:li:domain:a', 'urn:li:domain:b'] })
  t.equal((await factsOf('urn:li:domain:11', 'DOMAIN')).DOMAIN?.length, 50)
  await t.rejects(factsOf('urn:li:domain:10', 'DOMAIN'), { code: 'UNDECIDED', message: /50 levels/ })
})

t.test(
  'who asks while an answer is under way waits for it, and asks for what is missing alone',
  async (t) => {
    const gms = await startDirectoryGms(t)
    gms.entities.set(TABLE, {
      globalTags: { tags: [{ tag: 'urn:li:tag:x' }] },
      ownership: { owners: [{ owner: ALICE }] },
    })
    const { factsOf } = factsAt(t, gms.url)
    const [both, tags, more] = await Promise.all([
      factsOf(TABLE, 'TAG', 'OWNER'),
      factsOf(TABLE, 'TAG'),
      factsOf(TABLE, 'TAG', 'DATA_PLATFORM_INSTANCE'),
    ])
    t.strictSame(tags, { TAG: ['urn:li:tag:x'] })
    t.strictSame(both, { TAG: ['urn:li:tag:x'], OWNER: [ALICE], ownership: [{ urn: ALICE }] })
    t.strictSame(more, { TAG: ['urn:li:tag:x'], DATA_PLATFORM_INSTANCE: [] })
    t.strictSame(
      gms.reads.map((read) => /aspects=.*/.exec(read)?.[0]),
      ['aspects=List(globalTags,ownership)', 'aspects=List(dataPlatformInstance)'],
    )
  },
)

t.test('a fact is asked for again when it is five seconds old', async (t) => {
  const gms = await startDirectoryGms(t)
  const { factsOf, clock } = factsAt(t, gms.url)
  t.strictSame(await factsOf(TABLE, 'TAG'), { TAG: [] })
  gms.entities.set(TABLE, { globalTags: { tags: [{ tag: 'urn:li:tag:x' }] } })
  clock.advance(FACTS_LIFE_MS - 1)
  t.strictSame(await factsOf(TABLE, 'TAG'), { TAG: [] })
  clock.advance(1)
  t.strictSame(await factsOf(TABLE, 'TAG'), { TAG: ['urn:li:tag:x'] })
})

t.test('of what a resource is a part of is asked again when it is five seconds old', async (t) => {
  const gms = await startDirectoryGms(t)
  const inDomain = (parentDomain: string) => ({ domainProperties: { name: 'd', parentDomain } })
  gms.entities.set('urn:li:domain:a', inDomain('urn:li:domain:b'))
  const { factsOf, clock } = factsAt(t, gms.url)
  const before = ['urn:li:domain:a', 'urn:li:domain:b']
  t.strictSame(await factsOf('urn:li:domain:a', 'DOMAIN'), { DOMAIN: before })
  gms.entities.set('urn:li:domain:a', inDomain('urn:li:domain:c'))
  // Another resource, of which nothing is known but that it is in this domain.
  gms.entities.set(TABLE, { domains: { domains: ['urn:li:domain:a'] } })
  clock.advance(FACTS_LIFE_MS - 1)
  t.strictSame(await factsOf(TABLE, 'DOMAIN'), { DOMAIN: before })
  clock.advance(1)
  const after = ['urn:li:domain:a', 'urn:li:domain:c']
  t.strictSame(await factsOf('urn:li:domain:a', 'DOMAIN'), { DOMAIN: after })
  t.strictSame(await factsOf(TABLE, 'DOMAIN'), { DOMAIN: before }, 'as old again, at the most')
  clock.advance(FACTS_LIFE_MS)
  t.strictSame(await factsOf(TABLE, 'DOMAIN'), { DOMAIN: after })
})

t.test('a resource with very many values is not kept', async (t) => {
  const gms = await startDirectoryGms(t)
  const tags = (count: number) => ({
    globalTags: { tags: Array.from({ length: count }, (_, i) => ({ tag: `urn:li:tag:${i}` })) },
  })
  const { factsOf } = factsAt(t, gms.url)
  for (const [count, reads] of [
    [100, 1],
    [101, 2],
  ] as const) {
    const urn = `urn:li:dashboard:${count}`
    gms.entities.set(urn, tags(count))
    const before = gms.reads.length
    for (let i = 0; i < 2; i++) t.equal((await factsOf(urn, 'TAG')).TAG?.length, count)
    t.equal(gms.reads.length - before, reads, `${count} values`)
  }
})

t.test('a GMS that gives no plain answer leaves it undecided, never empty, and is asked again', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set('urn:li:domain:a', { domainProperties: { name: 'a', parentDomain: 7 } })
  const { factsOf } = factsAt(t, gms.url)
  await t.rejects(factsOf('urn:li:domain:a', 'DOMAIN'), { code: 'UNDECIDED', message: /another shape/ })
  await t.rejects(
    factsOf('urn:li:tag:(x)', 'OWNER'),
    { code: 'UNDECIDED', message: /without/ },
    'two spellings',
  )
  for (const [status, code] of [
    [401, 'GMS_CREDENTIALS_REFUSED'],
    [403, 'GMS_CREDENTIALS_REFUSED'],
    [400, '400'],
    [404, '404'],
    [500, '500'],
  ] as const) {
    gms.interfere = (_, response) => {
      response.writeHead(status).end('{}')
      return true
    }
    await t.rejects(factsOf(TABLE, 'TAG'), { code: 'UNDECIDED' }, String(status))
    const [outcome] = await Promise.allSettled([factsOf(TABLE, 'TAG', 'DOMAIN')])
    const { reason } = outcome as PromiseRejectedResult
    t.match(`${reason.message} ${reason.cause?.cause?.message}`, code)
  }
  gms.interfere = (_, response) => {
    response.writeHead(200).end('{"results":{}}')
    return true
  }
  await t.rejects(factsOf(TABLE, 'TAG'), { code: 'UNDECIDED' })
  gms.interfere = () => true
  await t.rejects(factsOf(TABLE, 'TAG'), { code: 'UNDECIDED' }, 'slow')
  gms.interfere = (request) => Boolean(request.destroy())
  await t.rejects(factsOf(TABLE, 'TAG'), { code: 'UNDECIDED' }, 'breaks off')
  gms.interfere = () => false
  t.strictSame(await factsOf(TABLE, 'TAG'), { TAG: [] })
})

t.test('a part of something that DataHub reads as another leaves it undecided', async (t) => {
  const gms = await startDirectoryGms(t)
  const parent = { domainProperties: { name: 'd', parentDomain: 'urn:li:domain:top' } }
  gms.entities.set('urn:li:domain:a', parent)
  const { factsOf } = factsAt(t, gms.url)
  for (const [n, domain] of ['urn:li:domain:(a)', 'urn:li:domain:a ', 'urn:li:domain:'].entries()) {
    const urn = `urn:li:dashboard:${n}`
    gms.entities.set(urn, { domains: { domains: ['urn:li:domain:a', domain] } })
    await t.rejects(factsOf(urn, 'DOMAIN'), { code: 'UNDECIDED', message: /spelled otherwise/ }, domain)
  }
})

t.test('an outage while ancestors are read leaves it undecided', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set(TABLE, { domains: { domains: ['urn:li:domain:a'] } })
  gms.interfere = ({ url }, response) => {
    if (!url?.includes('domainProperties')) return false
    response.writeHead(500).end()
    return true
  }
  const { factsOf } = factsAt(t, gms.url)
  await t.rejects(factsOf(TABLE, 'DOMAIN'), { code: 'UNDECIDED' })
  gms.interfere = () => false
  t.strictSame(await factsOf(TABLE, 'DOMAIN'), { DOMAIN: ['urn:li:domain:a'] })
})

t.test('more questions at once than GMS is asked are undecided', async (t) => {
  let waiting = 0
  const url = await tinyGms(t, () => {
    waiting++
  })
  const { factsOf } = factsAt(t, url, { loadsMax: 2 })
  const asked = ['a', 'b', 'c', 'a'].map((id) => factsOf(`urn:li:tag:${id}`, 'OWNER'))
  const outcomes = await Promise.allSettled(asked)
  t.match(outcomes[2], { reason: { code: 'UNDECIDED', message: /being asked for/ } })
  t.notMatch(outcomes[3], { reason: { message: /being asked for/ } }, 'who joins is no further question')
  t.equal(waiting, 2)
  await t.rejects(
    factsOf('urn:li:tag:c', 'OWNER'),
    { message: /could not be asked/ },
    'and room is made again',
  )
})

t.test('facts are read from the sandbox as from GMS', async (t) => {
  const gms = await sandboxFor(t)
  const write = async (urn: string, aspects: Record<string, object>) => {
    const proposals = Object.entries(aspects).map(([aspectName, value]) => ({
      entityType: urn.split(':')[2],
      entityUrn: urn,
      aspectName,
      changeType: 'UPSERT',
      aspect: { value: JSON.stringify(value), contentType: 'application/json' },
    }))
    t.equal((await gms.post('/aspects?action=ingestProposalBatch', { proposals })).status, 200)
  }
  const instance = 'urn:li:dataPlatformInstance:(urn:li:dataPlatform:hive,one)'
  await write(TABLE, {
    ownership: { owners: [{ owner: ALICE, type: 'NONE' }] },
    domains: { domains: ['urn:li:domain:a'] },
    globalTags: { tags: [{ tag: 'urn:li:tag:x' }] },
    dataPlatformInstance: { platform: 'urn:li:dataPlatform:hive', instance },
    container: { container: 'urn:li:container:c' },
    glossaryTerms: { terms: [{ urn: 'urn:li:glossaryTerm:t' }] },
  })
  await write('urn:li:domain:a', { domainProperties: { name: 'a', parentDomain: 'urn:li:domain:b' } })
  await write('urn:li:container:c', { container: { container: 'urn:li:container:d' } })
  await write('urn:li:glossaryTerm:t', { glossaryTermInfo: { parentNode: 'urn:li:glossaryNode:n' } })
  await write('urn:li:glossaryNode:n', { glossaryNodeInfo: { parentNode: 'urn:li:glossaryNode:m' } })
  const { factsOf } = factsAt(t, gms.url, { secret: SYSTEM_SECRET })
  t.strictSame(await factsOf(TABLE, ...FACT_FIELDS), {
    OWNER: [ALICE],
    DOMAIN: ['urn:li:domain:a', 'urn:li:domain:b'],
    GROUP_MEMBERSHIP: [],
    DATA_PLATFORM_INSTANCE: [instance],
    TAG: ['urn:li:tag:x'],
    CONTAINER: ['urn:li:container:c', 'urn:li:container:d'],
    GLOSSARY: ['urn:li:glossaryTerm:t', 'urn:li:glossaryNode:n', 'urn:li:glossaryNode:m'],
    ownership: [{ urn: ALICE }],
  })
})
