import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

// Fails where a generated file is not what `npm run generate` makes of the sources, and leaves the file as it was.

const GENERATED = ['docs/configuration.md', 'docs/errors.md', 'docs/openapi.json']

const read = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

const before = new Map(GENERATED.map((file) => [file, read(file)]))
execFileSync(process.execPath, ['scripts/generate.ts'], { stdio: 'inherit' })
const stale = GENERATED.filter((file) => read(file) !== before.get(file))
for (const file of stale) {
  writeFileSync(file, before.get(file) ?? '')
  process.stderr.write(`${file} is not what its sources say: run npm run generate\n`)
}
process.exitCode = stale.length > 0 ? 1 : 0
