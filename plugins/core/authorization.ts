import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { type KnownParent, makeWithAncestors } from '../../src/adapters/gms/ancestors.ts'
import { makeReadAspects } from '../../src/adapters/gms/entity-aspects.ts'
import {
  FACTS_LIFE_MS,
  type KnownFacts,
  makeGmsResourceFacts,
} from '../../src/adapters/gms/resource-facts.ts'
import { makeLru } from '../../src/adapters/lru.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeAskAccess } from '../../src/app/access/ask-access.ts'
import { makeAuthorize } from '../../src/app/access/authorize.ts'
import { makeFindAuthorizedActors } from '../../src/app/access/find-authorized-actors.ts'
import { makeListGrantedPrivileges } from '../../src/app/access/granted-privileges.ts'
import { makePolicies } from '../../src/app/access/manage-policies.ts'
import type { Policies } from '../../src/app/access/policies.ts'
import { makePoliciesInDataHub } from '../../src/app/access/policies-in-datahub.ts'
import type { PolicyPosition, ReadPoliciesPorts } from '../../src/app/access/read-policies.ts'
import { makeRequirePrivilege } from '../../src/app/access/require-privilege.ts'
import { runInSlices } from '../../src/app/access/run-in-slices.ts'
import { makeSimulatePolicies } from '../../src/app/access/simulate-policies.ts'
import type { ResourceFactsSource } from '../../src/app/ports/policies.ts'
import { usesGmsPolicies } from '../../src/config/policy-rules.ts'
import { compilePolicies } from '../../src/domain/policy/compiled/compile.ts'
import { corpuserUrn } from '../../src/domain/urn.ts'
import { SLICES } from './slices.ts'

// Of its own, so that neither uploads nor who is to be recognised wait for questions about resources.
const CONNECTIONS_MAX = 8

// About 2 kB each with some fields of ten values: 40 MB when full.
const KNOWN_RESOURCES_MAX = 20_000

// About 300 bytes each: 3 MB when full.
const KNOWN_PARENTS_MAX = 10_000

// GMS answers 8 at a time in some milliseconds, so this many are through before the deadline of five seconds.
const LOADS_MAX = 500

/** Who may do what, decided by the policies in force; why; and keeping policies. */
export default fp(
  async (core) => {
    const { policies, actors, settings, stores } = core
    const facts = resourceFacts(core)
    const rule = {
      policies,
      actors,
      facts,
      settings: {
        policiesEnabled: settings.AUTH_POLICIES_ENABLED,
        systemActorUrn: corpuserUrn(settings.DATAHUB_SYSTEM_CLIENT_ID),
      },
    }
    const authorize = makeAuthorize(rule)
    const { recordRefusal } = core.audit
    const requirePrivilege = makeRequirePrivilege({ authorize, recordRefusal })
    const asking = { ...rule, authorize, requirePrivilege, slices: SLICES, clock: systemClock }
    core.decorate('authorize', authorize)
    core.decorate('requirePrivilege', requirePrivilege)
    core.decorate('access', {
      ask: makeAskAccess(asking),
      grantedPrivileges: makeListGrantedPrivileges(asking),
    })
    const cursors = core.keys.cursorsOf<PolicyPosition>('policies')
    core.decorate('policyAdmin', {
      ...keeping(core, { policies, requirePrivilege, cursors }),
      findAuthorizedActors: makeFindAuthorizedActors(asking),
      simulate: makeSimulatePolicies({
        ...asking,
        compile: (documents) => runInSlices(compilePolicies(documents), SLICES),
        trail: stores.auditTrail,
      }),
    })
  },
  {
    name: 'authorization',
    dependencies: ['stores', 'keys', 'audit', 'actors', 'policies', 'gms-upstream'],
  },
)

function keeping(core: FastifyInstance, ports: ReadPoliciesPorts): Policies {
  const { stores, settings, policies } = core
  if (usesGmsPolicies(settings)) return makePoliciesInDataHub(ports)
  return makePolicies({
    ...ports,
    policies,
    store: stores.policies,
    transactions: stores.transactions,
    auditRecordOf: core.audit.recordOf,
    clock: systemClock,
    newUuid: randomUUID,
  })
}

function resourceFacts({ gmsUpstream }: FastifyInstance): ResourceFactsSource {
  const readAspects = makeReadAspects(gmsUpstream.sendBy(CONNECTIONS_MAX), gmsUpstream.credentials, {
    code: 'UNDECIDED',
    what: 'resources',
  })
  const shared = { readAspects, clock: systemClock, lifeMs: FACTS_LIFE_MS }
  return makeGmsResourceFacts({
    ...shared,
    withAncestors: makeWithAncestors({ ...shared, knownParents: makeLru<KnownParent>(KNOWN_PARENTS_MAX) }),
    known: makeLru<KnownFacts>(KNOWN_RESOURCES_MAX),
    loadsMax: LOADS_MAX,
  })
}
