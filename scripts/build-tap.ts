import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** The test runner's program. */
export const TAP = fileURLToPath(new URL('../node_modules/.bin/tap', import.meta.url))

const BUILT = new URL('../node_modules/@tapjs/test/test-built/dist/esm/index.js', import.meta.url)

/**
 * Builds tap without the plugins that .taprc excludes, where that was not done since it was installed (3 s). tap does
 * so by itself, but only after its first run has loaded the plugin for TypeScript, which cannot load TypeScript 7.
 */
export async function buildTap(): Promise<void> {
  const built = await readFile(BUILT, 'utf8').catch(() => undefined)
  if (built?.includes('@tapjs/typescript') === false) return
  await promisify(execFile)(process.execPath, [TAP, 'build'])
}
