import t from 'tap'
import { within } from '../../src/adapters/within.ts'

const ENDLESS = new Promise<string>(() => undefined)

t.test('work that is over in time gives what it has, or fails as it does', async (t) => {
  t.equal(await within(Promise.resolve('done'), 1000), 'done')
  await t.rejects(within(Promise.reject(new Error('failed')), 1000), { message: 'failed' })
})

t.test('work that takes longer is waited for no more, and its failure is nobody’s', async (t) => {
  t.equal(await within(ENDLESS, 10), undefined)
  const { promise, reject } = Promise.withResolvers<string>()
  t.equal(await within(promise, 10), undefined)
  reject(new Error('nobody hears of it'))
  await new Promise(setImmediate)
})
