import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { type FileCoverage, parseLcov, ranges } from './lcov.ts'

// Judges the coverage that the last test run wrote: the domain whole, lines and branches; everything that runs in the
// service, 90 % of lines. A file that no test loaded counts as not covered.

const REPORT = '.tap/report/lcov.info'
const LINES_MIN_PERCENT = 90

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*/g
const EMPTY_EXPORT = /export \{\s*\};?/g

/** A file that no test loaded: nothing is missed if only types are in it. */
function unloaded(file: string): FileCoverage {
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8'))
  const lines = code.replaceAll(COMMENT, '').replaceAll(EMPTY_EXPORT, '').split('\n')
  const missed = lines.flatMap((line, index) => (line.trim() === '' ? [] : [index + 1]))
  return { lines: { count: missed.length, missed }, branches: { count: 0, missed: [] } }
}

const percent = (hit: number, of: number): string =>
  `${of === 0 ? 100 : Math.floor((hit / of) * 1000) / 10} %`

function describe([file, { lines, branches }]: readonly [string, FileCoverage]): string {
  const covered = percent(lines.count - lines.missed.length, lines.count).padStart(7)
  const isLoaded = lines.missed.length < lines.count
  const where = [
    ...(lines.missed.length > 0 && isLoaded ? [`lines ${ranges(lines.missed)}`] : []),
    ...(branches.missed.length > 0 ? [`branches at ${ranges(branches.missed)}`] : []),
    ...(isLoaded ? [] : ['loaded by no test']),
  ]
  return `${covered}  ${file}: ${where.join(', ')}\n`
}

const report = parseLcov(readFileSync(REPORT, 'utf8'))
const files = globSync('{src,plugins,db}/**/*.ts', { exclude: ['**/*.d.ts'] }).sort()
const covered = files.map((file) => [file, report.get(file) ?? unloaded(file)] as const)
const fallShort = covered.filter(
  ([, { lines, branches }]) => lines.missed.length + branches.missed.length > 0,
)
const inDomain = fallShort.filter(([file]) => file.startsWith('src/domain/'))
const count = covered.reduce((sum, [, { lines }]) => sum + lines.count, 0)
const hit = count - covered.reduce((sum, [, { lines }]) => sum + lines.missed.length, 0)

process.stdout.write(fallShort.map(describe).join(''))
process.stdout.write(`lines covered: ${percent(hit, count)} of ${count}, at least ${LINES_MIN_PERCENT} %\n`)
if (inDomain.length > 0)
  process.stdout.write(`src/domain must be covered whole: ${inDomain.length} files are not\n`)
process.exitCode = inDomain.length > 0 || hit * 100 < count * LINES_MIN_PERCENT ? 1 : 0
