import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { writeTree } from './import-law.ts'

interface Outcome {
  readonly status: number | null
  readonly said: string
}

function gate(script: string, cwd: string): Outcome {
  const path = join(import.meta.dirname, '../../scripts', script)
  const { status, stdout, stderr } = spawnSync(process.execPath, [path], { cwd, encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

t.test('a file of more than 300 lines fails, unless its first line says why it is long', async (t) => {
  const root = t.testdir()
  const lines = (count: number): string => 'const a = 1\n'.repeat(count)
  await writeTree(root, { 'src/fits.ts': lines(300), 'src/table.ts': `// One table.\n${lines(300)}` })
  t.same(gate('check-file-size.ts', root), { status: 0, said: '' })

  await writeTree(root, { 'test/long.ts': lines(301), 'db/silent.ts': `//\n${lines(300)}` })
  const outcome = gate('check-file-size.ts', root)
  t.equal(outcome.status, 1)
  t.match(outcome.said, /^db\/silent\.ts has more.*\ntest\/long\.ts has more.*\n$/)
})

t.test('a generated file that its sources no longer make fails by name and is left as it was', async (t) => {
  const root = t.testdir()
  const generate = `import { writeFileSync } from 'node:fs'
    writeFileSync('docs/configuration.md', 'settings')
    writeFileSync('docs/openapi.json', '{}')`
  await writeTree(root, {
    'scripts/generate.ts': generate,
    'docs/configuration.md': 'settings',
    'docs/openapi.json': '{}',
  })
  t.same(gate('check-generated.ts', root), { status: 0, said: '' })

  await writeTree(root, { 'docs/openapi.json': 'old' })
  const outcome = gate('check-generated.ts', root)
  t.equal(outcome.status, 1)
  t.match(outcome.said, /^docs\/openapi\.json is not what its sources say/)
  t.equal(readFileSync(join(root, 'docs/openapi.json'), 'utf8'), 'old')
})

const record = (file: string, ...data: string[]): string =>
  ['TN:', `SF:${file}`, ...data, 'end_of_record'].join('\n')
const hits = (count: number, of: number): string[] =>
  Array.from({ length: of }, (_, index) => `DA:${index + 1},${index < count ? 1 : 0}`)

t.test('a domain of which a line or a branch is not covered fails', async (t) => {
  const root = t.testdir()
  const judge = async (...data: string[]): Promise<Outcome> => {
    await writeTree(root, {
      'src/domain/rule.ts': 'export const rule = 1',
      '.tap/report/lcov.info': record('src/domain/rule.ts', ...data),
    })
    return gate('check-coverage.ts', root)
  }
  t.match(await judge(...hits(99, 99), 'BRDA:1,0,0,4'), { status: 0 })
  t.match(await judge(...hits(98, 99)), { status: 1, said: /src\/domain\/rule\.ts: lines 99/ })
  t.match(await judge(...hits(99, 99), 'BRDA:7,0,0,0'), {
    status: 1,
    said: /src\/domain\/rule\.ts: branches at 7/,
  })
})

t.test('less than 90 % of lines fails, and what no test loaded counts, except types', async (t) => {
  const root = t.testdir()
  await writeTree(root, {
    'plugins/wire.ts': 'export const wire = 1',
    'src/app/ports/core.ts': '/** A port. */\nexport interface Port {\n  ask(): void // something\n}\n',
    'src/fastify.d.ts': 'declare const app: number',
    '.tap/report/lcov.info': record('plugins/wire.ts', ...hits(90, 100)),
  })
  t.match(gate('check-coverage.ts', root), { status: 0, said: /lines covered: 90 % of 100/ })

  await writeTree(root, { 'db/unseen.ts': 'export const unseen = 1' })
  const outcome = gate('check-coverage.ts', root)
  t.equal(outcome.status, 1)
  t.match(outcome.said, /db\/unseen\.ts: loaded by no test/)
})
