import { makeLogger } from './adapters/logger.ts'
import { type BannerFacts, banner } from './banner.ts'
import { loadSettings } from './config/load.ts'
import { usesSqlite } from './config/rules.ts'
import type { Settings } from './config/schema.ts'
import { startFault, traced } from './start-fault.ts'
import { type Service, startService } from './start-service.ts'

// EX_CONFIG of sysexits.h: starting again will not help, somebody has to change something.
const EXIT_CONFIGURATION = 78

// Below Kubernetes' 30 s between SIGTERM and SIGKILL.
const DRAIN_MS_MAX = 25_000

// What then still does not end, a database that hangs say, is left behind.
const STOP_MS_MAX = DRAIN_MS_MAX + 3000

/** Runs the service with these settings until a signal ends it; ends the process itself where it cannot start. */
export async function runService(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  try {
    const settings = loadSettings(environment)
    const logger = makeLogger(settings.LOG_LEVEL)
    const service = await startService(settings, logger)
    const rootStaysOut = whyRootStaysOut(settings)
    process.stdout.write(banner(service, { sandbox: settings.GMS_URL === undefined, rootStaysOut }))
    stopOnSignals(service)
  } catch (error) {
    const fault = startFault(error)
    process.stderr.write(`${fault?.text ?? traced(error)}\n`)
    process.exit(fault === undefined || fault.passing ? 1 : EXIT_CONFIGURATION)
  }
}

function whyRootStaysOut(settings: Readonly<Settings>): BannerFacts['rootStaysOut'] {
  if (!settings.AUTH_NATIVE_ENABLED) return 'while AUTH_NATIVE_ENABLED is false'
  const hasPassword = settings.ROOT_PASSWORD !== undefined || usesSqlite(settings)
  return hasPassword ? undefined : 'until ROOT_PASSWORD is set'
}

function stopOnSignals(service: Service): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_MS_MAX).unref()
    service.close(DRAIN_MS_MAX).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${traced(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
