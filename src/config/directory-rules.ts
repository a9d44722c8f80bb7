import type { Settings } from './schema.ts'

/** Whether users, groups and roles are DataHub's: by default wherever there is one (design §2.2). */
export function usesGmsDirectory({
  DIRECTORY,
  GMS_URL,
}: Partial<Pick<Settings, 'DIRECTORY' | 'GMS_URL'>>): boolean {
  return (DIRECTORY ?? (GMS_URL === undefined ? 'local' : 'gms')) === 'gms'
}

/** What keeps users, groups and roles from being read out of GMS: one sentence a fault. */
export function directoryFaults(settings: Partial<Settings>): string[] {
  if (!usesGmsDirectory(settings)) return []
  if (settings.GMS_URL === undefined) {
    return [
      'GMS_URL is required with DIRECTORY=gms: the sandbox that runs without it keeps no users. Set it, or DIRECTORY=local.',
    ]
  }
  const { GMS_CREDENTIALS: mode, METADATA_SERVICE_AUTH_ENABLED: authenticates } = settings
  // Of `exchange` without a secret rules.ts speaks. With its own authentication off GMS takes whoever says nothing for
  // the system (NoOpAuthenticator.java).
  const asksForSecret = authenticates === true && (mode === 'session' || mode === 'passthrough')
  if (!asksForSecret || settings.DATAHUB_SYSTEM_CLIENT_SECRET !== undefined) return []
  return [
    'DATAHUB_SYSTEM_CLIENT_SECRET is required where users, groups and roles are read from DataHub, which they are with GMS_URL. Set it, or DIRECTORY=local to keep them here.',
  ]
}

/**
 * How long what DataHub said may be used, milliseconds. The roles of a group may be `groupLifeMs` old when they are made
 * an actor's, and the actor is used for `actorLifeMs` after that: in all DIRECTORY_REFRESH_INTERVAL_SECONDS. An actor in
 * use is asked for anew at half of their life; one who is not there within a second, for they may be made at any moment.
 */
export function directoryLives(settings: Pick<Settings, 'DIRECTORY_REFRESH_INTERVAL_SECONDS'>) {
  const boundMs = settings.DIRECTORY_REFRESH_INTERVAL_SECONDS * 1000
  const groupLifeMs = boundMs / 6
  const actorLifeMs = boundMs - groupLifeMs
  return {
    groupLifeMs,
    actorLifeMs,
    refreshAfterMs: actorLifeMs / 2,
    absentLifeMs: Math.min(1000, actorLifeMs),
  }
}
