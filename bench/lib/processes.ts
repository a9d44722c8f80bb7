import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Cores of the two sides: what is measured has one to itself. */
export const SERVER_CORE = 0
export const LOAD_CORE = 1

const running = new Set<ChildProcess>()

const folders: string[] = []

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder of this run's, gone at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  folders.push(folder)
  return folder
}

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(`${folder}/${program}`))
}

/** A command line that stays on one core, where the system can do that. */
function onCore(core: number, command: readonly string[]): string[] {
  return isInstalled('taskset') ? ['taskset', '-c', String(core), ...command] : [...command]
}

/**
 * Runs `work` with everything that it starts on a core, where the system can do that: for servers that are not started
 * here. This process then has all cores again.
 */
export async function startedOnCore<T>(core: number, work: () => Promise<T>): Promise<T> {
  if (!isInstalled('taskset')) return work()
  const before = /[0-9a-f]+$/.exec(taskset('-p'))?.[0] ?? 'ffffffff'
  taskset('-acp', String(core))
  try {
    return await work()
  } finally {
    taskset('-ap', before)
  }
}

function taskset(...args: string[]): string {
  return execFileSync('taskset', [...args, String(process.pid)], { encoding: 'utf8' }).trim()
}

/** CPU time that a process has used, all its threads, milliseconds; `undefined` where the system does not tell. */
export function cpuTimeMs(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return undefined
  // After the program's name: utime and stime are the 12th and 13th, in hundredths of a second.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

export interface StartOptions {
  core: number
  /** Waited for, on 127.0.0.1. */
  port: number
  environment?: Record<string, string>
}

/** Starts a server and waits until its port answers. It ends with this process. */
export async function startServer(command: readonly string[], options: StartOptions): Promise<ChildProcess> {
  const [program = '', ...args] = onCore(options.core, command)
  const { PATH = '' } = process.env
  const child = spawn(program, args, {
    env: { PATH, ...options.environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  running.add(child)
  child.on('exit', () => running.delete(child))
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await answers(options.port)) return child
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`nothing answers on port ${options.port}: ${command.join(' ')}`)
}

/** Ends a server that `startServer` gave. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Runs a command on a core and gives what it printed. */
export async function run(command: readonly string[], core: number): Promise<string> {
  const [program = '', ...args] = onCore(core, command)
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk
  })
  await once(child, 'close')
  return printed
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const outcome = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false)
  socket.destroy()
  return outcome
}
