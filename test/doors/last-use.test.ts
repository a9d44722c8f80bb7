import t from 'tap'
import { bearer, type Issued, issueToken, pathId, signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'

const ROOT_PASSWORD = 'a password for tests'

interface LastUse {
  at: number | null
  address: string | null
  userAgent: string | null
}

t.test('where a token was last used outlives the process, whichever door it was used at', async (t) => {
  const folder = t.testdir({ data: {} })
  const first = await startInProcess(t, { ROOT_PASSWORD }, folder)
  const cookie = await signIn(first.front, 'datahub', ROOT_PASSWORD)
  const make = (name: string) => issueToken(first.front, cookie, { name, duration: 'ONE_HOUR' })
  const atFront = await make('at the front')
  const atGms = await make('at GMS')
  const proxied = await make('proxied')
  const unused = await make('unused')

  const before = Date.now()
  const use = (url: string, { token }: Issued, agent: string) =>
    fetch(url, { headers: { ...bearer(token), 'user-agent': agent } })
  t.equal((await use(`${first.front}/v1/tokens`, atFront, 'front/1')).status, 200)
  t.equal((await use(`${first.gms}/entities/urn:li:corpuser:datahub`, atGms, 'gms/1')).status, 200)
  t.equal(
    (await use(`${first.front}/api/gms/entities/urn:li:corpuser:datahub`, proxied, 'proxy/1')).status,
    200,
  )
  t.equal(
    (await use(`${first.front}/v1/tokens`, { ...unused, token: `${unused.token.slice(0, -5)}AAAAA` }, 'x'))
      .status,
    401,
  )
  const after = Date.now()
  const text = await (await fetch(`${first.metrics}/metrics`)).text()
  t.match(text, /^latchkey_last_use_pending 3$/m)
  t.match(text, /^latchkey_last_use_flush_failures_total 0$/m)
  await first.stop()

  const second = await startInProcess(t, { ROOT_PASSWORD }, folder)
  const again = { cookie: await signIn(second.front, 'datahub', ROOT_PASSWORD) }
  const get = async (path: string) => (await fetch(second.front + path, { headers: again })).json()
  for (const [issued, userAgent] of [
    [atFront, 'front/1'],
    [atGms, 'gms/1'],
    [proxied, 'proxy/1'],
  ] as const) {
    const id = pathId(issued.metadata.id)
    const lastUse = (await get(`/v1/tokens/${id}/last-use`)) as LastUse
    t.match(lastUse, { address: /127\.0\.0\.1$/, userAgent })
    t.ok((lastUse.at ?? 0) >= before && (lastUse.at ?? 0) <= after, `${lastUse.at}`)
    t.match(await get(`/v1/tokens/${id}`), { lastUsedAt: lastUse.at })
    t.strictSame(await get(`/admin/tokens/${id}/last-use`), lastUse)
  }
  const never = { at: null, address: null, userAgent: null }
  t.strictSame(await get(`/v1/tokens/${pathId(unused.metadata.id)}/last-use`), never)
  t.match(await get(`/v1/tokens/${pathId(unused.metadata.id)}`), { lastUsedAt: null })
  for (const scope of ['v1', 'admin'])
    for (const id of ['A'.repeat(43), 'short'])
      t.match(await get(`/${scope}/tokens/${id}/last-use`), { status: 404, code: 'NOT_FOUND' })
})
