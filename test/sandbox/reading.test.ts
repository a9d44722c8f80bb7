import t from 'tap'
import { DATASET_URN, proposal, restLiError, SYSTEM_URN, sandboxFor } from './helpers.ts'

const ROOT_INFO = { active: true, displayName: 'DataHub', title: 'DataHub Root User' }
const ROOT_ENTITY = {
  value: {
    'com.linkedin.metadata.snapshot.CorpUserSnapshot': {
      urn: 'urn:li:corpuser:datahub',
      aspects: [
        { 'com.linkedin.metadata.key.CorpUserKey': { username: 'datahub' } },
        { 'com.linkedin.identity.CorpUserInfo': ROOT_INFO },
      ],
    },
  },
}

t.test(
  'the root user is there at the start, as a snapshot, as enveloped aspects and as one aspect',
  async (t) => {
    const gms = await sandboxFor(t)
    const entity = await gms.get('/entities/urn%3Ali%3Acorpuser%3Adatahub')
    t.same(entity.json, ROOT_ENTITY)
    t.equal(entity.headers.get('x-restli-protocol-version'), '2.0.0')
    t.equal(entity.headers.get('x-restli-error-response'), null)

    const { json } = await gms.get('/entitiesV2/urn:li:corpuser:datahub')
    t.match(json, {
      urn: 'urn:li:corpuser:datahub',
      entityName: 'corpuser',
      aspects: {
        corpUserKey: { name: 'corpUserKey', type: 'VERSIONED', version: 0, value: { username: 'datahub' } },
        corpUserInfo: {
          name: 'corpUserInfo',
          type: 'VERSIONED',
          version: 0,
          value: ROOT_INFO,
          created: { actor: SYSTEM_URN, time: Number },
        },
      },
    })

    const aspect = await gms.get('/aspects/urn:li:corpuser:datahub?aspect=corpUserInfo&version=0')
    t.same(aspect.json, { version: 0, aspect: { 'com.linkedin.identity.CorpUserInfo': ROOT_INFO } })
  },
)

t.test('a urn is read alike raw, half encoded and wholly encoded', async (t) => {
  const gms = await sandboxFor(t)
  const halfEncoded = DATASET_URN.replaceAll(':', '%3A')
  const replies = await Promise.all(
    [
      DATASET_URN,
      halfEncoded,
      encodeURIComponent(DATASET_URN),
      DATASET_URN.replace('(', '%28').replace(')', '%29'),
    ].map((urn) => gms.get(`/entities/${urn}`)),
  )
  for (const { status, json } of replies) {
    t.equal(status, 200)
    t.same(json, replies[0]?.json)
  }
})

t.test('a slash in a urn must come encoded: raw, it starts another segment', async (t) => {
  const gms = await sandboxFor(t)
  const { status, json } = await gms.get('/entities/urn%3Ali%3Atag%3Aa%2Fb%25')
  t.equal(status, 200)
  t.match(json, { value: { 'com.linkedin.metadata.snapshot.TagSnapshot': { urn: 'urn:li:tag:a/b%' } } })
  t.equal((await gms.get('/entities/urn:li:tag:a/b')).status, 404)
})

t.test('an entity nobody wrote is answered with its key aspect alone, but has no aspects', async (t) => {
  const gms = await sandboxFor(t)
  const key = { platform: 'urn:li:dataPlatform:hive', name: 'db.t', origin: 'PROD' }
  const snapshot = { urn: DATASET_URN, aspects: [{ 'com.linkedin.metadata.key.DatasetKey': key }] }
  t.same((await gms.get(`/entities/${DATASET_URN}`)).json, {
    value: { 'com.linkedin.metadata.snapshot.DatasetSnapshot': snapshot },
  })
  t.match((await gms.get(`/entitiesV2/${DATASET_URN}`)).json, {
    aspects: { datasetKey: { value: key, created: { actor: SYSTEM_URN } } },
  })
  const aspect = await gms.get(`/aspects/${DATASET_URN}?aspect=datasetKey&version=0`)
  t.equal(aspect.status, 404)
  t.match(aspect.json, restLiError(404, /datasetKey/))
  t.equal(aspect.headers.get('x-restli-error-response'), 'true')
  t.equal(aspect.headers.get('x-restli-protocol-version'), '2.0.0')
})

t.test("the Python client's look for a telemetry id is a plain 404", async (t) => {
  const gms = await sandboxFor(t)
  const path = '/aspects/urn%3Ali%3Atelemetry%3AclientId?aspect=telemetryClientId&version=0'
  t.equal((await gms.get(path)).status, 404)
})

t.test('a projection keeps the aspects it names, and the key', async (t) => {
  const gms = await sandboxFor(t)
  await gms.post('/aspects?action=ingestProposalBatch', {
    proposals: [proposal('status', { removed: false }), proposal('ownership', { owners: [] })],
  })
  const names = async (query: string) => {
    const { json } = await gms.get(`/entitiesV2/${DATASET_URN}${query}`)
    return Object.keys((json as { aspects: object }).aspects)
  }
  t.same(await names(''), ['datasetKey', 'status', 'ownership'])
  t.same(await names('?aspects=List(ownership,nothing)'), ['datasetKey', 'ownership'])
  t.same(await names('?aspects=List%28ownership%2Cstatus%29'), ['datasetKey', 'status', 'ownership'])
  t.same(await names('?aspects=List()'), ['datasetKey'])
  t.same(await names('?aspects=status'), ['datasetKey', 'status'])
  const { json } = await gms.get(`/entities/${DATASET_URN}?aspects=List(status)`)
  t.match(json, { value: { 'com.linkedin.metadata.snapshot.DatasetSnapshot': { aspects: { length: 2 } } } })
})

t.test('a type of entity without a snapshot is read at entitiesV2 only', async (t) => {
  const gms = await sandboxFor(t)
  const refused = await gms.get('/entities/urn:li:container:abc')
  t.match(refused.json, restLiError(400, /entitiesV2/))
  t.match((await gms.get('/entitiesV2/urn:li:container:abc')).json, {
    entityName: 'container',
    aspects: { containerKey: { value: { guid: 'abc' } } },
  })
})

t.test('what is no urn, or one of no known entity, is a 400', async (t) => {
  const gms = await sandboxFor(t)
  const urns = [
    'alice',
    'urn:li:corpuser',
    'urn:li:corpuser:',
    'urn:li:martian:x',
    'urn:li:dataset:x',
    '',
    'urn:li:dataset:(a,b',
  ]
  for (const urn of [...urns, `urn:li:corpuser:${'a'.repeat(512)}`]) {
    for (const path of [`/entities/${urn}`, `/entitiesV2/${urn}`]) {
      const { status, json } = await gms.get(path)
      t.equal(status, 400, path.slice(0, 60))
      t.match(json, restLiError(400, /./))
    }
  }
})

t.test('an aspect is asked for by name and whole-numbered version', async (t) => {
  const gms = await sandboxFor(t)
  for (const query of [
    '',
    '?aspect&version=0&version',
    '?aspect=corpUserInfo',
    '?version=0',
    '?aspect=corpUserInfo&version=x',
    '?aspect=corpUserInfo&version=0.5',
  ]) {
    t.equal((await gms.get(`/aspects/urn:li:corpuser:datahub${query}`)).status, 400, query)
  }
  t.equal((await gms.get('/aspects/urn:li:corpuser:datahub?aspect=corpUserInfo&version=7')).status, 404)
})
