import fc from 'fast-check'
import t from 'tap'
import { pageOf } from '../../src/app/page-cursor.ts'

const read = Array.from({ length: 30 }, (_, i) => ({ name: `item ${i}` }))
const cursorAfter = ({ name }: { name: string }) => `after ${name}`

t.test(
  'a page that was read one longer than asked for has a next one, which begins after its last item',
  async (t) => {
    const { items, nextCursor } = pageOf(read.slice(0, 21), 20, cursorAfter)
    t.strictSame(items, read.slice(0, 20))
    t.equal(nextCursor, 'after item 19')
  },
)

t.test(
  'a page is never longer than asked for, and has a next one exactly where something was left out',
  async (t) => {
    const property = fc.property(fc.nat(30), fc.integer({ min: 1, max: 30 }), (count, limit) => {
      const { items, nextCursor } = pageOf(read.slice(0, count), limit, cursorAfter)
      return items.length === Math.min(count, limit) && (nextCursor !== null) === count > limit
    })
    t.doesNotThrow(() => fc.assert(property))
  },
)
