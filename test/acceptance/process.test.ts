import { once } from 'node:events'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import t from 'tap'
import { bearer, issueToken, signIn } from '../helpers/person.ts'
import { freePort } from '../helpers/servers/free-port.ts'
import { bareServerCommand, spawnServer, startProcess } from '../helpers/service.ts'
import { firstDay } from './first-day.ts'

await firstDay(t, startProcess)

t.test('the process listens within 2 s of its start, at rest in at most 200 MB', async (t) => {
  // The best of three: other test files share the machine's cores.
  const startsMs: number[] = []
  for (let attempt = 0; attempt < 3; attempt++) {
    const begun = performance.now()
    const { child, stop } = await startProcess(t, {}, t.testdir({ data: {} }), bareServerCommand())
    startsMs.push(Math.round(performance.now() - begun))
    await new Promise((resolve) => setTimeout(resolve, 500))
    const residentMb = residentBytes(child.pid) / 1e6
    t.ok(residentMb <= 200, `${residentMb.toFixed(0)} MB resident`)
    await stop()
  }
  t.ok(Math.min(...startsMs) < 2000, `up after ${startsMs.join(', ')} ms`)
})

t.test('the first start prints the URLs, root, its password and a command that makes a token', async (t) => {
  const { output, front, gms, rootPassword } = await startProcess(t)
  t.match(front, /^http:\/\/localhost:\d+$/)
  t.match(gms, /^http:\/\/localhost:\d+$/)
  t.match(rootPassword, /^[\w-]{43}$/)
  t.match(output(), /Root user +datahub/)
  t.match(output(), /curl -s -c cookies\.txt .*\/logIn/)
  t.match(output(), /sandbox/, 'and says plainly that GMS is a sandbox')
})

t.test('ROOT_PASSWORD is used and never printed', async (t) => {
  const { front, output } = await startProcess(t, { ROOT_PASSWORD: 'correct horse battery' })
  await t.resolves(signIn(front, 'datahub', 'correct horse battery'))
  t.notMatch(output(), /correct horse/)
})

t.test('a folder is served by one process: a second one exits with 78 and says what to do', async (t) => {
  const { folder } = await startProcess(t)
  const { child, output } = spawnServer({ DATABASE_URL: `sqlite:${folder}/data/latchkey.db`, PORT: '0' })
  const [code] = await once(child, 'exit')
  t.equal(code, 78)
  t.match(output(), /in use by another Latchkey process.*MySQL/s)
})

t.test('a wrong configuration exits with 78 before it listens, naming every fault', async (t) => {
  const { child, output } = spawnServer({
    PORT: 'http',
    GMS_CREDENTIALS: 'magic',
    DATABASE_URL: 'postgres://x',
  })
  const [code] = await once(child, 'exit')
  t.equal(code, 78)
  for (const name of ['PORT', 'GMS_CREDENTIALS', 'DATABASE_URL'])
    t.match(output(), new RegExp(`- ${name} must`))
})

t.test('a port that is taken is named with the settings to change', async (t) => {
  const { front } = await startProcess(t)
  const folder = t.testdir({})
  const { child, output } = spawnServer({ DATABASE_URL: `sqlite:${folder}/a.db`, PORT: new URL(front).port })
  const [code] = await once(child, 'exit')
  t.equal(code, 1)
  t.match(output(), /Port \d+ is in use.*set PORT/)
})

t.test('what it keeps can be read by its own user only', async (t) => {
  const { folder } = await startProcess(t)
  t.equal(statSync(`${folder}/data/keys.json`).mode & 0o777, 0o600)
  t.equal(statSync(`${folder}/data/latchkey.db`).mode & 0o777, 0o600)
})

t.test('SIGTERM stops accepting, finishes what runs and exits 0', async (t) => {
  const upload = Buffer.alloc(100_000, 'x')
  const service = await startProcess(t)
  const cookie = await signIn(service.front, 'datahub', service.rootPassword ?? '')
  const { token } = await issueToken(service.front, cookie, { name: 'slow', duration: 'ONE_HOUR' })

  const { port } = new URL(service.gms)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    `POST /entities?action=ingest HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer(token).authorization}\r\n`,
  )
  socket.write(`Content-Type: application/json\r\nContent-Length: ${upload.length}\r\n\r\n`)
  socket.write(upload.subarray(0, 50_000))
  await new Promise((resolve) => setTimeout(resolve, 200))

  service.child.kill('SIGTERM')
  const exited = once(service.child, 'exit')
  await new Promise((resolve) => setTimeout(resolve, 200))
  await t.rejects(fetch(`${service.front}/health`), 'no new connection is accepted')
  socket.write(upload.subarray(50_000))
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1\.1 400 /, 'GMS’s own answer to the running request')
  socket.end()
  t.same(await exited, [0, null])
})

t.test('a stop does not wait for an idle keep-alive connection', async (t) => {
  const service = await startProcess(t, { GMS_LISTEN_PORT: String(await freePort()) })
  await (await fetch(`${service.front}/health`)).text()
  const begun = performance.now()
  await service.stop()
  t.ok(performance.now() - begun < 2000)
})

function residentBytes(pid = 0): number {
  const { readFileSync } = process.getBuiltinModule('node:fs')
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
}
