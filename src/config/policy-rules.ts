import type { Settings } from './schema.ts'

/** Whether policies are DataHub's: by default wherever there is one (design §2.2). */
export function usesGmsPolicies({
  POLICIES,
  GMS_URL,
}: Partial<Pick<Settings, 'POLICIES' | 'GMS_URL'>>): boolean {
  return (POLICIES ?? (GMS_URL === undefined ? 'local' : 'gms')) === 'gms'
}

/** What keeps policies from being read out of GMS: one sentence a fault. */
export function policyFaults(settings: Partial<Settings>): string[] {
  if (!usesGmsPolicies(settings)) return []
  if (settings.GMS_URL === undefined) {
    return [
      'GMS_URL is required with POLICIES=gms: the sandbox that runs without it keeps no policies. Set it, or POLICIES=local.',
    ]
  }
  const { GMS_CREDENTIALS: mode, METADATA_SERVICE_AUTH_ENABLED: authenticates } = settings
  // As for users (directory-rules.ts): of `exchange` rules.ts speaks, and a GMS without authentication asks nobody.
  const asksForSecret = authenticates === true && (mode === 'session' || mode === 'passthrough')
  if (!asksForSecret || settings.DATAHUB_SYSTEM_CLIENT_SECRET !== undefined) return []
  return [
    'DATAHUB_SYSTEM_CLIENT_SECRET is required where policies are read from DataHub, which they are with GMS_URL. Set it, or POLICIES=local to keep them here.',
  ]
}
