import t from 'tap'
import { bearer } from '../helpers/person.ts'
import { ALICE, ROOT, startPresented } from '../rfc/presented.ts'

const { front, as, cookie, make } = await startPresented(t)
const whoAmI = (headers: Record<string, string>) => fetch(`${front}/v1/whoami`, { headers })

t.test('whoami tells a token from a session, and each when it ends', async (t) => {
  const session = await whoAmI({ cookie })
  t.equal(session.headers.get('cache-control'), 'no-store')
  const shown = (await session.json()) as { expiresAt: number; privileges: string[] }
  t.match(shown, { actorUrn: ROOT, kind: 'USER', via: 'session', displayName: 'DataHub' })
  t.notOk('tokenId' in shown)
  t.ok(shown.expiresAt > Date.now())
  t.ok(shown.privileges.includes('MANAGE_ACCESS_TOKENS'))

  const issued = await make(ALICE)
  t.match(await (await whoAmI(bearer(issued.token))).json(), {
    actorUrn: ALICE,
    via: 'token',
    tokenId: issued.metadata.id,
    expiresAt: Math.floor((issued.metadata.expiresAt as number) / 1000) * 1000,
    groups: [],
    roles: [],
  })
  t.match(await (await whoAmI(bearer(as.root.token))).json(), { actorUrn: ROOT, via: 'token' })
})

t.test('whoami is for who is somebody', async (t) => {
  t.equal((await whoAmI({})).status, 401)
  t.equal((await whoAmI(bearer(`${as.root.token}x`))).status, 401)
})
