import { type Answer, servletAnswer } from '../rest-li.ts'

// Config.java, with the truth about the sandbox: it takes no PATCH and keeps no time series or lineage, and says so
// here where the Python client looks before it tries.
const CONFIG = {
  noCode: 'true',
  retention: 'true',
  statefulIngestionCapable: false,
  patchCapable: false,
  supportsImpactAnalysis: false,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  versions: { 'acryldata/datahub': { version: 'v0.13.1-latchkey-sandbox', commit: 'sandbox' } },
  telemetry: { enabledCli: false, enabledIngestion: false },
  managedIngestion: { enabled: false, defaultCliVersion: '0.13.1' },
  datahub: { serverType: 'prod' },
  datasetUrnNameCasing: false,
  models: {},
}

/** The paths that answer a GET without authentication: HealthCheck.java (200, empty) and Config.java. */
export const OPEN_PATHS: ReadonlyMap<string, () => Answer> = new Map([
  ['/health', () => servletAnswer(200)],
  ['/config', () => servletAnswer(200, CONFIG)],
])
