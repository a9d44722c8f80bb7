import type { ActorSpec } from '../question.ts'
import type { ActorView } from './actor-index.ts'
import { type ActorRecords, makeActorRecords } from './actor-records.ts'
import { noValues } from './numbered-values.ts'
import type { PolicyIndex } from './policy-index.ts'
import { makePostings, type Postings, ROWS_A_STEP } from './postings.ts'
import { makeResourceRecords, type ResourceRecords } from './resource-records.ts'
import { type RuleRow, rowOf } from './rule-rows.ts'

/** The rules for whom policies name, actors and resources, as numbers that lie together in memory. */
export interface Records {
  /** `RuleRow.types` by rule. */
  types: Int32Array
  /** Those with lower numbers have records. */
  privileges: number
  postings: Postings
  actors: ActorRecords
  resources: ResourceRecords
}

// What two bytes can tell apart.
const POLICIES_MAX = 65_536

/** An actor has six bytes for each. What comes later is answered by bits. */
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
  const { policies, named } = index
  if (policies.length > POLICIES_MAX) return undefined
  const privileges = Math.min(index.privileges.size, PRIVILEGES_MAX)
  const values = noValues()
  const rows: (RuleRow | undefined)[] = []
  const privilegesOf: (readonly number[])[] = []
  let wordsLeft = WORDS_MAX
  for (const [number, { info }] of policies.entries()) {
    const own = (index.privilegesOf[number] as readonly number[]).filter((id) => id < privileges)
    privilegesOf[number] = own
    const rule = named.rules[number]
    if (rule === undefined || own.length === 0) continue
    // Four words for each privilege, and two for each 32 that there are.
    const wordsAValue = 4 * own.length + 2 * Math.ceil(privileges / 32)
    const valuesMax = Math.min(PAIRS_MAX / own.length, wordsLeft / wordsAValue)
    const row = rowOf(values, rule, info.actors, valuesMax)
    wordsLeft -= (row.values?.length ?? 0) * wordsAValue
    rows[number] = row
    yield
  }
  const postings = yield* makePostings(rows, privilegesOf, values.count, privileges)
  return {
    types: yield* typesOf(rows, policies.length),
    privileges,
    postings,
    actors: makeActorRecords(rows, privilegesOf, privileges, viewOf),
    resources: makeResourceRecords(values),
  }
}

function* typesOf(rows: readonly (RuleRow | undefined)[], total: number): Generator<void, Int32Array> {
  const types = new Int32Array(total)
  for (const [number, row] of rows.entries()) {
    if (row !== undefined) types[number] = row.types
    if (number % ROWS_A_STEP === ROWS_A_STEP - 1) yield
  }
  return types
}
