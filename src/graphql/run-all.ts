import { type Answer, mergeAnswers, type RunAnswer } from './answer.ts'
import type { Run, Split } from './split.ts'

/** Makes a run ready; throws a GraphQLError where it must not run. */
export type PrepareRun = (run: Run) => () => Promise<RunAnswer>

/**
 * Runs an operation's parts and makes one answer of theirs. All are made ready before the first one runs: what is wrong
 * with one keeps the others from having an effect.
 */
export async function runAll(split: Split, prepare: PrepareRun): Promise<Answer> {
  const stages = split.stages.map((stage) => stage.map((run) => ({ by: run.by, start: prepare(run) })))
  const answers = { ours: [] as RunAnswer[], gms: [] as RunAnswer[] }
  for (const stage of stages) {
    const ended = await Promise.all(stage.map(async ({ by, start }) => ({ by, answer: await start() })))
    for (const { by, answer } of ended) answers[by].push(answer)
    // As in one document: where a field fails that may not be null, no later mutation runs.
    if (ended.some(({ answer }) => answer.data === null)) break
  }
  return mergeAnswers(split, answers)
}
