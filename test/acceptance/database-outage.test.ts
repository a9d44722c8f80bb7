import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { bearer, issueToken, postToken } from '../helpers/person.ts'
import { startProxied } from '../helpers/proxied.ts'
import { testMysql } from '../helpers/servers/index.ts'

/** A relay in front of a TCP server that can be cut and mended. */
async function startRelay(t: Test, port: number): Promise<{ port: number; cut(): void; mend(): void }> {
  const open = new Set<Socket>()
  let whole = true
  const relay = createServer((near) => {
    if (!whole) return near.destroy()
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined).on('close', () => open.delete(socket))
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    whole = false
    for (const socket of open) socket.destroy()
  }
  t.teardown(() => {
    cut()
    relay.close()
  })
  return {
    port: (relay.address() as AddressInfo).port,
    cut,
    mend: () => {
      whole = true
    },
  }
}

t.test(
  'a database outage is 503 and asks to try again: it is never 401 and never lets anybody in',
  async (t) => {
    const { url } = await testMysql(t)
    const address = new URL(url)
    const relay = await startRelay(t, Number(address.port))
    address.port = String(relay.port)
    const { service, token, cookie, gms } = await startProxied(t, {
      settings: {
        DATABASE_URL: address.href,
        DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'a signing key of more than thirty-two bytes',
        DATAHUB_TOKEN_SERVICE_SALT: 'a salt that also has more than thirty-two bytes',
      },
    })
    const use = () => fetch(`${service.gms}/entities/x`, { headers: bearer(token) })
    const session = () => fetch(`${service.front}/v1/tokens`, { headers: { cookie } })
    t.equal((await use()).status, 200)

    relay.cut()
    await new Promise((resolve) => setTimeout(resolve, 1050))
    for (const answer of [
      await use(),
      await session(),
      await postToken(service.front, cookie, { name: 'x', duration: 'ONE_DAY' }),
    ]) {
      t.equal(answer.status, 503)
      t.equal(answer.headers.get('retry-after'), '1')
      t.match(await answer.json(), { code: 'STORE_UNAVAILABLE' })
    }
    t.equal(gms.requests.length, 1, 'nothing reached GMS meanwhile')
    t.equal((await fetch(`${service.metrics}/readyz`)).status, 503)
    t.equal((await fetch(`${service.metrics}/livez`)).status, 200)

    relay.mend()
    t.equal((await use()).status, 200, 'and all is well once it is back')
    t.equal((await fetch(`${service.metrics}/readyz`)).status, 200)
    const another = await issueToken(service.front, cookie, { name: 'after', duration: 'ONE_DAY' })
    t.match(another.metadata, { state: 'active' })
  },
)
