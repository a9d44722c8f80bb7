import { serverFolder, startGuarded } from '../helpers/servers/guarded-process.ts'

// Run by guard.test.ts: owns a server until it is killed or, given "stop", stops it.
const folder = await serverFolder('guard')
const server = await startGuarded({
  folder,
  command: '/bin/sleep',
  args: ['60'],
  isReady: async () => true,
})
process.stdout.write(`${JSON.stringify({ pid: server.pid, folder })}\n`)
if (process.argv[2] === 'stop') {
  await server.stop()
  process.stdout.write('stopped\n')
} else {
  setInterval(() => undefined, 1_000)
}
