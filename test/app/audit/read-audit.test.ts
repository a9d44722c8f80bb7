import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { makeCursorCodec } from '../../../src/adapters/page-cursors.ts'
import { makeReadAudit } from '../../../src/app/audit/read-audit.ts'
import type { AuditPageQuery, AuditPosition } from '../../../src/app/ports/audit.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { ALICE, caller } from '../../helpers/fakes/people.ts'
import { auditRecord } from '../../store/auditing.ts'

/** A trail of `windows` stretches of time, in each of which `found` records meet the filter. */
function setUp(windows: number, found: number) {
  const queries: AuditPageQuery[] = []
  const read = makeReadAudit({
    store: {
      async page(query) {
        queries.push(query)
        const window = query.before === undefined ? windows : query.before.at - 1
        const entries = Array.from({ length: Math.min(found, query.limit) }, (_, i) => ({
          record: auditRecord(window * 1_000 + i),
          link: null,
        }))
        return { entries, next: window > 1 ? { at: window, id: auditRecord(window).id } : undefined }
      },
    },
    cursors: makeCursorCodec<AuditPosition>(new Secret('the key of this deployment'), 'audit'),
    requirePrivilege: async () => {},
  })
  return { read, queries }
}

t.test(
  'a page is put together of as many stretches as it needs, and asks for no more than it lacks',
  async (t) => {
    const { read, queries } = setUp(100, 3)
    const page = await read.list(caller(ALICE), {}, { limit: 10 })
    t.equal(page.items.length, 10)
    t.same(
      queries.map(({ limit }) => limit),
      [10, 7, 4, 1],
    )
    t.type(page.nextCursor, 'string')
  },
)

t.test(
  'a page that finds nothing for a long while ends empty, with a cursor, and the next goes on',
  async (t) => {
    const { read, queries } = setUp(50, 0)
    let cursor: string | null = null
    let pages = 0
    do {
      const page: { items: unknown[]; nextCursor: string | null } = await read.list(
        caller(ALICE),
        {},
        cursor === null ? { limit: 10 } : { limit: 10, cursor },
      )
      t.same(page.items, [])
      cursor = page.nextCursor
      pages++
    } while (cursor !== null)
    t.equal(pages, 3)
    t.equal(queries.length, 50)
  },
)

t.test('an export reads on only when what it has read was taken', async (t) => {
  const { read, queries } = setUp(1_000, 500)
  const pages = await read.exportAll(caller(ALICE), {})
  await setImmediate()
  t.equal(queries.length, 0)
  const reader = pages[Symbol.asyncIterator]()
  for (let taken = 1; taken <= 5; taken++) {
    t.equal((await reader.next()).value?.length, 500)
    await setImmediate()
    t.equal(queries.length, taken)
  }
  await reader.return?.()
  t.equal(queries.length, 5, 'a reader that leaves ends it')
})
