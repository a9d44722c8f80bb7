import type { GroupRecord, UserRecord } from '../../app/ports/directory.ts'
import { bytesToUrn, type ColumnBytes, urnToBytes } from './column-bytes.ts'

export interface UserRow {
  urn: ColumnBytes
  kind: UserRecord['kind']
  display_name: string
  email: string | null
  title: string | null
  password_hash: string | null
  status: UserRecord['status']
  created_at: number
  created_by: ColumnBytes | null
  removed_at: number | null
}

export function toUserRow(user: UserRecord): UserRow {
  return {
    urn: urnToBytes(user.urn),
    kind: user.kind,
    display_name: user.displayName,
    email: user.email,
    title: user.title,
    password_hash: user.passwordHash,
    status: user.status,
    created_at: user.createdAt,
    created_by: user.createdBy === null ? null : urnToBytes(user.createdBy),
    removed_at: user.removedAt,
  }
}

export function toUserRecord(row: UserRow): UserRecord {
  return {
    urn: bytesToUrn(row.urn),
    kind: row.kind,
    displayName: row.display_name,
    email: row.email,
    title: row.title,
    passwordHash: row.password_hash,
    status: row.status,
    createdAt: row.created_at,
    createdBy: row.created_by === null ? null : bytesToUrn(row.created_by),
    removedAt: row.removed_at,
  }
}

export interface GroupRow {
  urn: ColumnBytes
  name: string
  description: string | null
  origin: GroupRecord['origin']
  created_at: number
}

export function toGroupRow(group: GroupRecord): GroupRow {
  const { name, description, origin, createdAt } = group
  return { urn: urnToBytes(group.urn), name, description, origin, created_at: createdAt }
}

export function toGroupRecord({ urn, name, description, origin, created_at }: GroupRow): GroupRecord {
  return { urn: bytesToUrn(urn), name, description, origin, createdAt: created_at }
}
