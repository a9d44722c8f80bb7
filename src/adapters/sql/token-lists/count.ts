import type { Dialect } from '../../../../db/migration.ts'
import { concat, sql } from './fragment.ts'
import type { Question } from './question.ts'
import type { Run } from './read.ts'
import { countingSource } from './sources.ts'

/** How many tokens match, counted one by one. */
export async function countMatches(
  { run, dialect }: { run: Run; dialect: Dialect },
  question: Question,
): Promise<number> {
  const { from, where } = countingSource(dialect, question)
  const [row] = await run<{ total: number }>(concat('SELECT COUNT(*) AS total FROM', from, 'WHERE', where))
  return row?.total ?? 0
}

/** Whether there are more than `count` of them, where an index tells that at once. */
export async function hasMoreThan(
  { run, dialect }: { run: Run; dialect: Dialect },
  question: Question,
  count: number,
): Promise<boolean> {
  const { words, rest } = question
  if (words !== undefined || rest.length > 0) return false
  const { from, where } = countingSource(dialect, question)
  const rows = await run(concat('SELECT 1 FROM', from, 'WHERE', where, sql('LIMIT 1 OFFSET ?', count)))
  return rows.length > 0
}
