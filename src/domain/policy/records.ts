import type { ActorView } from './actor-index.ts'
import { type ActorRecords, makeActorRecords } from './actor-records.ts'
import { noValues } from './numbered-values.ts'
import type { PolicyIndex } from './policy-index.ts'
import { makePostings, type Postings } from './postings.ts'
import type { ActorSpec } from './question.ts'
import { makeResourceRecords, type ResourceRecords } from './resource-records.ts'
import { type RuleRow, rowOf } from './rule-rows.ts'

/** The rules for whom policies name, actors and resources, as numbers that lie together in memory. */
export interface Records {
  /** `RuleRow.types` by rule. */
  types: Int32Array
  postings: Postings
  actors: ActorRecords
  resources: ResourceRecords
}

// What two bytes can tell apart, and 4 KB an actor.
const POLICIES_MAX = 65_536
const PRIVILEGES_MAX = 1_024

/** Values times privileges of a rule at most, which are gone through at a stretch. */
const PAIRS_MAX = 1_024

/** For values and privileges of all rules, 16 MB: rules that come later are not found by values. */
const WORDS_MAX = 1 << 22

/** Makes the records of policies, which are all in the index; `undefined` where they are too many. */
export function* makeRecords(
  index: PolicyIndex,
  viewOf: (actor: ActorSpec) => ActorView,
): Generator<void, Records | undefined> {
  const { policies, privileges, privilegesOf, named } = index
  if (policies.length > POLICIES_MAX || privileges.size > PRIVILEGES_MAX) return undefined
  const values = noValues()
  const rows: (RuleRow | undefined)[] = []
  let wordsLeft = WORDS_MAX
  for (const [number, { info }] of policies.entries()) {
    const rule = named.rules[number]
    if (rule === undefined) continue
    const pairs = (privilegesOf[number] as readonly number[]).length || 1
    // Four words for each privilege, and two for each 32 that there are.
    const wordsAValue = 4 * pairs + 2 * Math.ceil(privileges.size / 32)
    const row = rowOf(values, rule, info.actors, Math.min(PAIRS_MAX / pairs, wordsLeft / wordsAValue))
    wordsLeft -= (row.values?.length ?? 0) * wordsAValue
    rows[number] = row
    yield
  }
  const postings = yield* makePostings(rows, privilegesOf, values.count, privileges.size)
  return {
    types: Int32Array.from(policies, (_, number) => rows[number]?.types ?? 0),
    postings,
    actors: makeActorRecords(index, rows, viewOf),
    resources: makeResourceRecords(values),
  }
}
