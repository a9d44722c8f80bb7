import t from 'tap'
import { runInSlices } from '../../../src/app/access/run-in-slices.ts'

t.test(
  'work in steps lets others have their turn when its slice is over, and gives its result',
  async (t) => {
    let now = 0
    let pauses = 0
    function* work(): Generator<void, string> {
      for (let step = 0; step < 10; step++) {
        now += 3
        yield
      }
      return 'done'
    }
    const pause = async () => {
      pauses++
      now += 100
    }
    t.equal(await runInSlices(work(), { clock: { monotonic: () => now }, sliceMs: 10, pause }), 'done')
    t.equal(pauses, 2, 'after the fourth and the eighth step')
  },
)

t.test('what the work throws is thrown', async (t) => {
  function* work(): Generator<void, never> {
    yield
    throw new Error('no')
  }
  const slices = { clock: { monotonic: () => 0 }, sliceMs: 10, pause: async () => undefined }
  await t.rejects(runInSlices(work(), slices), { message: 'no' })
})
