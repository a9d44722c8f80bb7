import type { Knex } from 'knex'
import type { Dialect } from '../../../db/migration.ts'
import type {
  DirectoryPage,
  ListedGroup,
  MemberRecord,
  Slice,
  Sliced,
  UserRecord,
} from '../../app/ports/directory.ts'
import { bytesToUrn, type ColumnBytes, urnToBytes } from './column-bytes.ts'
import { type GroupRow, toGroupRecord, toUserRecord, type UserRow } from './directory-rows.ts'

/** The columns in which a list of users, and one of groups, is searched. */
export const USER_TEXTS = ['display_name', 'email', 'urn'] as const
export const GROUP_TEXTS = ['name', 'urn'] as const

// URNs are bytes, read as text that compares as exactly as the other columns do: by a connection's collation á is a.
const URN_AS_TEXT: Record<Dialect, string> = {
  mysql: 'CAST(urn AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_bin',
  sqlite: 'CAST(urn AS TEXT)',
}

/** The rows of a slice, newest first, and how many there are. */
export async function sliceOf<Row>(query: Knex.QueryBuilder, { start, count }: Slice): Promise<Sliced<Row>> {
  const items: Row[] = await newestFirst(query.clone()).offset(start).limit(count)
  return { items, total: await countOf(query) }
}

/** The rows of a page, newest first. */
export async function pageOf<Row>(query: Knex.QueryBuilder, { limit, after }: DirectoryPage): Promise<Row[]> {
  if (after !== undefined) {
    // Said so that both databases start in the index at `created_at`.
    query
      .where('created_at', '<=', after.createdAt)
      .andWhere((q) => q.where('created_at', '<', after.createdAt).orWhere('urn', '<', urnToBytes(after.urn)))
  }
  return newestFirst(query).limit(limit)
}

function newestFirst(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.orderBy([
    { column: 'created_at', order: 'desc' },
    { column: 'urn', order: 'desc' },
  ])
}

export async function countOf(query: Knex.QueryBuilder): Promise<number> {
  const [row] = (await query.count({ total: '*' })) as [{ total: number }]
  return Number(row.total)
}

/** Rows where one of the columns contains the text: the database folds both to lower case. */
export function searched(
  query: Knex.QueryBuilder,
  dialect: Dialect,
  text: string,
  columns: readonly string[],
): Knex.QueryBuilder {
  if (text === '' || text === '*') return query
  const pattern = `%${text.replaceAll(/[!%_]/g, '!$&')}%`
  return query.where((any) => {
    for (const column of columns) {
      const value = column === 'urn' ? URN_AS_TEXT[dialect] : column
      any.orWhereRaw(`LOWER(${value}) LIKE LOWER(?) ESCAPE '!'`, [pattern])
    }
  })
}

/** Adds groups and own roles to users, in two statements however many there are. */
export async function withMemberships(knex: Knex, rows: readonly UserRow[]): Promise<MemberRecord[]> {
  const users: UserRecord[] = rows.map(toUserRecord)
  const urns = users.map(({ urn }) => urn)
  const groups = await namesOf(knex, urns, { table: 'group_members', of: 'user_urn', name: 'group_urn' })
  const roles = await rolesOf(knex, urns)
  return users.map((user) => ({
    ...user,
    groups: groups.get(user.urn) ?? [],
    roles: roles.get(user.urn) ?? [],
  }))
}

/** Adds own roles and the number of members to groups, in two statements however many there are. */
export async function withCounts(knex: Knex, rows: readonly GroupRow[]): Promise<ListedGroup[]> {
  const groups = rows.map(toGroupRecord)
  const urns = groups.map(({ urn }) => urn)
  if (urns.length === 0) return []
  const roles = await rolesOf(knex, urns)
  const counts: { group_urn: ColumnBytes; members: number }[] = await knex('group_members')
    .select('group_urn')
    .count({ members: '*' })
    .whereIn('group_urn', urns.map(urnToBytes))
    .groupBy('group_urn')
  const memberCounts = new Map(counts.map((row) => [bytesToUrn(row.group_urn), Number(row.members)]))
  return groups.map((group) => ({
    ...group,
    roles: roles.get(group.urn) ?? [],
    memberCount: memberCounts.get(group.urn) ?? 0,
  }))
}

/** The roles that each of these users and groups has of its own accord. */
export function rolesOf(knex: Knex, actorUrns: readonly string[]): Promise<Map<string, string[]>> {
  return namesOf(knex, actorUrns, { table: 'role_members', of: 'actor_urn', name: 'role_urn' })
}

async function namesOf(
  knex: Knex,
  urns: readonly string[],
  { table, of, name }: { table: string; of: string; name: string },
): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>()
  if (urns.length === 0) return names
  const rows: Record<string, ColumnBytes>[] = await knex(table)
    .select(of, name)
    .whereIn(of, urns.map(urnToBytes))
    .orderBy([of, name])
  for (const row of rows) {
    const urn = bytesToUrn(row[of] as ColumnBytes)
    names.set(urn, [...(names.get(urn) ?? []), bytesToUrn(row[name] as ColumnBytes)])
  }
  return names
}
