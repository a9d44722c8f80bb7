import { setImmediate } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { Dialect } from '../../../db/migration.ts'

/** What knex builds: a query or a raw statement. */
export type Statement = Pick<Knex.QueryBuilder | Knex.Raw, 'toSQL'>

/** One transaction under way. */
export interface Transaction {
  /** Runs a statement whose result nobody asks for: sent with the next that somebody does, or with the commit. */
  write(statement: Statement): void
  /** Runs a statement now, after what was written before; resolves with how many rows it changed. */
  changed(statement: Statement): Promise<number>
  /** Runs a query now, after what was written before. */
  rows<Row>(statement: Statement): Promise<Row[]>
  commit(): Promise<void>
  /** Undoes everything; never rejects. */
  rollback(): Promise<void>
}

interface Sent {
  sql: string
  bindings: readonly unknown[]
}

interface Result {
  rows: unknown[]
  changed: number
}

/** Sends statements over one connection, in order, in as few round trips as the driver can; resolves with the last one's result. */
interface Wire {
  send(statements: readonly Sent[]): Promise<Result>
  /** Gives the connection back; `broken`: nobody may use it any more. */
  release(broken: boolean): void
}

/**
 * A transaction that takes a connection at its first round trip, and makes one of everything up to the next result that
 * is asked for: a change that only writes is sent whole, `BEGIN` and `COMMIT` included, at once. (mysql2 waits for
 * each answer before it sends the next statement, so one by one would be four round trips for two rows.)
 */
export function openTransaction(knex: Knex, dialect: Dialect): Transaction {
  const begin: Sent = { sql: dialect === 'mysql' ? 'START TRANSACTION' : 'BEGIN IMMEDIATE', bindings: [] }
  let waiting: Sent[] = [begin]
  let wire: Promise<Wire> | undefined
  let ended = false

  async function flush(last: Sent): Promise<Result> {
    // The connection is somebody else's by then: work that goes on after it failed would write into their transaction.
    if (ended) throw new Error('the transaction has ended')
    const statements = [...waiting, last]
    waiting = []
    wire ??= dialect === 'mysql' ? mysqlWire(knex) : sqliteWire(knex)
    return (await wire).send(statements)
  }

  return {
    write: (statement) => void waiting.push(sent(statement)),
    changed: async (statement) => (await flush(sent(statement))).changed,
    rows: async <Row>(statement: Statement) => (await flush(sent(statement))).rows as Row[],
    async commit() {
      // Nothing was written: there is nothing to commit, and no connection was taken.
      const isEmpty = wire === undefined && waiting.length === 1
      const committed = isEmpty ? undefined : flush({ sql: 'COMMIT', bindings: [] })
      ended = true
      await committed
      ;(await wire)?.release(false)
    },
    async rollback() {
      ended = true
      const taken = await wire?.catch(() => undefined)
      if (taken === undefined) return
      const undone = await taken.send([{ sql: 'ROLLBACK', bindings: [] }]).catch(() => undefined)
      taken.release(undone === undefined)
    },
  }
}

function sent(statement: Statement): Sent {
  const { sql, bindings } = (statement.toSQL() as Knex.Sql).toNative()
  return { sql, bindings }
}

interface RawClient {
  acquireConnection(): Promise<object>
  releaseConnection(connection: object): Promise<void>
  _query(
    connection: object,
    query: object,
  ): Promise<{ response: unknown; context?: { changes: number | bigint } }>
}

async function mysqlWire({ client }: { client: RawClient }): Promise<Wire> {
  const connection = (await client.acquireConnection()) as { stream: { destroy(): void } }
  return {
    async send(statements) {
      const sql = statements.map((statement) => statement.sql).join('; ')
      const bindings = statements.flatMap((statement) => statement.bindings)
      const { response } = await client._query(connection, { sql, bindings })
      const [results] = response as [unknown]
      const last = statements.length === 1 ? results : (results as unknown[]).at(-1)
      return Array.isArray(last)
        ? { rows: last, changed: 0 }
        : { rows: [], changed: (last as { affectedRows: number }).affectedRows }
    },
    release(broken) {
      if (broken) connection.stream.destroy()
      void client.releaseConnection(connection)
    },
  }
}

// node:sqlite answers at once: without a pause a change of many statements would let nobody else have their turn.
const TURN_MS_MAX = 20

async function sqliteWire({ client }: { client: RawClient }): Promise<Wire> {
  const connection = await client.acquireConnection()
  let turnBeganAt = performance.now()
  let before: Promise<unknown> = Promise.resolve()
  async function run(statements: readonly Sent[]): Promise<Result> {
    let result: Result = { rows: [], changed: 0 }
    for (const { sql, bindings } of statements) {
      const { response, context } = await client._query(connection, { sql, bindings })
      result = Array.isArray(response)
        ? { rows: response, changed: 0 }
        : { rows: [], changed: Number(context?.changes ?? 0) }
    }
    if (performance.now() - turnBeganAt > TURN_MS_MAX) {
      await setImmediate()
      turnBeganAt = performance.now()
    }
    return result
  }
  return {
    // One after another, as on MySQL's wire: nothing that was sent before a ROLLBACK may run after it.
    send(statements) {
      const result = before.then(() => run(statements))
      before = result.catch(() => undefined)
      return result
    },
    release: () => void client.releaseConnection(connection),
  }
}
