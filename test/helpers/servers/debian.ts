import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const INSTALL = fileURLToPath(new URL('debian-install.sh', import.meta.url))

/**
 * Installs Debian packages without starting their services; packages already there cost one query. Waits its turn
 * where another process holds apt's lock.
 *
 * @returns false where this machine is not Debian (or one of its kin) or we are not root.
 * @throws Error with apt's own words if the installation fails.
 */
export async function installDebianPackages(names: readonly string[]): Promise<boolean> {
  const isDebian = await access('/etc/debian_version').then(
    () => true,
    () => false,
  )
  if (!isDebian) return false
  if (await areInstalled(names)) return true
  if (process.getuid?.() !== 0) return false
  await run('/bin/sh', [INSTALL, ...names], { maxBuffer: 64 * 1024 * 1024 })
  return true
}

async function areInstalled(names: readonly string[]): Promise<boolean> {
  // It fails where one of them is unknown to dpkg; "deinstall ok config-files" is what a removed one is.
  const query = await run('dpkg', ['--status', ...names]).catch(() => undefined)
  const states = query?.stdout.match(/^Status: .*$/gm) ?? []
  return states.length === names.length && states.every((state) => state === 'Status: install ok installed')
}
