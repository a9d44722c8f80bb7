import type { Test } from 'tap'
import { makeWithAncestors } from '../../../src/adapters/gms/ancestors.ts'
import { makeReadAspects } from '../../../src/adapters/gms/entity-aspects.ts'
import { FACTS_LIFE_MS, makeGmsResourceFacts } from '../../../src/adapters/gms/resource-facts.ts'
import { makeLru } from '../../../src/adapters/lru.ts'
import type { FactField, ResourceFacts } from '../../../src/domain/policy/question.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { SYSTEM_CLIENT_SECRET } from '../../helpers/directory-gms.ts'
import { type FakeClock, fakeClock } from '../../helpers/fakes/clock.ts'
import { sendTo } from './directory-world.ts'

/** Facts about resources of the GMS at this URL. */
export function factsAt(
  t: Test,
  url: string,
  { secret = SYSTEM_CLIENT_SECRET, loadsMax = 100 } = {},
): { factsOf(urn: string, ...fields: FactField[]): Promise<ResourceFacts>; clock: FakeClock } {
  const clock = fakeClock()
  const readAspects = makeReadAspects(
    sendTo(t, url),
    { systemClientId: '__datahub_system', systemClientSecret: new Secret(secret) },
    { code: 'UNDECIDED', what: 'resources' },
  )
  const withAncestors = makeWithAncestors({
    readAspects,
    clock,
    lifeMs: FACTS_LIFE_MS,
    knownParents: makeLru(100),
  })
  const { factsOf } = makeGmsResourceFacts({
    readAspects,
    withAncestors,
    clock,
    lifeMs: FACTS_LIFE_MS,
    known: makeLru(100),
    loadsMax,
  })
  return {
    clock,
    factsOf: (urn, ...fields) => factsOf({ urn, type: urn.split(':')[2] ?? '' }, fields),
  }
}
