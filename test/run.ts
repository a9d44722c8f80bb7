import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, statSync } from 'node:fs'
import { buildTap, TAP } from '../scripts/build-tap.ts'
import { reportTap, type Tally, tallyLine } from '../scripts/tap-report.ts'
import { startMysql } from './helpers/servers/mysql-server.ts'
import { startRedis } from './helpers/servers/redis-server.ts'

// What `npm test` runs: tap, with one MySQL and one Redis for all test files. Arguments are tap's own options, test
// files, and folders of test files.

function testFiles(path: string): string[] {
  const files = statSync(path).isDirectory() ? globSync(`${path}/**/*.test.ts`).sort() : [path]
  if (files.length === 0) throw new Error(`${path} holds no *.test.ts`)
  return files
}

async function runTests(args: readonly string[]): Promise<Tally> {
  const options = args.filter((each) => each.startsWith('-'))
  const files = args.filter((each) => !each.startsWith('-')).flatMap(testFiles)
  // Coverage costs the processes that tests start time and memory, so it is taken on request only.
  if (!options.some((each) => each.startsWith('--coverage-report'))) options.push('--disable-coverage')

  const [mysql, redis] = await Promise.all([startMysql(), startRedis(), buildTap()])
  const tap = spawn(process.execPath, [TAP, '--reporter=tap', ...options, ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TEST_MYSQL_URL: mysql.url, TEST_REDIS_URL: redis.url },
  })
  // Ctrl-C reaches tap by itself; this signal is sent to us alone.
  process.once('SIGTERM', () => tap.kill())

  const exited = once(tap, 'exit')
  const tally = await reportTap(tap.stdout, process.stdout)
  const [code] = await exited
  process.exitCode = Number(code ?? 1)
  await Promise.all([mysql.close(), redis.close()])
  return tally
}

const tally = await runTests(process.argv.slice(2)).catch((error: unknown): Tally => {
  process.stderr.write(`${String(error)}\n`)
  return { passed: 0, failed: 1 }
})
if (tally.failed > 0) process.exitCode = 1
process.stdout.write(`${tallyLine(tally)}\n`)
