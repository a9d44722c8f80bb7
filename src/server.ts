import { DatabaseTooNewError } from '../db/migrate.ts'
import { makeLogger } from './adapters/logger.ts'
import { FolderInUseError } from './adapters/sql/folder-lock.ts'
import { banner } from './banner.ts'
import { ConfigurationError, loadSettings } from './config/load.ts'
import { type Service, startService } from './start-service.ts'

// EX_CONFIG of sysexits.h: starting again will not help, somebody has to change something.
const EXIT_CONFIGURATION = 78

// Below Kubernetes' 30 s between SIGTERM and SIGKILL.
const DRAIN_MS_MAX = 25_000

try {
  const settings = loadSettings(process.env)
  const logger = makeLogger(settings.LOG_LEVEL)
  const service = await startService(settings, logger)
  process.stdout.write(banner(service, settings.GMS_URL === undefined))
  stopOnSignals(service)
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(isConfiguration(error) ? EXIT_CONFIGURATION : 1)
}

function stopOnSignals(service: Service): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    service.close(DRAIN_MS_MAX).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function isConfiguration(error: unknown): boolean {
  return [ConfigurationError, FolderInUseError, DatabaseTooNewError].some((kind) => error instanceof kind)
}

function explain(error: unknown): string {
  const { code, port } = error as { code?: unknown; port?: unknown }
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop what listens there, or set PORT, GMS_LISTEN_PORT or METRICS_PORT.`
  if (isConfiguration(error)) return (error as Error).message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
