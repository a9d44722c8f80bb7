import { createConnection } from 'mysql2/promise'

/** Runs statements on a MySQL, one after another, over a connection of their own. */
export async function runSql(url: string, ...statements: readonly string[]): Promise<void> {
  const connection = await createConnection(url)
  try {
    for (const statement of statements) await connection.query(statement)
  } finally {
    await connection.end()
  }
}
