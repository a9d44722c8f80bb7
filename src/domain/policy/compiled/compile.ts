import type { PolicyDocument } from '../policy.ts'
import { FACT_FIELDS, type FactField } from '../question.ts'
import type { PolicySnapshot } from '../snapshot.ts'
import { addActors, emptyActorIndex, makeActorViews } from './actor-index.ts'
import { indexedSnapshot } from './indexed-snapshot.ts'
import { asksForValues } from './numbered-values.ts'
import { addNumber, noBits } from './numbers.ts'
import { type Listing, noListing, type PolicyIndex } from './policy-index.ts'
import { makeRecords } from './records.ts'
import { addRule, emptyResourceIndex } from './resource-index.ts'
import { type KeyField, keysOf, type Rule, type RuleKey, ruleOf } from './rules.ts'

/**
 * Makes policies ready to be asked, in steps, between which whoever runs it may let others have their turn: each takes
 * far less than a millisecond, but for memory that is made at once. Takes what `readPolicyInfo` accepted, and freezes it, so that nobody who still holds it can
 * change what is in force.
 */
export function* compilePolicies(policies: readonly PolicyDocument[]): Generator<void, PolicySnapshot> {
  const index = emptyIndex(Object.freeze([...policies]))
  const rules: Rules[] = []
  const counts = new Map<KeyField, Map<string, number>>()
  for (const policy of index.policies) {
    deepFreeze(policy)
    yield
    const own = rulesOf(policy)
    rules.push(own)
    for (const rule of [own.named, own.owners]) {
      if (rule === undefined) continue
      for (const demand of rule.demands) yield* gatherMany(demand)
      for (const key of keysOf(rule)) yield* countUses(counts, key)
    }
  }
  for (const [number, policy] of index.policies.entries()) {
    yield* addPolicy(index, number, policy, rules[number] as Rules, counts)
    yield
  }
  const viewOf = makeActorViews(index.actors)
  return indexedSnapshot(index, viewOf, yield* makeRecords(index, viewOf))
}

interface Rules {
  named: Rule | undefined
  owners: Rule | undefined
}

function emptyIndex(policies: readonly PolicyDocument[]): PolicyIndex {
  const total = policies.length
  return {
    policies,
    actors: emptyActorIndex(total),
    named: emptyResourceIndex(total),
    owners: emptyResourceIndex(total),
    privileges: new Map(),
    every: noListing(0),
    privilegesOf: [],
    anybody: noBits(total).fill(-1),
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const inner of Object.values(value)) deepFreeze(inner)
}

/** The rules of a policy: where it is in force, can be met, and is for anybody. */
function rulesOf({ info }: PolicyDocument): Rules {
  const rule = info.state === 'INACTIVE' ? undefined : ruleOf(info)
  const { resourceOwners, resourceOwnersTypes: ownerTypes } = info.actors
  const owners = resourceOwners !== true || ownerTypes?.length === 0 ? undefined : rule
  return { named: rule, owners: owners && ownerTypes ? { ...owners, ownerTypes } : owners && { ...owners } }
}

/** Up to so many values are looked through faster than a set is asked. */
const VALUES_LOOKED_THROUGH = 8

function* gatherMany(demand: Rule['demands'][number]): Generator<void> {
  if (demand.values.length <= VALUES_LOOKED_THROUGH || demand.set !== undefined) return
  const [set, lengths] = [new Set<string>(), new Set<number>()]
  demand.set = set
  for (const [at, value] of demand.values.entries()) {
    set.add(value)
    lengths.add(value.length)
    if (at % VALUES_A_STEP === VALUES_A_STEP - 1) yield
  }
  demand.lengths = [...lengths]
}

function* countUses(counts: Map<KeyField, Map<string, number>>, { field, values }: RuleKey): Generator<void> {
  let uses = counts.get(field)
  if (uses === undefined) {
    uses = new Map()
    counts.set(field, uses)
  }
  for (const [at, value] of values.entries()) {
    uses.set(value, (uses.get(value) ?? 0) + 1)
    if (at % VALUES_A_STEP === VALUES_A_STEP - 1) yield
  }
}

// A value takes 0.1 to 0.5 µs.
const VALUES_A_STEP = 256

function* addPolicy(
  index: PolicyIndex,
  number: number,
  { info }: PolicyDocument,
  { named, owners }: Rules,
  counts: Map<KeyField, Map<string, number>>,
): Generator<void> {
  const total = index.policies.length
  if (named !== undefined) {
    yield* chooseKey(named, counts)
    yield* addActors(index.actors, number, info.actors)
    yield* addRule(index.named, number, named)
  }
  if (owners !== undefined) {
    yield* chooseKey(owners, counts)
    yield* addRule(index.owners, number, owners)
  }
  const own: number[] = []
  index.privilegesOf[number] = own
  list(index.every, number, total, named, owners)
  for (const [at, privilege] of info.privileges.entries()) {
    let listing = index.privileges.get(privilege)
    if (listing === undefined) {
      listing = noListing(index.privileges.size)
      index.privileges.set(privilege, listing)
    }
    if (listing.all.at(-1) !== number) own.push(listing.id)
    list(listing, number, total, named, owners)
    if (at % VALUES_A_STEP === VALUES_A_STEP - 1) yield
  }
}

/**
 * A rule's key is that of its wants whose values the fewest policies name: at most so many are found by one value. Beginnings
 * of values are not counted, and come last.
 */
function* chooseKey(rule: Rule, counts: Map<KeyField, Map<string, number>>): Generator<void> {
  let [fewest, fewestValues] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const key of keysOf(rule)) {
    let most = 0
    for (const [at, value] of key.values.entries()) {
      most = Math.max(most, counts.get(key.field)?.get(value) as number)
      if (at % VALUES_A_STEP === VALUES_A_STEP - 1) yield
    }
    if (most < fewest) {
      fewest = most
      rule.key = key
    }
    if (most < fewestValues && key.demand !== undefined && asksForValues(key.demand)) {
      fewestValues = most
      rule.valueKey = key.demand
    }
  }
  rule.valueKey ??= rule.demands.find(asksForValues)
}

function list(
  listing: Listing,
  number: number,
  total: number,
  named: Rule | undefined,
  owners: Rule | undefined,
): void {
  if (listing.all.at(-1) !== number) listing.all.push(number)
  if (named !== undefined) {
    const kind = named.free ? 'free' : named.demands.length === 0 ? 'open' : 'demanding'
    addNumber(listing[kind], number, total)
    for (const { field } of named.demands) if (isFact(field)) listing.asks.add(field)
  }
  if (owners === undefined) return
  addNumber(listing.owned, number, total)
  listing.asks.add('OWNER')
}

const isFact = (field: unknown): field is FactField => FACT_FIELDS.includes(field as FactField)
