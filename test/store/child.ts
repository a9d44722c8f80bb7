import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Test } from 'tap'

export interface Child {
  /** The first chunk of the child's standard output. */
  said: string
  /** SIGKILL, which no process can handle; resolves when the system has cleaned up after it. */
  kill(): Promise<void>
}

const ROOT = new URL('../../', import.meta.url)

/**
 * Runs ES module source in a process of its own, and waits until it prints something. `source` may import this
 * repository's files by their path from its root (`./src/…`).
 */
export async function startChild(t: Test, source: string, ...args: string[]): Promise<Child> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await exit
  }
  t.teardown(kill)
  const [said] = await Promise.race([once(child.stdout, 'data'), exit])
  return { said: String(said), kill }
}
