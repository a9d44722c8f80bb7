import t from 'tap'
import { eachInSlices } from '../../../src/app/access/each-in-slices.ts'

const still = { clock: { monotonic: () => 0 }, sliceMs: 10, pause: async () => undefined }
const tick = () => new Promise((resolve) => setImmediate(resolve))

t.test('each item is done once, sixteen at once where they wait', async (t) => {
  const items = Array.from({ length: 100 }, (_, i) => i)
  const done: number[] = []
  let open = 0
  let most = 0
  await eachInSlices(
    items,
    async (item) => {
      most = Math.max(most, ++open)
      await tick()
      open--
      done.push(item)
    },
    still,
  )
  t.strictSame(
    done.toSorted((a, b) => a - b),
    items,
  )
  t.equal(most, 16)
})

t.test('others have their turn whenever a slice is over', async (t) => {
  let now = 0
  let pauses = 0
  const pause = async () => {
    pauses++
    now += 100
  }
  const work = async () => {
    now += 3
  }
  await eachInSlices(Array(100).fill(0), work, { clock: { monotonic: () => now }, sliceMs: 10, pause })
  t.ok(pauses >= 5, `${pauses} pauses in 300 ms of work`)
})

t.test('it ends early where that is said, and by what is thrown', async (t) => {
  let count = 0
  await eachInSlices(Array(100).fill(0), async () => ++count < 3, still)
  t.ok(count < 100)
  count = 0
  const fail = async () => {
    count++
    throw new Error('no')
  }
  await t.rejects(eachInSlices(Array(100).fill(0), fail, still), { message: 'no' })
  t.equal(count, 16, 'what had begun')
  await eachInSlices([], fail, still)
})
