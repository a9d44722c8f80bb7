import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import type { ResourceFactsSource } from '../../../src/app/ports/policies.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import type { PolicyDocument, PolicyInfo } from '../../../src/domain/policy/policy.ts'
import type { ResourceFacts } from '../../../src/domain/policy/question.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { actor, actorsOf, caller } from '../../helpers/fakes/people.ts'
import { memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'
import { authorizeBy, policiesOf, snapshotOf } from '../../helpers/policies.ts'

export const ADMIN = 'urn:li:corpuser:admin'
export const JANE = 'urn:li:corpuser:jane'
export const ADMINISTRATOR = caller(ADMIN)
export const SYSTEM = 'urn:li:corpuser:__datahub_system'

export function policy(name: string, info: Partial<PolicyInfo>): PolicyDocument {
  return {
    urn: `urn:li:dataHubPolicy:${name}`,
    info: { displayName: name, type: 'METADATA', state: 'ACTIVE', privileges: [], actors: {}, ...info },
  }
}

const MANAGERS = policy('managers', {
  type: 'PLATFORM',
  privileges: ['MANAGE_POLICIES'],
  actors: { users: [ADMIN] },
})

export const dataset = (name: string) => ({ type: 'dataset', urn: `urn:li:dataset:${name}` })

/** A GMS that knows of these resources, by their URNs, and of no other. */
export function factsBy(known: Record<string, ResourceFacts>): ResourceFactsSource & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    async factsOf({ urn }, fields) {
      asked.push(`${urn} ${fields}`)
      const facts = known[urn]
      if (facts === undefined) throw new ServiceError('UNDECIDED')
      const nothing = Object.fromEntries(fields.map((field) => [field, []]))
      return { ...nothing, ownership: [], ...facts }
    },
  }
}

export interface AccessWorldOptions {
  policies: readonly PolicyDocument[]
  actors?: readonly Actor[]
  facts?: ResourceFactsSource
  policiesEnabled?: boolean
}

/** What the use-cases need that ask policies, besides an administrator who may manage them. */
export function accessWorld(options: AccessWorldOptions) {
  const { facts = factsBy({}), actors = [actor(JANE)], policiesEnabled = true } = options
  const all = [MANAGERS, ...options.policies]
  const known = actorsOf([actor(ADMIN), ...actors])
  const settings = { policiesEnabled, systemActorUrn: SYSTEM }
  const transactions = memoryTransactions()
  const authorize = authorizeBy(all, known, { facts, settings })
  return {
    policies: policiesOf(all),
    actors: known,
    facts,
    settings,
    authorize,
    requirePrivilege: makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) }),
    transactions,
    slices: { clock: fakeClock(), sliceMs: 10, pause: async () => undefined },
    compile: async (documents: readonly PolicyDocument[]) => snapshotOf(documents),
  }
}
