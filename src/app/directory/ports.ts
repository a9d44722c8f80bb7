import type { Role } from '../../domain/role.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { DigestOfIds } from '../ports/audit.ts'
import type { Clock, CursorCodec } from '../ports/core.ts'
import type { DirectoryStore } from '../ports/directory.ts'
import type { PolicySnapshots } from '../ports/policies.ts'
import type { Transactions } from '../ports/transactions.ts'
import type { TokenLookup } from '../tokens/token-lookup.ts'
import type { ActorLookup } from './actor-lookup.ts'

/** What the use-cases of the directory need; each takes these whole, and uses what it names. */
export interface DirectoryPorts {
  store: DirectoryStore
  transactions: Transactions
  actors: Pick<ActorLookup, 'find' | 'forget'>
  tokenLookup: Pick<TokenLookup, 'forgetAll'>
  requirePrivilege: RequirePrivilege
  auditRecordOf: AuditRecordOf
  digestOfIds: DigestOfIds
  policies: Pick<PolicySnapshots, 'current'>
  roles: readonly Role[]
  cursors: CursorCodec<DirectoryPosition>
  clock: Clock
  newUuid: () => string
  /** 256 random bits, base64url, 43 characters. */
  newSecret: () => string
  /** Base64 of SHA-256. */
  digest: (text: string) => string
  /** Seals invite tokens, which are shown again; `open` gives `undefined` for what another key sealed. */
  inviteSeal: { seal(text: string): string; open(sealed: string): string | undefined }
  /** DataHub's `DATAHUB_SYSTEM_CLIENT_ID`. */
  systemClientId: string
}

/** Where a page of users or groups ends. */
export interface DirectoryPosition {
  createdAt: number
  urn: string
}
