import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import type { Test } from 'tap'
import packageJson from '../../package.json' with { type: 'json' }
import { loadSettings } from '../../src/config/load.ts'
import { startService } from '../../src/start-service.ts'
import { freePort } from './servers/free-port.ts'

/** A running Latchkey, in this process or in one of its own. */
export interface RunningService {
  front: string
  gms: string
  metrics: string
  rootPassword: string | undefined
  /** The folder with its SQLite database and keys. */
  folder: string
  stop(): Promise<void>
}

export type Environment = Record<string, string>

/** Starts Latchkey with these settings, its state in `folder` (default: the test's own). */
export type Start = (t: Test, settings?: Environment, folder?: string) => Promise<RunningService>

async function environmentFor(folder: string, settings: Environment): Promise<Environment> {
  return {
    DATABASE_URL: `sqlite:${folder}/latchkey.db`,
    PORT: String(await freePort()),
    GMS_LISTEN_PORT: String(await freePort()),
    METRICS_PORT: String(await freePort()),
    ...settings,
  }
}

/** In this process, silent. */
export const startInProcess: Start = async (t, settings = {}, folder = t.testdir({ data: {} })) => {
  const environment = await environmentFor(`${folder}/data`, settings)
  const service = await startService(loadSettings(environment), pino({ level: 'silent' }))
  let stopped = false
  const stop = async (): Promise<void> => {
    if (!stopped) await service.close(1000)
    stopped = true
  }
  t.teardown(stop)
  return {
    front: service.frontUrl,
    gms: service.gmsUrl ?? '',
    metrics: service.metricsUrl ?? '',
    rootPassword: service.rootPassword?.reveal(),
    folder,
    stop,
  }
}

export interface ProcessService extends RunningService {
  child: ChildProcess
  /** Everything it has printed so far. */
  output(): string
}

/** As `npm start` does, in a process of its own. Rejects with its output where it ends before it is up. */
export async function startProcess(
  t: Test,
  settings: Environment = {},
  folder = t.testdir({ data: {} }),
  command = serverCommand(),
): Promise<ProcessService> {
  const environment = await environmentFor(`${folder}/data`, settings)
  const { child, output } = spawnServer(environment, command)
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  t.teardown(stop)
  await untilUp(child, output)
  const shown = (pattern: RegExp): string | undefined => pattern.exec(output())?.[1]
  return {
    front: shown(/Latchkey +(\S+)/) ?? '',
    gms: shown(/GMS door +(\S+)/) ?? '',
    metrics: shown(/Metrics +(\S+)\/metrics/) ?? '',
    rootPassword: shown(/Password +(\S+) /),
    folder,
    stop,
    child,
    output,
  }
}

/** Runs the server without waiting; `output` gives what it printed so far, on both streams. */
export function spawnServer(
  environment: Environment,
  [program = '', ...args]: readonly string[] = serverCommand(),
): { child: ChildProcess; output: () => string } {
  const { PATH = '' } = process.env
  const child = spawn(program, args, {
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
    })
  }
  return { child, output: () => printed }
}

/** The command of `npm start` (`exec node …`), runnable from any folder. */
export function serverCommand(): string[] {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const [, , ...args] = packageJson.scripts.start.split(' ')
  return [process.execPath, ...args.map((arg) => (arg.startsWith('src/') ? root + arg : arg))]
}

/** The same without what the test runner puts into every Node process below it: half a second, and 25 MB. */
export function bareServerCommand(): string[] {
  return ['env', '-u', 'NODE_OPTIONS', ...serverCommand()]
}

async function untilUp(child: ChildProcess, output: () => string): Promise<void> {
  while (!/Make a token/.test(output())) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output()}`)
    await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit')])
  }
}
