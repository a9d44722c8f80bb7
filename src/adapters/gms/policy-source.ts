import type { LoadedPolicies, PolicySource } from '../../app/ports/policies.ts'
import type { PolicyDocument } from '../../domain/policy/policy.ts'
import { readPolicyInfo } from '../../domain/policy/read-policy.ts'
import { SERVICE_ACCOUNTS_POLICY } from '../default-policies.ts'
import { type Aspects, makeReadAspects } from './entity-aspects.ts'
import { makeListPolicyUrns } from './policy-urns.ts'
import { AnswerTooLongError, type SendToGms } from './send.ts'
import type { SystemCredentials } from './system-client.ts'

export interface GmsPolicySourceOptions {
  send: SendToGms
  credentials: SystemCredentials
}

// Of 64 bytes each in a query they are one request of Jetty's 8 kB. At 2 kB each the answer has 180 kB; at the 4 MiB that
// are taken a policy may have 46 kB (1,500 users by name) before a batch is halved, and such an answer is parsed in 11 ms.
const BATCH_SIZE = 90

/**
 * DataHub's policies. A URN without a policy is one that was removed meanwhile; DataHub knows no soft deletion of them
 * (entity-registry.yml). One that alone is longer than an answer may be is unreadable. DataHub before service accounts has
 * nobody who may manage them: there a policy of ours lets the root user and Admins. Errors of `load`:
 * GMS_CREDENTIALS_REFUSED; POLICIES_UNAVAILABLE where not all could be read.
 */
export function makeGmsPolicySource({ send, credentials }: GmsPolicySourceOptions): PolicySource {
  const listUrns = makeListPolicyUrns(send, credentials)
  const readAspects = makeReadAspects(send, credentials, { code: 'POLICIES_UNAVAILABLE', what: 'policies' })

  /** In parts where the answer is too long; one that alone is too long is not among those found. */
  async function read(urns: readonly string[]): Promise<Map<string, Aspects | undefined>> {
    try {
      return new Map(await readAspects(urns, ['dataHubPolicyInfo']))
    } catch (error) {
      if (!isTooLong(error)) throw error
      if (urns.length === 1) return new Map()
      const half = Math.ceil(urns.length / 2)
      return new Map([...(await read(urns.slice(0, half))), ...(await read(urns.slice(half)))])
    }
  }

  return {
    async load() {
      const urns = await listUrns()
      const policies: PolicyDocument[] = []
      const unreadable: string[] = []
      // One batch after another: they take one of the connections, and the answer of one is parsed at a time.
      for (let start = 0; start < urns.length; start += BATCH_SIZE) {
        const batch = urns.slice(start, start + BATCH_SIZE)
        const found = await read(batch)
        for (const urn of batch) {
          const aspects = found.get(urn)
          if (aspects !== undefined && aspects.dataHubPolicyInfo === undefined) continue
          const info = readPolicyInfo(aspects?.dataHubPolicyInfo)
          if (typeof info === 'string') unreadable.push(urn)
          else policies.push({ urn, info })
        }
      }
      return withServiceAccounts({ policies, unreadable })
    },
  }
}

function withServiceAccounts({ policies, unreadable }: LoadedPolicies): LoadedPolicies {
  const [privilege = ''] = SERVICE_ACCOUNTS_POLICY.info.privileges
  if (policies.some(({ info }) => info.privileges.includes(privilege))) return { policies, unreadable }
  return { policies: [...policies, SERVICE_ACCOUNTS_POLICY], unreadable }
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof AnswerTooLongError
}
