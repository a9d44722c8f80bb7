import { execFile } from 'node:child_process'
import { mkdir, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { installDebianPackages } from '../helpers/servers/debian.ts'

const run = promisify(execFile)

const SCRIPT = fileURLToPath(new URL('pyjwt_vectors.py', import.meta.url))
const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url))
const ENVIRONMENT = `${CACHE}/pyjwt`
const HELP =
  'no PyJWT for the tests: install Python 3 with PyJWT 2, by "pip install PyJWT" or Debian\'s python3-jwt'

export interface PyjwtQuestion {
  key: string
  sign: readonly object[]
  check: readonly string[]
}

export interface PyjwtAnswer {
  version: string
  signed: string[]
  checked: ({ header: object; claims: object } | { error: string })[]
}

let python: Promise<string> | undefined

/** A Python 3, which is installed where there is none and that can be done. */
export function testPython(): Promise<string> {
  python ??= pythonWithPyjwt()
  return python
}

/** Has PyJWT sign claims and check tokens. */
export async function askPyjwt(question: PyjwtQuestion): Promise<PyjwtAnswer> {
  const asked = run(await testPython(), [SCRIPT], { maxBuffer: 64 * 1024 * 1024 })
  // A Python that ends before it has read all says itself why.
  asked.child.stdin?.on('error', () => {}).end(JSON.stringify(question))
  const { stdout } = await asked
  return JSON.parse(stdout)
}

/**
 * A Python that has PyJWT: the one on the PATH, one of our own below `.cache`, or Debian's.
 *
 * @throws Error of one line that says what to install.
 */
async function pythonWithPyjwt(): Promise<string> {
  const failures: string[] = []
  for (const way of [onThePath, inOurCache, fromDebian]) {
    try {
      const python = await way()
      await run(python, ['-c', 'import jwt; jwt.PyJWTError'])
      return python
    } catch (error) {
      failures.push(lastLine(error))
    }
  }
  throw new Error(`${HELP} (${failures.join('; ')})`)
}

async function onThePath(): Promise<string> {
  return 'python3'
}

async function inOurCache(): Promise<string> {
  const python = `${ENVIRONMENT}/bin/python`
  const isThere = await run(python, ['-c', 'import jwt']).then(
    () => true,
    () => false,
  )
  if (isThere) return python
  // Made beside and moved into its place, so that another run never sees half of it.
  const made = `${ENVIRONMENT}-${process.pid}`
  try {
    await mkdir(CACHE, { recursive: true })
    await run('python3', ['-m', 'venv', made])
    const install = ['-m', 'pip', 'install', '--quiet', '--retries', '1', '--timeout', '15', 'PyJWT==2.10.*']
    await run(`${made}/bin/python`, install, { timeout: 60_000 })
    await rm(ENVIRONMENT, { recursive: true, force: true })
    await rename(made, ENVIRONMENT)
  } finally {
    await rm(made, { recursive: true, force: true })
  }
  return python
}

async function fromDebian(): Promise<string> {
  if (!(await installDebianPackages(['python3-jwt']))) throw new Error('not Debian, or not root')
  return '/usr/bin/python3'
}

function lastLine(error: unknown): string {
  const said = (error as { stderr?: string }).stderr || String(error)
  return said.trim().split('\n').at(-1) ?? ''
}
