import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { freePort } from '../helpers/servers/free-port.ts'

const MODULE = fileURLToPath(new URL('../helpers/servers/free-port.ts', import.meta.url))
const PRINT_32 = `const { freePort } = await import(${JSON.stringify(MODULE)})
for (let i = 0; i < 32; i++) console.log(await freePort())`

t.test('two processes that run beside each other are never told of the same port', async (t) => {
  const ask = async (): Promise<string[]> => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PRINT_32])
    return stdout.trim().split('\n')
  }
  const [one, other] = await Promise.all([ask(), ask()])
  t.equal(new Set([...one, ...other]).size, 64)
})

t.test('a port that something listens on is passed over, and when all are taken it says so', async (t) => {
  for (let taken = 0; taken < 32; taken++) {
    const server = createServer().listen(await freePort(), '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => server.close())
  }
  await t.rejects(freePort(), /something listens on each port from \d+ to \d+: end it, or run again/)
})
