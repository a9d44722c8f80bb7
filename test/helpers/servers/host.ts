import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { installDebianPackages } from './debian.ts'

/** What the machine offers for finding servers; tests pass one that offers nothing. */
export interface Host {
  /** TEST_MYSQL_URL, TEST_REDIS_URL and PATH are read. */
  readonly env: NodeJS.ProcessEnv
  /** Folders searched for programs after those of PATH. */
  readonly systemFolders: readonly string[]
  /** Whether a Docker engine answers. */
  hasContainers(): Promise<boolean>
  /** Installs packages; false where this machine is not Debian or we are not root. */
  installPackages(names: readonly string[]): Promise<boolean>
}

/** The machine this process runs on. */
export function thisHost(): Host {
  return {
    env: process.env,
    // Debian keeps servers where a plain user's PATH does not look.
    systemFolders: ['/usr/sbin', '/usr/local/sbin', '/usr/libexec'],
    hasContainers,
    installPackages: installDebianPackages,
  }
}

/** The full path of a program, from PATH or the system folders. */
export async function findProgram(host: Host, name: string): Promise<string | undefined> {
  const folders = [...(host.env.PATH ?? '').split(delimiter), ...host.systemFolders]
  for (const folder of folders.filter((each) => each !== '')) {
    const program = join(folder, name)
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return program
  }
  return undefined
}

async function hasContainers(): Promise<boolean> {
  // Loaded here only: it costs 0.4 s, which a run that was given its servers does not pay.
  const { getContainerRuntimeClient } = await import('testcontainers')
  const found = getContainerRuntimeClient().then(
    () => true,
    () => false,
  )
  // An engine that accepts and then says nothing counts as none.
  return await Promise.race([found, delay(5_000, false, { ref: false })])
}
