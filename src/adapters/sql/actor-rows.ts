import type { Knex } from 'knex'
import type { Actor } from '../../domain/actor.ts'
import { bytesToUrn, type ColumnBytes } from './column-bytes.ts'

export interface ActorRow {
  what: 'kind' | 'status' | 'since' | 'group' | 'role'
  value: ColumnBytes | string
}

/** An actor in one statement; `urn` are its bytes, or a query that gives them. */
export function selectActor(
  knex: Knex,
  urn: Buffer | Knex.QueryBuilder,
): Knex.QueryBuilder<ActorRow, ActorRow[]> {
  return knex.unionAll([
    knex('users').select(knex.raw("'kind' AS what"), 'kind AS value').where({ urn }).whereNull('removed_at'),
    knex('users').select(knex.raw("'status'"), 'status').where({ urn }).whereNull('removed_at'),
    knex('users')
      .select(knex.raw("'since'"), knex.raw('CAST(sessions_since AS CHAR)'))
      .where({ urn })
      .whereNull('removed_at'),
    knex('group_members').select(knex.raw("'group'"), 'group_urn').where({ user_urn: urn }),
    knex('role_members').select(knex.raw("'role'"), 'role_urn').where({ actor_urn: urn }),
    knex('group_members AS g')
      .join('role_members AS r', 'r.actor_urn', 'g.group_urn')
      .select(knex.raw("'role'"), 'r.role_urn')
      .where({ 'g.user_urn': urn }),
  ])
}

/** `undefined` where there is none. */
export function toActor(urn: string, rows: readonly ActorRow[]): Actor | undefined {
  const values = (wanted: ActorRow['what']) => [
    ...new Set(rows.filter(({ what }) => what === wanted).map(({ value }) => text(value))),
  ]
  const [kind] = values('kind')
  const [status] = values('status')
  if (kind === undefined || status === undefined) return undefined
  const [since] = values('since')
  const names = { groups: values('group'), roles: values('role') }
  return { urn, kind, status, ...names, sessionsSince: Number(since) } as Actor
}

function text(value: ColumnBytes | string): string {
  return typeof value === 'string' ? value : bytesToUrn(value)
}
