import t from 'tap'
import {
  DATASET_URN,
  proposal,
  restLiError,
  type SandboxClient,
  sandboxFor,
  sessionTokenFor,
} from './helpers.ts'

const INGEST_PROPOSAL = '/aspects?action=ingestProposal'
const INGEST_BATCH = '/aspects?action=ingestProposalBatch'
const INGEST = '/entities?action=ingest'
const SNAPSHOT = 'com.linkedin.metadata.snapshot.DatasetSnapshot'

function aspect(gms: SandboxClient, name: string, version = 0, urn = DATASET_URN) {
  return gms.get(`/aspects/${encodeURIComponent(urn)}?aspect=${name}&version=${version}`)
}

t.test('a proposed aspect is answered with its urn and reads back everywhere', async (t) => {
  const gms = await sandboxFor(t)
  for (const async of ['false', 'true']) {
    const reply = await gms.post(INGEST_PROPOSAL, {
      proposal: proposal('status', { removed: async === 'true' }),
      async,
    })
    t.equal(reply.status, 200)
    t.same(reply.json, { value: DATASET_URN })
    const read = await aspect(gms, 'status')
    t.same(read.json, { version: 0, aspect: { 'com.linkedin.common.Status': { removed: async === 'true' } } })
  }
  const { json } = await gms.get(`/entities/${DATASET_URN}`)
  t.match(json, {
    value: { [SNAPSHOT]: { aspects: [{}, { 'com.linkedin.common.Status': { removed: true } }] } },
  })
})

t.test('what was ingested says who did it', async (t) => {
  const gms = await sandboxFor(t)
  const authorization = `Bearer ${await sessionTokenFor(gms, 'alice')}`
  const before = Date.now()
  await gms.post(INGEST_PROPOSAL, { proposal: proposal('status', {}) }, { authorization })
  const { json } = await gms.get(`/entitiesV2/${DATASET_URN}`)
  const { created } = (json as { aspects: { status: { created: { actor: string; time: number } } } }).aspects
    .status
  t.equal(created.actor, 'urn:li:corpuser:alice')
  t.ok(created.time >= before && created.time <= Date.now())
})

t.test('versions are numbered as in DataHub: 0 is the newest, 1 the first', async (t) => {
  const gms = await sandboxFor(t)
  for (const description of ['first', 'second', 'third']) {
    await gms.post(INGEST_PROPOSAL, { proposal: proposal('datasetProperties', { description }) })
  }
  for (const [version, description] of [
    [0, 'third'],
    [1, 'first'],
    [2, 'second'],
    [-1, 'second'],
  ] as const) {
    const record = { 'com.linkedin.dataset.DatasetProperties': { description } }
    t.same((await aspect(gms, 'datasetProperties', version)).json, {
      version: version < 0 ? 2 : version,
      aspect: record,
    })
  }
  t.equal((await aspect(gms, 'datasetProperties', 3)).status, 404)
})

t.test('an entity written once has its key aspect', async (t) => {
  const gms = await sandboxFor(t)
  await gms.post(INGEST_PROPOSAL, { proposal: proposal('status', {}) })
  t.equal((await aspect(gms, 'datasetKey')).status, 200)
})

t.test('a proposal may name its entity by key aspect instead of by urn', async (t) => {
  const gms = await sandboxFor(t)
  const byKey = (key: unknown, entityUrn?: string) =>
    gms.post(INGEST_PROPOSAL, {
      proposal: proposal(
        'status',
        {},
        {
          ...(entityUrn === undefined ? { entityUrn: undefined } : { entityUrn }),
          entityKeyAspect: { value: JSON.stringify(key), contentType: 'application/json' },
        },
      ),
    })
  const key = { platform: 'urn:li:dataPlatform:hive', name: 'db.t', origin: 'PROD' }
  t.same((await byKey(key)).json, { value: DATASET_URN })
  t.same((await byKey(key, DATASET_URN)).json, { value: DATASET_URN })
  t.match((await byKey({ ...key, name: 'other' }, DATASET_URN)).json, restLiError(400, /entityKeyAspect/))
  t.match((await byKey({ platform: 'x', name: 7 })).json, restLiError(400, /platform, name, origin/))
})

t.test('CREATE of an aspect that exists is a 422, and DELETE makes room for it', async (t) => {
  const gms = await sandboxFor(t)
  const change = (changeType: string) =>
    gms.post(INGEST_PROPOSAL, { proposal: proposal('status', {}, { changeType }) })
  t.equal((await change('CREATE')).status, 200)
  t.match((await change('CREATE')).json, restLiError(422, /exists already/))
  t.equal((await change('DELETE')).status, 200)
  t.equal((await aspect(gms, 'status')).status, 404)
  t.equal((await change('DELETE')).status, 200, 'deleting what is not there is no error')
  t.equal((await change('CREATE')).status, 200)
})

t.test('any other change is a 400 that says what is supported', async (t) => {
  const gms = await sandboxFor(t)
  for (const changeType of ['PATCH', 'UPDATE', 'CREATE_ENTITY', 'RESTATE', 'upsert']) {
    const { status, json } = await gms.post(INGEST_PROPOSAL, {
      proposal: proposal('status', {}, { changeType }),
    })
    t.equal(status, 400)
    t.match(json, restLiError(400, new RegExp(`UPSERT, CREATE and DELETE; not ${changeType}`)))
  }
})

t.test('a malformed proposal is refused in Rest.li form with a reason', async (t) => {
  const gms = await sandboxFor(t)
  const json = 'application/json'
  const bad: [number, unknown][] = [
    [400, '{'],
    [400, '[]'],
    [400, {}],
    [400, { proposal: 'x' }],
    [400, { proposal: proposal('status', {}, { entityUrn: undefined }) }],
    [400, { proposal: proposal('status', {}, { entityUrn: 'x' }) }],
    [400, { proposal: proposal('status', {}, { entityUrn: 'urn:li:tag:x' }) }],
    [400, { proposal: proposal('status', {}, { entityType: 'martian' }) }],
    [400, { proposal: proposal('__proto__', {}) }],
    [400, { proposal: proposal('status', {}, { changeType: undefined }) }],
    [400, { proposal: proposal('status', {}, { aspect: undefined }) }],
    [400, { proposal: proposal('status', {}, { aspect: { value: {}, contentType: json } }) }],
    [400, { proposal: proposal('status', {}, { aspect: { value: '{}', contentType: 'application/avro' } }) }],
    [422, { proposal: proposal('status', {}, { aspect: { value: '{', contentType: json } }) }],
    [422, { proposal: proposal('status', [1]) }],
    [422, { proposal: proposal('status', null) }],
  ]
  for (const [status, body] of bad) {
    const reply = await gms.post(INGEST_PROPOSAL, body)
    t.equal(reply.status, status, JSON.stringify(body))
    t.match(reply.json, restLiError(status, /./))
  }
  t.equal((await aspect(gms, 'status')).status, 404, 'and leaves nothing behind')
})

t.test('a batch is applied whole or not at all', async (t) => {
  const gms = await sandboxFor(t)
  const good = await gms.post(INGEST_BATCH, {
    proposals: [proposal('status', {}), proposal('ownership', { owners: [] })],
  })
  t.equal(good.status, 200)
  t.equal((await aspect(gms, 'ownership')).status, 200)
  const bad = await gms.post(INGEST_BATCH, {
    proposals: [proposal('globalTags', {}), proposal('status', {}, { changeType: 'CREATE' })],
  })
  t.equal(bad.status, 422)
  t.equal((await aspect(gms, 'globalTags')).status, 404)
  t.equal((await gms.post(INGEST_BATCH, { proposals: {} })).status, 400)
})

t.test("an MCE's snapshot is ingested with an empty 200 and reads back, record by record", async (t) => {
  const gms = await sandboxFor(t)
  const aspects = [
    { 'com.linkedin.common.Status': { removed: false } },
    { 'com.linkedin.common.Ownership': { owners: [{ owner: 'urn:li:corpuser:alice', type: 'DATAOWNER' }] } },
    { 'com.acme.InHouse': { colour: 'blue' } },
  ]
  const reply = await gms.post(INGEST, { entity: { value: { [SNAPSHOT]: { urn: DATASET_URN, aspects } } } })
  t.same([reply.status, reply.text], [200, ''])
  const { json } = await gms.get(`/entities/${DATASET_URN}`)
  const snapshot = (json as { value: Record<string, { aspects: unknown[] }> }).value[SNAPSHOT]
  t.same(snapshot?.aspects.slice(1), aspects)
  t.equal((await aspect(gms, 'inHouse')).status, 200)
})

t.test('a body that is no snapshot of its entity is refused', async (t) => {
  const gms = await sandboxFor(t)
  const urn = DATASET_URN
  const bad: [number, unknown][] = [
    [400, {}],
    [400, { entity: {} }],
    [422, { entity: { value: {} } }],
    [422, { entity: { value: { [SNAPSHOT]: { aspects: [] } } } }],
    [422, { entity: { value: { [SNAPSHOT]: { urn } } } }],
    [422, { entity: { value: { [SNAPSHOT]: { urn, aspects: [7] } } } }],
    [422, { entity: { value: { [SNAPSHOT]: { urn, aspects: [{}] } } } }],
    [422, { entity: { value: { [SNAPSHOT]: { urn, aspects: [{ 'a.B': {}, 'a.C': {} }] } } } }],
    [422, { entity: { value: { [SNAPSHOT]: { urn: 'urn:li:tag:x', aspects: [] } } } }],
    [422, { entity: { value: { 'com.acme.Snapshot': { urn, aspects: [] } } } }],
    [400, { entity: { value: { [SNAPSHOT]: { urn: 'x', aspects: [] } } } }],
  ]
  for (const [status, body] of bad)
    t.equal((await gms.post(INGEST, body)).status, status, JSON.stringify(body))
})

t.test('an action that the sandbox lacks is a 400 that names those it has', async (t) => {
  const gms = await sandboxFor(t)
  t.match((await gms.post('/entities?action=search', {})).json, restLiError(400, /: ingest, listUrns\./))
  t.match(
    (await gms.post('/aspects?action=getCount', {})).json,
    restLiError(400, /ingestProposal, ingestProposalBatch/),
  )
  t.equal((await gms.post('/aspects', {})).status, 400)
  t.equal((await gms.post('/aspects?action=constructor', {})).status, 400)
})

t.test('an aspect that the sandbox does not know is kept under a record of its own namespace', async (t) => {
  const gms = await sandboxFor(t)
  await gms.post(INGEST_PROPOSAL, { proposal: proposal('quiteNew', { a: 1 }) })
  t.same((await aspect(gms, 'quiteNew')).json, {
    version: 0,
    aspect: { 'latchkey.sandbox.QuiteNew': { a: 1 } },
  })
})
