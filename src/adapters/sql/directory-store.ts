import type { Knex } from 'knex'
import type { DirectoryStore, Slice, Sliced, UserRecord } from '../../app/ports-directory.ts'
import type { Actor } from '../../domain/actor.ts'
import { bytesToUrn, type ColumnBytes, idToBytes, urnToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'
import { type GroupRow, toGroupRecord, toUserRecord, type UserRow } from './directory-rows.ts'
import { NO_ROLE } from './directory-writes.ts'

/** The directory of a migrated database. Methods reject with the driver's error. */
export function makeSqlDirectoryStore({ knex }: Pick<Database, 'knex'>): DirectoryStore {
  const users = () => knex<UserRow>('users')
  const present = () => users().whereNull('removed_at')

  /** The groups or roles of each of these, by URN. */
  async function namesOf(urns: readonly string[], table: string, of: string, column: string) {
    const names = new Map(urns.map((urn): [string, string[]] => [urn, []]))
    const rows: Record<string, ColumnBytes>[] =
      urns.length === 0
        ? []
        : await knex(table).select(of, column).whereIn(of, urns.map(urnToBytes)).orderBy(column)
    for (const row of rows)
      names.get(bytesToUrn(row[of] as ColumnBytes))?.push(bytesToUrn(row[column] as ColumnBytes))
    return (urn: string) => names.get(urn) ?? []
  }

  return {
    async findUser(urn) {
      const row = await users()
        .where({ urn: urnToBytes(urn) })
        .first()
      return row && toUserRecord(row)
    },

    findActor: (urn) => findActor(knex, urn),

    async listUsers(kind, slice) {
      const matching = search(present().where({ kind }), slice.query, ['display_name', 'email', 'urn'])
      const { items, total } = await sliced<UserRow, UserRecord>(matching, slice, toUserRecord)
      const urns = items.map(({ urn }) => urn)
      const groups = await namesOf(urns, 'group_members', 'user_urn', 'group_urn')
      const roles = await namesOf(urns, 'role_members', 'actor_urn', 'role_urn')
      return {
        total,
        items: items.map((user) => ({ ...user, groups: groups(user.urn), roles: roles(user.urn) })),
      }
    },

    async findGroup(urn) {
      const row = await knex<GroupRow>('corp_groups')
        .where({ urn: urnToBytes(urn) })
        .first()
      return row && toGroupRecord(row)
    },

    async listGroups(slice) {
      const matching = search(knex<GroupRow>('corp_groups'), slice.query, ['name', 'urn'])
      const { items, total } = await sliced(matching, slice, toGroupRecord)
      const urns = items.map(({ urn }) => urn)
      const roles = await namesOf(urns, 'role_members', 'actor_urn', 'role_urn')
      const counts: { group_urn: ColumnBytes; members: number }[] = await knex('group_members')
        .select('group_urn')
        .count({ members: '*' })
        .whereIn('group_urn', urns.map(urnToBytes))
        .groupBy('group_urn')
      const memberCounts = new Map(counts.map((row) => [bytesToUrn(row.group_urn), Number(row.members)]))
      const withMore = items.map((group) => ({
        ...group,
        roles: roles(group.urn),
        memberCount: memberCounts.get(group.urn) ?? 0,
      }))
      return { total, items: withMore }
    },

    async listGroupMembers(groupUrn, slice) {
      const members = knex('group_members')
        .select('user_urn')
        .where({ group_urn: urnToBytes(groupUrn) })
      const matching = search(present().whereIn('urn', members), slice.query, [
        'display_name',
        'email',
        'urn',
      ])
      return sliced(matching, slice, toUserRecord)
    },

    async listRoleMembers(roleUrn, { start, count }) {
      const members = () => knex('role_members').where({ role_urn: urnToBytes(roleUrn) })
      const rows: { actor_urn: ColumnBytes }[] = await members()
        .orderBy('actor_urn')
        .offset(start)
        .limit(count)
      return { items: rows.map((row) => bytesToUrn(row.actor_urn)), total: await counted(members()) }
    },

    async countRoleMembers() {
      const rows: { role_urn: ColumnBytes; members: number }[] = await knex('role_members')
        .select('role_urn')
        .count({ members: '*' })
        .groupBy('role_urn')
      return new Map(rows.map((row) => [bytesToUrn(row.role_urn), Number(row.members)]))
    },

    async findInvite(roleUrn) {
      const role = roleUrn === null ? NO_ROLE : urnToBytes(roleUrn)
      return knex('invite_tokens').select('sealed').where({ role_urn: role }).first()
    },

    async findInviteRole(digest) {
      const row: { role_urn: ColumnBytes } | undefined = await knex('invite_tokens')
        .where({ digest: idToBytes(digest) })
        .first()
      return row && { roleUrn: row.role_urn.length === 0 ? null : bytesToUrn(row.role_urn) }
    },

    async findReset(digest, nowMs) {
      const row: { user_urn: ColumnBytes } | undefined = await knex('reset_tokens')
        .where({ digest: idToBytes(digest) })
        .where('expires_at', '>', nowMs)
        .first()
      return row && { userUrn: bytesToUrn(row.user_urn) }
    },
  }
}

/** One statement, as this is asked for each cold token. */
async function findActor(knex: Knex, urn: string): Promise<Actor | undefined> {
  const key = urnToBytes(urn)
  const rows: { what: string; value: ColumnBytes | string }[] = await knex
    .unionAll([
      knex('users')
        .select(knex.raw("'kind' AS what"), 'kind AS value')
        .where({ urn: key })
        .whereNull('removed_at'),
      knex('users').select(knex.raw("'status'"), 'status').where({ urn: key }).whereNull('removed_at'),
      knex('group_members').select(knex.raw("'group'"), 'group_urn').where({ user_urn: key }),
      knex('role_members').select(knex.raw("'role'"), 'role_urn').where({ actor_urn: key }),
      knex('group_members AS g')
        .join('role_members AS r', 'r.actor_urn', 'g.group_urn')
        .select(knex.raw("'role'"), 'r.role_urn')
        .where({ 'g.user_urn': key }),
    ])
    .then((answer) => answer)
  const values = (wanted: string) => [
    ...new Set(rows.filter(({ what }) => what === wanted).map(({ value }) => text(value))),
  ]
  const [kind] = values('kind')
  const [status] = values('status')
  if (kind === undefined || status === undefined) return undefined
  return { urn, kind, status, groups: values('group'), roles: values('role') } as Actor
}

function text(value: ColumnBytes | string): string {
  return typeof value === 'string' ? value : bytesToUrn(value)
}

async function counted(query: Knex.QueryBuilder): Promise<number> {
  const [row] = (await query.count({ total: '*' })) as [{ total: number }]
  return Number(row.total)
}

async function sliced<Row, T>(
  query: Knex.QueryBuilder,
  { start, count }: Slice,
  toItem: (row: Row) => T,
): Promise<Sliced<T>> {
  const rows = (await query
    .clone()
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'urn', order: 'desc' },
    ])
    .offset(start)
    .limit(count)) as Row[]
  return { items: rows.map(toItem), total: await counted(query) }
}

/** Rows where one of the columns contains the text, whatever its case. A URN is bytes, so it is read as text first. */
function search(query: Knex.QueryBuilder, text: string, columns: readonly string[]): Knex.QueryBuilder {
  if (text === '' || text === '*') return query
  const pattern = `%${text.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`
  return query.where((any) => {
    for (const column of columns) {
      const value = column === 'urn' ? 'CAST(urn AS CHAR)' : column
      any.orWhereRaw(`LOWER(${value}) LIKE ? ESCAPE '!'`, [pattern])
    }
  })
}
