import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const ROOT = join(import.meta.dirname, '../..')
const READS_ENVIRONMENT = /\bprocess\s*(\??\.\s*env\b|\[)|\benv\b.*\bfrom 'node:process'/
const READS_CLOCK_OR_CHANCE =
  /\bDate\s*\.\s*now\b|\bnew Date\s*(\(\s*\)|(?!\s*\())|\bperformance\s*\.|\bMath\s*\.\s*random\b|\bcrypto\s*\./

function filesThatMatch(pattern: RegExp, glob: string): string[] {
  const files = globSync(glob, { cwd: ROOT }).sort()
  return files.filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8')))
}

t.test('only src/server.ts reads the environment, so every setting is in one table', async (t) => {
  t.same(filesThatMatch(READS_ENVIRONMENT, '{src,plugins,db}/**/*.ts'), ['src/server.ts'])
})

t.test(
  'the domain and the use-cases are given the time and chance, so that the simulation controls them',
  async (t) => {
    t.same(filesThatMatch(READS_CLOCK_OR_CHANCE, 'src/{domain,app}/**/*.ts'), [])
  },
)

t.test('these searches find what they are for', async (t) => {
  const environment = [
    'process.env.PORT',
    "process['env']",
    'process?.env',
    "import { env } from 'node:process'",
  ]
  for (const source of environment) t.match(source, READS_ENVIRONMENT)
  const clock = [
    'Date.now()',
    'new Date()',
    'new Date',
    'performance.now()',
    'Math.random()',
    'crypto.randomUUID()',
  ]
  for (const source of clock) t.match(source, READS_CLOCK_OR_CHANCE)
  for (const source of ['new Date(0)', 'new Date(now)', 'process.pid']) {
    t.notMatch(source, READS_CLOCK_OR_CHANCE)
    t.notMatch(source, READS_ENVIRONMENT)
  }
})
