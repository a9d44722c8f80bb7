import { makeAuditSeal } from '../../src/adapters/audit-seal.ts'
import { makeSqlAuditChain } from '../../src/adapters/sql/audit-chain.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { makeAuditSealer } from '../../src/app/audit/audit-sealer.ts'
import { makeVerifyAudit, type VerificationRequest } from '../../src/app/audit/verify-audit.ts'
import type { AuditRecord } from '../../src/app/ports/audit.ts'
import type { ChainLink } from '../../src/domain/audit-chain.ts'
import { Secret } from '../../src/domain/secret.ts'
import { fakeClock } from '../helpers/fakes/clock.ts'
import { ALICE, caller } from '../helpers/fakes/people.ts'

const SALT = new Secret('the salt of this deployment, of 32 bytes and more')

/** A record whose id and time sort by `n`. */
export function auditRecord(n: number, fields: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id: auditId(n),
    at: 1_790_000_000_000 + n,
    action: 'token.create',
    outcome: 'done',
    actorUrn: ALICE,
    actorTokenId: null,
    subject: `urn:li:dataHubAccessToken:${n}`,
    address: '192.0.2.1',
    userAgent: 'a test',
    details: { n },
    ...fields,
  }
}

export function auditId(n: number): string {
  return `01930000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}

/** What one process does with the audit trail of a database. */
export function auditing(database: Database, { salt = SALT, clock = fakeClock() } = {}) {
  const store = makeSqlAuditChain(database)
  const sealOf = makeAuditSeal(salt)
  const heads: ChainLink[] = []
  const losses: ChainLink[] = []
  const sealer = makeAuditSealer({
    store,
    sealOf,
    clock,
    tellHead: (head) => heads.push(head),
    tellLoss: (link) => losses.push(link),
  })
  const transactions = makeSqlTransactions(database)
  const verifyAs = makeVerifyAudit({
    store,
    sealOf,
    clock,
    requirePrivilege: async () => {},
    seenHead: sealer.head,
  })
  return {
    store,
    sealer,
    heads,
    losses,
    clock,
    append: (...records: AuditRecord[]) =>
      transactions.change(({ audit }) => {
        for (const record of records) audit.append(record)
      }),
    verify: (request: VerificationRequest = {}) => verifyAs(caller(ALICE), request),
    /** As a process sees it that has just started. */
    verifyAfresh: (request: VerificationRequest = {}) => auditing(database, { salt }).verify(request),
    /** Ids by their numbers in the chain. */
    chained: (): Promise<{ seq: number; id: Uint8Array }[]> =>
      database.knex('audit').whereNotNull('seq').orderBy('seq').select('seq', 'id'),
  }
}

export function count(n: number, from = 1): number[] {
  return Array.from({ length: n }, (_, i) => from + i)
}
