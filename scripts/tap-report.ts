import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { inspect } from 'node:util'
import { Parser, type Result } from 'tap-parser'

/** How many assertions of a test run passed and failed. */
export interface Tally {
  readonly passed: number
  readonly failed: number
}

/** The closing line of a run. */
export function tallyLine({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`
}

/**
 * Reads tap's output to its end and tells it in brief: a line for each file, every failure with its diagnostics,
 * every skip, and what the tests themselves printed.
 *
 * What fails without a failed assertion counts as one failure: a file whose process died or that held no test, a
 * plan that was not met, output that is cut short, no test at all.
 */
export async function reportTap(tap: Readable, out: Writable): Promise<Tally> {
  const tally = { passed: 0, failed: 0 }
  const say = (text: string): boolean => out.write(`${text}\n`)

  function judge(result: Result, failedBefore: number): void {
    const isEmptyFile = result.skip === 'no tests found'
    if (isEmptyFile || (!result.ok && !result.skip && !result.todo)) {
      if (tally.failed > failedBefore) return
      tally.failed++
      say(`✗ ${result.fullname}${isEmptyFile ? ': no tests found' : ''}${details(result.diag)}`)
    } else if (result.skip || result.todo) {
      say(`- ${result.fullname}: ${result.skip ? 'skipped' : 'to do'}`)
    } else if (!result.closingTestPoint) {
      tally.passed++
    }
  }

  function follow(parser: Parser, depth: number): void {
    // The point that closes a subtest repeats the failures in it.
    let failedBefore = 0
    parser.on('child', (child: Parser) => {
      failedBefore = tally.failed
      follow(child, depth + 1)
    })
    parser.on('assert', (result: Result) => {
      judge(result, result.closingTestPoint ? failedBefore : tally.failed)
      if (depth === 0) say(`${result.ok ? '✓' : '✗'} ${result.name} (${Math.round(result.time ?? 0)} ms)`)
    })
  }

  const root = new Parser()
  follow(root, 0)
  root.on('extra', (text: string) => out.write(text))
  await pipeline(tap, root)
  if (tally.failed === 0 && (tally.passed === 0 || !root.ok)) {
    tally.failed = 1
    say(tally.passed === 0 ? '✗ no test was executed' : '✗ the run did not end as planned')
  }
  return tally
}

// What tap adds for machines, or says again in `diff` and `stack`.
const NOISE = new Set([
  'args',
  'at',
  'compare',
  'cwd',
  'diff',
  'externalID',
  'jobId',
  'source',
  'stack',
  'stdio',
])

function details(diag: unknown): string {
  if (typeof diag !== 'object' || diag === null) return ''
  const { diff, stack, ...others } = diag as Record<string, unknown>
  const rest = Object.entries(others).filter(([key]) => !NOISE.has(key))
  return [diff, ...rest.map(([key, value]) => `${key}: ${inspect(value, { depth: 8 })}`), stack]
    .filter((part) => part !== undefined)
    .map((part) => `\n${String(part).trimEnd().replaceAll(/^/gm, '    ')}`)
    .join('')
}
