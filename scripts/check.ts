import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

// What `npm run check` runs: every gate, those that fail fastest first; it stops at the first that fails. The last
// line is always the tests' count, where a gate that failed counts as one failure.

const BEFORE_TESTS = [
  'check:types',
  'check:lint',
  'check:layers',
  'check:size',
  'check:unused',
  'check:generated',
]
const AFTER_TESTS = ['check:coverage']

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
let tally = { passed: 0, failed: 0 }

/** Runs a script of package.json; its output passes through, except a closing line of the form "N passed, N failed". */
async function gate(script: string): Promise<boolean> {
  say(`— ${script}`)
  const npm = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(npm, 'exit')
  for await (const line of createInterface(npm.stdout)) {
    const count = /^(\d+) passed, (\d+) failed$/.exec(line)
    if (count === null) say(line)
    else tally = { passed: Number(count[1]), failed: Number(count[2]) }
  }
  const [code] = await exited
  return code === 0
}

async function firstFailure(): Promise<string | undefined> {
  for (const script of [...BEFORE_TESTS, 'test:coverage', ...AFTER_TESTS])
    if (!(await gate(script))) return script
  return undefined
}

const failed = await firstFailure()
if (failed !== undefined) {
  say(`✗ ${failed}`)
  tally.failed = Math.max(tally.failed, 1)
  process.exitCode = 1
}
say(`${tally.passed} passed, ${tally.failed} failed`)
