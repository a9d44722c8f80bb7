import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { serverFolder, startGuarded } from '../helpers/servers/guarded-process.ts'
import { waitUntil } from '../helpers/servers/wait-until.ts'

const OWNER = fileURLToPath(new URL('guard-owner.ts', import.meta.url))

const isGone = (check: Promise<unknown>): Promise<boolean> =>
  check.then(
    () => false,
    () => true,
  )
const isDead = async (pid: number): Promise<boolean> => isGone((async () => process.kill(pid, 0))())

for (const signal of ['SIGKILL', 'SIGINT'] as const) {
  t.test(`a server and its folder are gone after its test process ends by ${signal}`, async (t) => {
    const owner = spawn(process.execPath, [OWNER])
    const line = String((await once(createInterface(owner.stdout), 'line'))[0])
    const { pid, folder } = JSON.parse(line) as { pid: number; folder: string }
    t.equal(await isDead(pid), false)

    owner.kill(signal)
    await waitUntil('death of the server', () => isDead(pid), { timeoutMs: 5_000 })
    await waitUntil('removal of its folder', () => isGone(access(folder)), { timeoutMs: 5_000 })
  })
}

t.test('a server that ends before it is ready is reported with its last words', async (t) => {
  const folder = await serverFolder('guard')
  const start = startGuarded({
    folder,
    command: '/bin/sh',
    args: ['-c', 'echo port taken; exit 1'],
    isReady: async () => false,
  })
  await t.rejects(start, { message: '/bin/sh ended: port taken' })
  await t.rejects(access(folder))
})

t.test('a process that has nothing left to do but to stop its server waits until it is gone', async (t) => {
  const { stdout } = spawnSync(process.execPath, [OWNER, 'stop'], { encoding: 'utf8' })
  const [line, ...rest] = stdout.split('\n')
  t.same(rest, ['stopped', ''])
  const { pid, folder } = JSON.parse(line ?? '') as { pid: number; folder: string }
  t.equal(await isDead(pid), true)
  await t.rejects(access(folder))
})
