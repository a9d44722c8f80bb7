import type { Secret } from '../../domain/secret.ts'
import { ServiceError } from '../../errors/service-error.ts'

/** Our own account at GMS. */
export interface SystemCredentials {
  systemClientId: string
  /** `undefined` for a GMS with its own authentication off, which takes whoever says nothing for the system. */
  systemClientSecret: Secret | undefined
}

/** What makes GMS take us for its system client: raw `Basic id:secret`, never base64 (DataHubSystemAuthenticator.java). */
export function systemHeaders({ systemClientId, systemClientSecret }: SystemCredentials): string[] {
  if (systemClientSecret === undefined) return []
  return ['authorization', `Basic ${systemClientId}:${systemClientSecret.reveal()}`]
}

/** What a refusal of those credentials is. `status`: what GMS answered. */
export function systemClientRefused(status: number): ServiceError {
  return new ServiceError('GMS_CREDENTIALS_REFUSED', {
    internal: `GMS answered ${status} to our system client: check DATAHUB_SYSTEM_CLIENT_ID and _SECRET on both sides`,
  })
}
