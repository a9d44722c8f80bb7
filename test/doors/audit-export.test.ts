import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { toAuditColumns } from '../../src/adapters/sql/audit-row.ts'
import { administration } from '../helpers/administration.ts'
import { auditRecord, count } from '../store/auditing.ts'

// Some 14 MB of lines, far above what the sockets between two processes of one machine keep.
const RECORDS = 30_000
const A_PAGE = 500

/** Counts how often the trail is read by page. */
function countReads(t: Test): () => number {
  const { prepare } = DatabaseSync.prototype
  let reads = 0
  DatabaseSync.prototype.prepare = function (sql) {
    if (/from `audit` INDEXED BY `audit_by_time`/.test(sql)) reads++
    return prepare.call(this, sql)
  }
  t.teardown(() => {
    DatabaseSync.prototype.prepare = prepare
  })
  return () => reads
}

function fill(file: string): void {
  const database = new DatabaseSync(file)
  const columns = Object.keys(toAuditColumns(auditRecord(0)))
  const insert = database.prepare(
    `INSERT INTO audit (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  database.exec('BEGIN')
  for (const n of count(RECORDS)) {
    const record = auditRecord(n, { userAgent: 'x'.repeat(200) })
    insert.run(...(Object.values(toAuditColumns(record)) as string[]))
  }
  database.exec('COMMIT')
  database.close()
}

t.test(
  'an export waits for its reader, serves others meanwhile, and ends with one that leaves',
  async (t) => {
    const { service, root, ask } = await administration(t)
    fill(`${service.folder}/data/latchkey.db`)
    const reads = countReads(t)
    const begin = async (): Promise<IncomingMessage> => {
      const request = get(`${service.front}/admin/audit?format=ndjson`, { headers: root })
      const [answer] = (await once(request, 'response')) as [IncomingMessage]
      return answer
    }
    const untilStill = async (): Promise<number> => {
      for (let before = -1; ; await setTimeout(300)) {
        if (reads() === before) return before
        before = reads()
      }
    }

    const answer = await begin()
    const readAhead = await untilStill()
    t.ok(
      readAhead > 0 && readAhead < RECORDS / A_PAGE / 2,
      `${readAhead} pages for a reader that reads nothing`,
    )
    t.equal((await ask(root, 'GET', '/v1/tokens')).status, 200)

    let lines = 0
    for await (const chunk of answer) for (const byte of chunk as Buffer) if (byte === 10) lines++
    t.ok(lines >= RECORDS, `${lines} lines`)
    t.ok(reads() >= RECORDS / A_PAGE)

    const before = reads()
    const abandoned = await begin()
    abandoned.destroy()
    t.ok((await untilStill()) - before < RECORDS / A_PAGE / 2)
  },
)
