import t from 'tap'
import { proposal, restLiError, sandboxFor } from './helpers.ts'

const LIST = '/entities?action=listUrns'

t.test('the entities of a type are listed page by page, in the order of their urns', async (t) => {
  const gms = await sandboxFor(t)
  const urns = ['c', 'a', 'b'].map((id) => `urn:li:dataHubPolicy:${id}`)
  for (const entityUrn of urns) {
    const entityType = 'dataHubPolicy'
    const { status } = await gms.post('/aspects?action=ingestProposal', {
      proposal: proposal('dataHubPolicyInfo', { displayName: entityUrn }, { entityUrn, entityType }),
    })
    t.equal(status, 200)
  }
  const page = async (start: number, count: number) =>
    (await gms.post(LIST, { entity: 'dataHubPolicy', start, count })).json
  const [a, b, c] = urns.toSorted()
  t.strictSame(await page(0, 2), { value: { start: 0, count: 2, total: 3, entities: [a, b] } })
  t.strictSame(await page(2, 2), { value: { start: 2, count: 1, total: 3, entities: [c] } })
  t.strictSame(await page(3, 2), { value: { start: 3, count: 0, total: 3, entities: [] } })
  const users = await gms.post(LIST, { entity: 'corpuser', start: 0, count: 10 })
  t.match(users.json, { value: { entities: ['urn:li:corpuser:datahub'] } })
})

t.test('a list of no type, or from nowhere, is refused', async (t) => {
  const gms = await sandboxFor(t)
  for (const body of [
    {},
    { entity: 'dataHubPolicy', start: 0 },
    { entity: 'dataHubPolicy', count: 1 },
    { entity: 'dataHubPolicy', start: -1, count: 1 },
    { entity: 'dataHubPolicy', start: 0, count: '1' },
    { entity: 'dataHubPolicy', start: 0, count: 2 ** 31 },
    { entity: 1, start: 0, count: 1 },
    { entity: 'noSuchType', start: 0, count: 1 },
  ]) {
    t.match((await gms.post(LIST, body)).json, restLiError(400, /./), JSON.stringify(body))
  }
})
