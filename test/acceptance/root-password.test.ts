import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import t from 'tap'
import { signIn } from '../helpers/person.ts'
import { freePort } from '../helpers/servers/free-port.ts'
import { spawnServer, startProcess } from '../helpers/service.ts'

const PORTS = ['PORT', 'GMS_LISTEN_PORT', 'METRICS_PORT'] as const

t.test('a first start that cannot listen costs nobody the root password', async (t) => {
  for (const taken of PORTS) {
    const folder = t.testdir({ data: {} })
    const ports = {
      PORT: `${await freePort()}`,
      GMS_LISTEN_PORT: `${await freePort()}`,
      METRICS_PORT: `${await freePort()}`,
    }
    const holder = await hold(Number(ports[taken]))
    const { child, output } = spawnServer({ DATABASE_URL: `sqlite:${folder}/data/latchkey.db`, ...ports })
    const [code] = await once(child, 'exit')
    holder.close()
    t.equal(code, 1, taken)
    t.notMatch(output(), /Password/, 'no password is shown that does not work')

    const second = await startProcess(t, ports, folder)
    t.match(second.rootPassword, /^[\w-]{43}$/, `${taken}: the next start shows one`)
    await t.resolves(signIn(second.front, 'datahub', second.rootPassword ?? ''), 'and it works at once')
    await second.stop()

    const third = await startProcess(t, {}, folder)
    t.equal(third.rootPassword, undefined, 'it is never shown again')
    await t.resolves(signIn(third.front, 'datahub', second.rootPassword ?? ''), 'and still works')
    await third.stop()
  }
})

t.test('sessions end with the ROOT_PASSWORD that opened them, and outlive a mere restart', async (t) => {
  const folder = t.testdir({ data: {} })
  const first = await startProcess(t, { ROOT_PASSWORD: 'correct horse battery' }, folder)
  const cookie = await signIn(first.front, 'datahub', 'correct horse battery')
  const status = async (front: string): Promise<number> =>
    (await fetch(`${front}/v1/tokens`, { headers: { cookie } })).status
  t.equal(await status(first.front), 200)
  await first.stop()

  const restarted = await startProcess(t, { ROOT_PASSWORD: 'correct horse battery' }, folder)
  t.equal(await status(restarted.front), 200)
  await restarted.stop()

  const changed = await startProcess(t, { ROOT_PASSWORD: 'another horse entirely' }, folder)
  t.equal(await status(changed.front), 401)
  await t.rejects(signIn(changed.front, 'datahub', 'correct horse battery'))
  await t.resolves(signIn(changed.front, 'datahub', 'another horse entirely'))
})

async function hold(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
