import t from 'tap'
import { administration } from '../helpers/administration.ts'
import { startInProcess } from '../helpers/service.ts'

const ROOT = 'urn:li:corpuser:datahub'

const { ask, done, person, root, audited } = await administration(t)

t.test(
  'an administrator makes no token that is root, by whatever way, and stays nobody when removed',
  async (t) => {
    const admin = await person('admin')
    await done('POST', '/admin/roles/assign', { actorUrns: [admin.urn], roleUrn: 'urn:li:dataHubRole:Admin' })
    const token = { name: 'root for ever', duration: 'ONE_MONTH', actorUrn: ROOT }
    for (const path of ['/v1/tokens', '/admin/tokens'])
      t.match(await ask(admin.as, 'POST', path, token), { status: 403, body: { code: 'FORBIDDEN' } }, path)
    const query = `mutation { createAccessToken(input: {type: PERSONAL, actorUrn: "${ROOT}", duration: ONE_MONTH, name: "x"}) { accessToken } }`
    t.match((await ask(admin.as, 'POST', '/api/v2/graphql', { query })).body, {
      errors: [{ extensions: { code: 403 } }],
      data: { createAccessToken: null },
    })
    t.match(await audited('&action=access.refuse'), [{ subject: ROOT, details: { what: 'token.create' } }])
    t.match(await ask(root, 'POST', '/v1/tokens', { ...token, name: 'root’s own' }), { status: 201 })
  },
)

t.test('a token of who has become the system client by configuration is nobody’s', async (t) => {
  const { service, person, ask } = await administration(t)
  const kim = await person('kim')
  t.equal((await ask(kim.as, 'GET', '/v1/whoami')).status, 200)
  await service.stop()
  const settings = { DATAHUB_SYSTEM_CLIENT_ID: 'kim' }
  const { front, gms } = await startInProcess(t, settings, service.folder)
  for (const url of [`${front}/v1/whoami`, `${front}/api/gms/config`, `${gms}/entities/x`])
    t.equal((await fetch(url, { headers: kim.as })).status, 401, url)
})
