import t from 'tap'
import { type RepeatOptions, repeat } from '../../src/adapters/repeat.ts'

/** Lets work run until it was run `runs` times. `outcomes` says which runs fail. */
async function observe(outcomes: readonly ('ok' | 'fails')[]): Promise<string[]> {
  const seen: string[] = []
  const options: RepeatOptions = {
    pauseMs: 1,
    failed: (error) => seen.push(`told: ${(error as Error).message}`),
    recovered: () => seen.push('told: recovered'),
  }
  let runs = 0
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const repetition = repeat(async () => {
    const run = runs++
    if (run === outcomes.length) resolve()
    if (outcomes[run] === 'fails') throw new Error(`run ${run}`)
  }, options)
  // The repetition alone lets a process end.
  const awake = setTimeout(() => {}, 10_000)
  await done
  clearTimeout(awake)
  await repetition.stop()
  return seen
}

t.test('an outage is told once when it begins and once when it is over, and the work goes on', async (t) => {
  t.same(await observe(['ok', 'fails', 'fails', 'ok', 'ok', 'fails', 'ok']), [
    'told: run 1',
    'told: recovered',
    'told: run 5',
    'told: recovered',
  ])
})

t.test('stopping waits for the run under way, and none starts after it', async (t) => {
  let runs = 0
  let running = false
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const work = async (): Promise<void> => {
    runs++
    running = true
    begin()
    await new Promise((resolve) => setTimeout(resolve, 20))
    running = false
  }
  const repetition = repeat(work, { pauseMs: 1, failed: () => t.fail(), recovered: () => t.fail() })
  const awake = setTimeout(() => {}, 10_000)
  await begun
  await repetition.stop()
  t.notOk(running)
  await new Promise((resolve) => setTimeout(resolve, 20))
  clearTimeout(awake)
  t.equal(runs, 1)
})
