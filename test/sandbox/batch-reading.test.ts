import t from 'tap'
import { DATASET_URN, proposal, restLiError, sandboxFor } from './helpers.ts'

t.test('several entities are read at once, each with the aspects that were asked for', async (t) => {
  const gms = await sandboxFor(t)
  await gms.post('/aspects?action=ingestProposal', { proposal: proposal('status', { removed: true }) })
  const ids = [DATASET_URN, 'urn:li:corpuser:datahub'].map((urn) =>
    encodeURIComponent(urn).replace('(', '%28').replace(')', '%29'),
  )
  const { json, status } = await gms.get(`/entitiesV2?ids=List(${ids.join(',')})&aspects=List(status)`)
  t.equal(status, 200)
  t.match(json, {
    results: {
      [DATASET_URN]: { urn: DATASET_URN, aspects: { status: { value: { removed: true } } } },
      'urn:li:corpuser:datahub': { entityName: 'corpuser', aspects: { corpUserKey: {} } },
    },
    statuses: {},
    errors: {},
  })
  const root = (json as { results: Record<string, { aspects: object }> }).results['urn:li:corpuser:datahub']
  t.same(Object.keys(root?.aspects ?? {}), ['corpUserKey'])
  t.same((await gms.get('/entitiesV2?ids=List()')).json, { results: {}, statuses: {}, errors: {} })
})

t.test('keys that are no list, or hold what must be encoded, are refused', async (t) => {
  const gms = await sandboxFor(t)
  for (const query of [
    '',
    '?ids=',
    '?ids=urn:li:corpuser:datahub',
    '?ids=List(urn:li:corpuser:(a))',
    "?ids=List('a')",
    '?ids=List(a',
    '?ids=List(%)',
    '?ids=List(a,,b)',
  ]) {
    const { json } = await gms.get(`/entitiesV2${query}`)
    t.match(json, restLiError(400, /./), query)
  }
})
