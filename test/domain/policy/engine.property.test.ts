import fc from 'fast-check'
import t from 'tap'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import {
  FACT_FIELDS,
  type KnownResource,
  type PolicyQuestion,
  Resource,
} from '../../../src/domain/policy/question.ts'
import type { PolicySnapshot } from '../../../src/domain/policy/snapshot.ts'
import {
  arbitraryPolicies,
  arbitraryQuestion,
  factsOf,
  type QuestionCase,
} from '../../helpers/arbitrary-policies.ts'
import { naiveGranting, naivePrivileges } from '../../helpers/naive-policies.ts'
import { snapshotOf } from '../../helpers/policies.ts'
import { changesOfPolicies, changesOfQuestion, PARTS } from '../../helpers/policy-changes.ts'

const QUESTIONS_A_SNAPSHOT = 40
const SNAPSHOTS = 2_500

const policiesAndQuestions = fc.tuple(
  arbitraryPolicies(14),
  fc.array(arbitraryQuestion, { minLength: QUESTIONS_A_SNAPSHOT, maxLength: QUESTIONS_A_SNAPSHOT }),
)

/** The question with these facts about its resource added. */
function knowing(question: PolicyQuestion, facts: KnownResource['facts']): PolicyQuestion {
  const { resource } = question
  return resource
    ? { ...question, resource: new Resource({ ...resource, facts: { ...resource.facts, ...facts } }) }
    : question
}

const granted = (snapshot: PolicySnapshot, question: PolicyQuestion) =>
  snapshot.grantingPolicy(question) !== undefined

t.test(
  `both evaluators give ${QUESTIONS_A_SNAPSHOT * SNAPSHOTS} random questions the same answers`,
  async (t) => {
    const shares = { asked: 0, allowed: 0 }
    const decided = new Map(PARTS.map((part) => [part, 0]))
    fc.assert(
      fc.property(policiesAndQuestions, ([policies, questions]) => {
        const snapshot = snapshotOf(policies)
        for (const { question, complete } of questions) {
          const expected = naiveGranting(policies, question)
          // An actor's first question is answered in another way than those after it.
          for (let times = 0; times < 3; times++) {
            const policy = snapshot.grantingPolicy(question)
            if ((policy !== undefined) !== expected) throw new Error(`should be ${expected}`)
            if (policy && !naiveGranting([policy], question)) throw new Error(`${policy.urn} does not grant`)
          }
          shares.asked++
          if (expected) shares.allowed++
          countDeciding(decided, policies, { question, complete }, expected)
        }
      }),
      { numRuns: SNAPSHOTS },
    )
    const share = shares.allowed / shares.asked
    t.comment(`${shares.asked} comparisons, ${(100 * share).toFixed(1)} % allowed`)
    t.equal(shares.asked, QUESTIONS_A_SNAPSHOT * SNAPSHOTS)
    t.ok(share >= 0.3 && share <= 0.9, 'neither answer is rare')
    const idle = [...decided].filter(([, times]) => times === 0).map(([part]) => part)
    t.strictSame(idle, [], 'each part of policies and questions decided at least once')
  },
)

/** Counts the parts without which the answer would be another, until each was seen often enough. */
function countDeciding(
  decided: Map<string, number>,
  policies: readonly PolicyDocument[],
  { question, complete }: QuestionCase,
  expected: boolean,
): void {
  const isWanted = (part: string) => (decided.get(part) ?? 0) < 3
  const count = (part: string) => decided.set(part, (decided.get(part) ?? 0) + 1)
  if (![...decided.values()].some((times) => times < 3)) return
  for (const { part, changed } of changesOfPolicies(policies))
    if (isWanted(part) && naiveGranting(changed, question) !== expected) count(part)
  for (const { part, changed } of changesOfQuestion(question, complete))
    if (isWanted(part) && naiveGranting(policies, changed) !== expected) count(part)
}

t.test('privileges are those of the policies that apply, in their order', async () => {
  fc.assert(
    fc.property(policiesAndQuestions, ([policies, questions]) => {
      const snapshot = snapshotOf(policies)
      for (const { question } of questions) {
        const { actor, resource } = question
        const expected = naivePrivileges(policies, actor, resource)
        const given = snapshot.grantedPrivileges(actor, resource)
        if (given.join() !== expected.join()) throw new Error(`${given} should be ${expected}`)
      }
    }),
    { numRuns: 250 },
  )
})

t.test(
  'an explanation has every policy that lists the privilege, and grants exactly where one grants',
  async () => {
    fc.assert(
      fc.property(policiesAndQuestions, ([policies, questions]) => {
        const snapshot = snapshotOf(policies)
        for (const { question } of questions) {
          const listing = policies.filter(({ info }) => info.privileges.includes(question.privilege))
          const traces = snapshot.explain(question)
          if (traces.map(({ policyUrn }) => policyUrn).join() !== listing.map(({ urn }) => urn).join())
            throw new Error('other policies than those that list the privilege')
          for (const [n, trace] of traces.entries()) {
            const policy = listing[n] as PolicyDocument
            if (trace.granted !== naiveGranting([policy], question)) throw new Error(`wrong on ${policy.urn}`)
          }
        }
      }),
      { numRuns: 250 },
    )
  },
)

t.test('facts that are wanted are all that a denial can hang on', async () => {
  fc.assert(
    fc.property(policiesAndQuestions, ([policies, questions]) => {
      const snapshot = snapshotOf(policies)
      for (const { question, complete } of questions) {
        const { resource } = question
        if (!resource || granted(snapshot, question)) continue
        const wanted = snapshot.wantedFacts(question)
        for (const field of wanted)
          if (resource.facts?.[field] !== undefined) throw new Error(`${field} is known`)
        const others = FACT_FIELDS.filter((field) => !resource.facts?.[field] && !wanted.includes(field))
        if (granted(snapshot, knowing(question, factsOf(complete, others))))
          throw new Error(`one of ${others} was not wanted, and grants`)
        const asked = granted(snapshot, knowing(question, factsOf(complete, wanted)))
        const knowingAll = naiveGranting(policies, knowing(question, allOf(complete, resource)))
        if (asked !== knowingAll) throw new Error(`with ${wanted}: ${asked}, with all: ${knowingAll}`)
      }
    }),
    { numRuns: 500 },
  )
})

t.test('facts that are wanted for privileges are all that can add one', async () => {
  fc.assert(
    fc.property(policiesAndQuestions, ([policies, questions]) => {
      const snapshot = snapshotOf(policies)
      for (const { question, complete } of questions) {
        const { actor, resource } = question
        if (!resource) continue
        const wanted = snapshot.factsWantedForPrivileges(actor, resource)
        const asked = knowing(question, factsOf(complete, wanted)).resource
        const all = knowing(question, allOf(complete, resource)).resource
        const given = snapshot.grantedPrivileges(actor, asked)
        const expected = naivePrivileges(policies, actor, all)
        if (given.join() !== expected.join())
          throw new Error(`with ${wanted}: ${given}, with all: ${expected}`)
      }
    }),
    { numRuns: 250 },
  )
})

t.test('neither more policies nor more facts take away what is granted', async () => {
  fc.assert(
    fc.property(policiesAndQuestions, arbitraryPolicies(3), ([policies, questions], added) => {
      const snapshot = snapshotOf(policies)
      const larger = snapshotOf([...added, ...policies])
      for (const { question, complete } of questions) {
        if (!question.resource || !granted(snapshot, question)) continue
        if (!granted(larger, question)) throw new Error('more policies grant less')
        if (!granted(snapshot, knowing(question, allOf(complete, question.resource))))
          throw new Error('more facts grant less')
      }
    }),
    { numRuns: 250 },
  )
})

/** Of these facts those that are not known of the resource. */
function allOf(complete: QuestionCase['complete'], { facts }: KnownResource) {
  return factsOf(
    complete,
    FACT_FIELDS.filter((field) => !facts?.[field]),
  )
}
