import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const CONFIG = inRepository('.dependency-cruiser.cjs')

/** An import that breaks a rule. */
export interface Violation {
  readonly rule: { readonly name: string }
  readonly from: string
  readonly to: string
}

/** The names of all rules of the import law. */
export function ruleNames(): string[] {
  const { forbidden } = createRequire(import.meta.url)(CONFIG) as { forbidden: { name: string }[] }
  return forbidden.map(({ name }) => name)
}

/** Judges the tree in `root` (this repository, or one that writeTree made) by the import law. */
export async function violations(root: string = inRepository('.')): Promise<Violation[]> {
  const args = [
    `--import=${new URL('../../scripts/typescript-6.ts', import.meta.url).href}`,
    inRepository('node_modules/.bin/depcruise'),
    ...['--config', CONFIG, '--output-type', 'json'],
    ...['src', 'plugins', 'db', 'test', 'bench', 'scripts'],
  ]
  const json = await new Promise<string>((done, fail) => {
    // The exit code is the number of violations; only an answer that is no JSON is a failure.
    execFile(process.execPath, args, { cwd: root, maxBuffer: 1 << 26 }, (error, stdout) =>
      stdout === '' ? fail(error) : done(stdout),
    )
  })
  return (JSON.parse(json) as { summary: { violations: Violation[] } }).summary.violations
}

/** Writes files, given as path to content, under `root`. */
export async function writeTree(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}
