import { installDebianPackages } from '../../test/helpers/servers/debian.ts'
import { isInstalled } from './processes.ts'

/** Gets wrk and nginx where that can be done without asking anybody; benchmarks also run without them. */
export async function installPrograms(): Promise<void> {
  if (!['wrk', 'nginx'].every(isInstalled)) await installDebianPackages(['wrk', 'nginx'])
  for (const program of ['wrk', 'nginx', 'taskset']) {
    if (!isInstalled(program))
      process.stderr.write(`${program} is not installed: figures are rougher without it\n`)
  }
}
