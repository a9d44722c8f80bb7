import type { Authorize } from '../../src/app/access/authorize.ts'
import { type AuthorizePorts, makeAuthorize } from '../../src/app/access/authorize.ts'
import type { PolicySnapshots, ResourceFactsSource } from '../../src/app/ports/policies.ts'
import { compilePolicies } from '../../src/domain/policy/compiled/compile.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import type { PolicySnapshot } from '../../src/domain/policy/snapshot.ts'
import { ServiceError } from '../../src/errors/service-error.ts'

export function snapshotOf(policies: readonly PolicyDocument[]): PolicySnapshot {
  const work = compilePolicies(policies)
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Policies that never change. */
export function policiesOf(policies: readonly PolicyDocument[]): PolicySnapshots {
  const snapshot = snapshotOf(policies)
  return { current: () => snapshot, reload: async () => undefined }
}

/** A GMS that cannot be asked for anything. */
const NO_FACTS: ResourceFactsSource = {
  factsOf: async () => {
    throw new ServiceError('UNDECIDED')
  },
}

/** Decides by these policies alone. */
export function authorizeBy(
  policies: readonly PolicyDocument[],
  actors: AuthorizePorts['actors'],
  ports: Partial<AuthorizePorts> = {},
): Authorize {
  return makeAuthorize({
    policies: policiesOf(policies),
    actors,
    facts: NO_FACTS,
    settings: { policiesEnabled: true, systemActorUrn: 'urn:li:corpuser:__datahub_system' },
    ...ports,
  })
}
