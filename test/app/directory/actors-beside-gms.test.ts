import t from 'tap'
import type { ActorLookup } from '../../../src/app/directory/actor-lookup.ts'
import { makeActorsBesideGms, makeLoadOthersFromGms } from '../../../src/app/directory/actors-beside-gms.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { ROOT_USER_URN } from '../../../src/domain/urn.ts'
import { ALICE, actor, user } from '../../helpers/fakes/people.ts'

const SERVICE = 'urn:li:corpuser:service_5f0c'

const IS_DOWN = new Error('DataHub is down')

function lookupOf(people: Actor[], how: 'at once' | 'later' | 'down' = 'at once') {
  const forgotten: (string | undefined)[] = []
  const lookup: ActorLookup = {
    find(urn) {
      const found = people.find((one) => one.urn === urn)
      if (how === 'down') return Promise.reject(IS_DOWN)
      return how === 'later' ? Promise.resolve(found) : found
    },
    forget: (urn) => void forgotten.push(urn),
    isKnown: (urn) => how === 'at once' && people.some((one) => one.urn === urn),
    learning: () => () => undefined,
  }
  return { ...lookup, forgotten }
}

const suspended = (urn: string) => actor(urn, { status: 'SUSPENDED' })

t.test('people are whom DataHub says they are, whatever is left of them here', async (t) => {
  for (const how of ['at once', 'later'] as const) {
    const { find } = makeActorsBesideGms({
      here: lookupOf([actor(ALICE)]),
      inGms: lookupOf([suspended(ALICE)], how),
    })
    t.match(await find(ALICE), { status: 'SUSPENDED' })
    t.equal(await find('urn:li:corpuser:bob'), undefined)
  }
  const { find } = makeActorsBesideGms({ here: lookupOf([actor(ALICE)]), inGms: lookupOf([], 'down') })
  await t.rejects(Promise.resolve(find(ALICE)), IS_DOWN)
})

t.test('root is ours: DataHub’s outage or opinion changes nothing of it', async (t) => {
  for (const inGms of [lookupOf([suspended(ROOT_USER_URN)]), lookupOf([], 'down')]) {
    const { find } = makeActorsBesideGms({ here: lookupOf([actor(ROOT_USER_URN)]), inGms })
    t.match(find(ROOT_USER_URN), { status: 'ACTIVE' })
  }
})

t.test('a service account that was made here is ours, any other DataHub’s', async (t) => {
  const own = actor(SERVICE, { kind: 'SERVICE_ACCOUNT' })
  for (const how of ['at once', 'later'] as const) {
    const ours = makeActorsBesideGms({ here: lookupOf([own], how), inGms: lookupOf([suspended(SERVICE)]) })
    t.match(await ours.find(SERVICE), { status: 'ACTIVE' })
    const theirs = makeActorsBesideGms({
      here: lookupOf([], how),
      inGms: lookupOf([suspended(SERVICE)], how),
    })
    t.match(await theirs.find(SERVICE), { status: 'SUSPENDED' })
    const isPerson = makeActorsBesideGms({ here: lookupOf([actor(SERVICE)], how), inGms: lookupOf([]) })
    t.equal(await isPerson.find(SERVICE), undefined, 'a person of that name here is nobody')
  }
})

t.test('who is forgotten is forgotten on both sides', async (t) => {
  const [here, inGms] = [lookupOf([]), lookupOf([])]
  const { forget } = makeActorsBesideGms({ here, inGms })
  forget(ALICE)
  forget()
  for (const { forgotten } of [here, inGms]) t.strictSame(forgotten, [ALICE, undefined])
})

t.test('who was ever made here as a service account is not asked for at DataHub', async (t) => {
  const removed = user(SERVICE, { kind: 'SERVICE_ACCOUNT', removedAt: 1 })
  const known = [removed, user(ALICE)]
  const load = makeLoadOthersFromGms(
    { findUser: async (urn) => known.find((one) => one.urn === urn) },
    async (urn) => actor(urn),
  )
  t.equal(await load(SERVICE), undefined)
  t.match(await load(`${SERVICE}2`), { status: 'ACTIVE' })
  t.match(await load(ALICE), { status: 'ACTIVE' }, 'people are DataHub’s, whatever is left of them here')
})
