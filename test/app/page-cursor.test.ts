import fc from 'fast-check'
import t from 'tap'
import { pageOf } from '../../src/app/page-cursor.ts'
import type { CursorPosition } from '../../src/app/ports.ts'
import { idOf, tokenRecord } from '../store/records.ts'

const cursors = { seal: ({ createdAt, id }: CursorPosition) => `${createdAt} ${id}` }
const records = Array.from({ length: 30 }, (_, i) => tokenRecord({ id: idOf(`${i}`), createdAt: 1_000 - i }))

t.test(
  'a page that was read one longer than asked for has a next one, which begins after its last item',
  async (t) => {
    const { items, nextCursor } = pageOf(records.slice(0, 21), 20, cursors)
    t.strictSame(items, records.slice(0, 20))
    t.equal(nextCursor, `${1_000 - 19} ${idOf('19')}`)
  },
)

t.test(
  'a page is never longer than asked for, and has a next one exactly where something was left out',
  async (t) => {
    const property = fc.property(fc.nat(30), fc.integer({ min: 1, max: 30 }), (read, limit) => {
      const { items, nextCursor } = pageOf(records.slice(0, read), limit, cursors)
      return items.length === Math.min(read, limit) && (nextCursor !== null) === read > limit
    })
    t.doesNotThrow(() => fc.assert(property))
  },
)
