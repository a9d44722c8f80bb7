import type { GmsServiceAccounts } from '../../app/ports/gms-directory.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { SendToGms } from './send.ts'
import { type SystemCredentials, systemClientRefused, systemHeaders } from './system-client.ts'

/**
 * Tells GMS of our service accounts, in the aspects that newer DataHub gives its own (CreateServiceAccountResolver.java),
 * by AspectResource's `ingestProposal`, which every GMS has.
 */
export function makeGmsServiceAccounts(send: SendToGms, credentials: SystemCredentials): GmsServiceAccounts {
  const headers = [...systemHeaders(credentials), 'content-type', 'application/json']

  /** The status of GMS's answer. */
  async function upsert(entityUrn: string, aspectName: string, value: object): Promise<number> {
    const aspect = { value: JSON.stringify(value), contentType: 'application/json' }
    const proposal = { entityType: 'corpuser', entityUrn, changeType: 'UPSERT', aspectName, aspect }
    const body = JSON.stringify({ proposal })
    const request = { method: 'POST', path: '/aspects?action=ingestProposal', headers, body } as const
    const { status } = await send(request).catch((cause: unknown) => {
      throw new ServiceError('DIRECTORY_UNAVAILABLE', {
        internal: 'GMS could not be told of an account',
        cause,
      })
    })
    if (status === 401 || status === 403) throw systemClientRefused(status)
    return status
  }

  function expect200(status: number): void {
    if (status === 200) return
    throw new ServiceError('DIRECTORY_UNAVAILABLE', { internal: `GMS answered ${status} to ingestProposal` })
  }

  return {
    async put({ urn, displayName, description }) {
      const title = description === null ? {} : { title: description }
      expect200(await upsert(urn, 'corpUserInfo', { active: true, displayName, ...title }))
      // At v0.13.1 a corpuser has no `subTypes`; what GMS makes of that changes nothing of the account.
      await upsert(urn, 'subTypes', { typeNames: ['SERVICE_ACCOUNT'] })
    },
    async remove(urn) {
      expect200(await upsert(urn, 'status', { removed: true }))
    },
  }
}
