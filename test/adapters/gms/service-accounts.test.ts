import t, { type Test } from 'tap'
import { makeGmsServiceAccounts } from '../../../src/adapters/gms/service-accounts.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { SYSTEM_CLIENT_ID, SYSTEM_SECRET, sandboxFor } from '../../sandbox/helpers.ts'
import { directoryAt, sendTo } from './directory-world.ts'
import { tinyGms } from './tiny-gms.ts'

const URN = 'urn:li:corpuser:service_5f0c'
const ACCOUNT = { urn: URN, displayName: 'Nightly', description: null }

function accountsAt(t: Test, url: string, secret = SYSTEM_SECRET) {
  const credentials = { systemClientId: SYSTEM_CLIENT_ID, systemClientSecret: new Secret(secret) }
  return makeGmsServiceAccounts(sendTo(t, url), credentials)
}

t.test('an account that GMS is told of is one there, until it is removed', async (t) => {
  const gms = await sandboxFor(t)
  const { put, remove } = accountsAt(t, gms.url)
  const { load } = directoryAt(t, gms.url, { systemClientId: SYSTEM_CLIENT_ID, secret: SYSTEM_SECRET })
  await put(ACCOUNT)
  t.match(await load(URN), { kind: 'SERVICE_ACCOUNT', status: 'ACTIVE' })
  await put({ ...ACCOUNT, description: 'Ingests' })
  const { json } = await gms.get(`/entitiesV2/${URN}`)
  t.match(json, { aspects: { corpUserInfo: { value: { displayName: 'Nightly', title: 'Ingests' } } } })
  await remove(URN)
  t.equal(await load(URN), undefined)
})

t.test('a GMS in which users have no sub-types takes the account all the same', async (t) => {
  const written: string[] = []
  const url = await tinyGms(t, async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const { aspectName } = JSON.parse(body).proposal as { aspectName: string }
    written.push(aspectName)
    response.writeHead(aspectName === 'subTypes' ? 422 : 200).end()
  })
  await accountsAt(t, url).put(ACCOUNT)
  t.strictSame(written, ['corpUserInfo', 'subTypes'])
})

t.test('what GMS did not take is an error', async (t) => {
  for (const status of [400, 404, 422, 500, 503]) {
    const { put, remove } = accountsAt(t, await tinyGms(t, (_, response) => response.writeHead(status).end()))
    await t.rejects(put(ACCOUNT), { code: 'DIRECTORY_UNAVAILABLE' })
    await t.rejects(remove(URN), { code: 'DIRECTORY_UNAVAILABLE' })
  }
  const away = accountsAt(t, await tinyGms(t, (request) => request.destroy()))
  await t.rejects(away.put(ACCOUNT), { code: 'DIRECTORY_UNAVAILABLE' })
  const { url } = await sandboxFor(t)
  await t.rejects(accountsAt(t, url, 'wrong').put(ACCOUNT), { code: 'GMS_CREDENTIALS_REFUSED' })
})
