import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { waitUntil } from './wait-until.ts'

const GUARD = fileURLToPath(new URL('guard.sh', import.meta.url))

/** A server process that cannot outlive this one. */
export interface GuardedProcess {
  readonly pid: number
  /** Kills the server and removes its folder; resolves when both are done. Harmless when repeated. */
  stop(): Promise<void>
}

/** What to run. */
export interface GuardedCommand {
  /** Belongs to the server from now on: it is removed when the server ends. */
  readonly folder: string
  readonly command: string
  readonly args: readonly string[]
  /** Asked until it says true; a throw counts as "not yet". */
  isReady(pid: number): Promise<boolean>
}

/** A new empty temporary folder for one server. */
export function serverFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `latchkey-${name}-`))
}

/**
 * Starts a server under guard.sh and waits until it is ready. It does not keep this process alive.
 *
 * @throws Error with the server's last words if it ends first, or if it is not ready within 60 s.
 */
export async function startGuarded({
  folder,
  command,
  args,
  isReady,
}: GuardedCommand): Promise<GuardedProcess> {
  // A group of its own: Ctrl-C reaches this process only, whose end then closes the guard's standard input.
  const guard = spawn('/bin/sh', [GUARD, folder, command, ...args], { detached: true })
  const [ended, hasEnded] = [once(guard, 'close'), new AbortController()]
  let lastWords = ''
  guard.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords += text
  })
  guard.once('close', () => hasEnded.abort(new Error(`${command} ended: ${lastWords.trim()}`)))
  const stop = async (): Promise<void> => {
    // Until it has ended it keeps this process alive again, lest the wait for it be cut short.
    for (const handle of handlesOf(guard)) handle.ref()
    guard.stdin.end()
    await ended
  }

  const [pid] = await once(createInterface(guard.stdout), 'line')
  try {
    await waitUntil(command, () => isReady(Number(pid)), { timeoutMs: 60_000, signal: hasEnded.signal })
  } catch (error) {
    await stop()
    throw error
  }
  for (const handle of handlesOf(guard)) handle.unref()
  return { pid: Number(pid), stop }
}

function handlesOf(child: ChildProcess): readonly (ChildProcess | Socket)[] {
  return [child, ...child.stdio.filter((stream) => stream instanceof Socket)]
}
