import { setImmediate } from 'node:timers/promises'
import { SLICES } from '../plugins/core/slices.ts'
import { runInSlices } from '../src/app/access/run-in-slices.ts'
import { compilePolicies } from '../src/domain/policy/compiled/compile.ts'
import { PolicyActor, type PolicyQuestion, Resource } from '../src/domain/policy/question.ts'
import type { PolicySnapshot } from '../src/domain/policy/snapshot.ts'
import { makePolicies, makePolicyWorld, makeQuestions } from './lib/policy-world.ts'
import { median, report } from './lib/report.ts'
import { CASBIN_OPTIONS, makeCasbin } from './peers/casbin.ts'
import { CEDAR_OPTIONS, makeCedar } from './peers/cedar.ts'

const MANY = 10_000
const FEW = 100

const ROUNDS = 7
const QUESTIONS = 100_000

// A peer takes some ten to a hundred milliseconds a question.
const PEER_QUESTIONS = 50

const NEW_QUESTIONS = 10_000

/** Decisions over 10,000 policies beside 100, beside casbin and Cedar; and what compiling them takes. */
export async function benchPolicies(): Promise<void> {
  const [many, few] = [await sideOf(MANY), await sideOf(FEW)]
  const times = { many: [] as number[], few: [] as number[], cold: [] as number[] }
  let allowed = { many: 0, few: 0 }
  for (let round = 0; round <= ROUNDS; round++) {
    const [manyAsked, fewAsked] = [roundOf(many, round), roundOf(few, round)]
    const manyRound = ask(many.snapshot, manyAsked)
    const fewRound = ask(few.snapshot, fewAsked)
    const cold = ask(many.snapshot, asNew(manyAsked))
    // The first round is the compiler's.
    if (round === 0) continue
    times.many.push(manyRound.ns)
    times.few.push(fewRound.ns)
    times.cold.push(cold.ns)
    allowed = { many: allowed.many + manyRound.allowed, few: allowed.few + fewRound.allowed }
  }
  const share = (of: number) => `${Math.round((of / (QUESTIONS * ROUNDS)) * 100)} % allowed`
  const perSecond = (ns: readonly number[]) => 1e9 / median(ns)
  const what = `decisions, ${MANY} policies, 10,000 actors in 20 of 1,000 groups, 100,000 resources, ${share(allowed.many)}`
  const figure = { bench: 'policies', unit: 'decisions/s', ours: perSecond(times.many) }
  report({
    ...figure,
    what,
    peer: `the same engine, ${FEW} policies, ${share(allowed.few)}`,
    peers: perSecond(times.few),
    wanted: 'at least 1,000,000; a ratio of at least 0.33, aim 0.67',
  })
  report({
    ...figure,
    what,
    peer: 'the same engine, every actor and resource seen for the first time',
    peers: 1e9 / median(times.cold),
    wanted: 'shown beside it',
  })
  const sample = many.questions.slice(-PEER_QUESTIONS)
  const policies = makePolicies(MANY)
  for (const [peer, peerOptions, decide] of [
    ['casbin 5.51.1', CASBIN_OPTIONS, await makeCasbin(policies, sample)],
    ['cedar-wasm 4.13.0', CEDAR_OPTIONS, makeCedar('many', policies)],
  ] as const) {
    report({
      ...figure,
      what,
      peer,
      peerOptions,
      peers: peerRate(decide, many.snapshot, sample),
      wanted: 'shown beside it',
    })
  }
}

interface Side {
  snapshot: PolicySnapshot
  questions: PolicyQuestion[]
}

/** Policies, with actors and resources of their own about whom all is kept that is ever kept: from the second question on. */
async function sideOf(policies: number): Promise<Side> {
  const snapshot = await compiled(policies)
  const world = makePolicyWorld()
  const questions = makeQuestions(world, QUESTIONS * (ROUNDS + 1) + PEER_QUESTIONS)
  const privilege = 'EDIT_SOMETHING_0'
  const [actor] = world.actors as [PolicyActor]
  for (let times = 0; times < 2; times++) {
    for (const actor of world.actors) snapshot.grantingPolicy({ actor, privilege })
    for (const resource of world.resources) snapshot.grantingPolicy({ actor, privilege, resource })
  }
  return { snapshot, questions }
}

const roundOf = ({ questions }: Side, round: number) =>
  questions.slice(round * QUESTIONS, (round + 1) * QUESTIONS)

function ask(
  snapshot: PolicySnapshot,
  questions: readonly PolicyQuestion[],
): { ns: number; allowed: number } {
  let allowed = 0
  const begun = performance.now()
  for (const question of questions) if (snapshot.grantingPolicy(question) !== undefined) allowed++
  return { ns: ((performance.now() - begun) * 1e6) / questions.length, allowed }
}

/** Questions of actors and about resources that nobody asked about before. */
function asNew(questions: readonly PolicyQuestion[]): PolicyQuestion[] {
  return questions.slice(0, NEW_QUESTIONS).map(({ actor, privilege, resource }) => ({
    actor: new PolicyActor(actor),
    privilege,
    resource: new Resource(resource as Resource),
  }))
}

/** Decisions a second of a peer, whose answers must be ours. */
function peerRate(
  decide: (question: PolicyQuestion) => boolean,
  snapshot: PolicySnapshot,
  questions: readonly PolicyQuestion[],
): number {
  const begun = performance.now()
  const answers = questions.map(decide)
  const seconds = (performance.now() - begun) / 1_000
  for (const [at, question] of questions.entries()) {
    const ours = snapshot.grantingPolicy(question) !== undefined
    if (ours !== answers[at]) throw new Error(`the peer answers otherwise: ${JSON.stringify(question)}`)
  }
  return questions.length / seconds
}

/** Compiles policies as the service does, five times, and prints the median and the longest stretch of all. */
async function compiled(count: number): Promise<PolicySnapshot> {
  const times: number[] = []
  let longest = 0
  let snapshot: PolicySnapshot | undefined
  for (let round = 0; round < 5; round++) {
    const policies = makePolicies(count)
    const begun = performance.now()
    let since = begun
    const held = () => {
      longest = Math.max(longest, performance.now() - since)
    }
    const pause = async () => {
      held()
      await setImmediate()
      since = performance.now()
    }
    snapshot = await runInSlices(compilePolicies(policies), { ...SLICES, pause })
    held()
    times.push(performance.now() - begun)
  }
  report({
    bench: 'policies',
    what: `compiling ${count} policies`,
    unit: 'ms',
    ours: median(times),
    peer: 'longest stretch that the process was held',
    peers: longest,
    wanted: 'at most 200; at most 20 at a stretch',
  })
  return snapshot as PolicySnapshot
}
