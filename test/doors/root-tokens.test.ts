import t from 'tap'
import { administration } from '../helpers/administration.ts'

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
    t.equal((await audited('&action=access.refuse')).length, 3)
    t.match(await ask(root, 'POST', '/v1/tokens', { ...token, name: 'root’s own' }), { status: 201 })
  },
)
