import { randomUUID } from 'node:crypto'
import { loadDefaultPolicies } from '../../../src/adapters/default-policies.ts'
import { loadDefaultRoles } from '../../../src/adapters/default-roles.ts'
import { digest, makeTimeOrderedUuid, newSecret } from '../../../src/adapters/digests.ts'
import { digestOfIds } from '../../../src/adapters/id-digest.ts'
import { makeLru } from '../../../src/adapters/lru.ts'
import { makeCursorCodec } from '../../../src/adapters/page-cursors.ts'
import type { Database } from '../../../src/adapters/sql/connect.ts'
import { makeSqlDirectoryStore } from '../../../src/adapters/sql/directory-store.ts'
import { makeSqlSessionStore } from '../../../src/adapters/sql/session-store.ts'
import { makeSqlTokenStore } from '../../../src/adapters/sql/token-store.ts'
import { makeSqlTransactions } from '../../../src/adapters/sql/transactions.ts'
import { makeTextSeal } from '../../../src/adapters/text-seal.ts'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import { makeAuditRecordOf } from '../../../src/app/audit/audit-trail.ts'
import { makeActorLookup } from '../../../src/app/directory/actor-lookup.ts'
import type { DirectoryPorts } from '../../../src/app/directory/ports.ts'
import { PRIVILEGES, type Privilege } from '../../../src/domain/privilege.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { caller } from '../../helpers/fakes/people.ts'
import { refusalsIn } from '../../helpers/fakes/transactions.ts'
import { policiesOf } from '../../helpers/policies.ts'

export const ADMINISTRATOR = caller('urn:li:corpuser:administrator')
export const EVERYTHING = Object.keys(PRIVILEGES) as Privilege[]

const SIGNING_KEY = new Secret('a signing key of at least 32 bytes.')

interface Remembered {
  action: string
  outcome: string
  subject: string | null
  details: Record<string, unknown>
}

/** The directory's ports over a real database, and ways to look at what came of its use. */
export interface World {
  ports: DirectoryPorts
  sessions: ReturnType<typeof makeSqlSessionStore>
  tokens: ReturnType<typeof makeSqlTokenStore>
  /** How often all that is known of tokens was forgotten. */
  forgotten(): number
  audited(): Promise<Remembered[]>
}

/** `privileges` by URN, besides the administrator who has all of them. */
export function directoryWorld(
  database: Database,
  privileges: Record<string, readonly Privilege[]> = {},
): World {
  const { knex } = database
  const store = makeSqlDirectoryStore(database)
  const transactions = makeSqlTransactions(database)
  const clock = fakeClock()
  const auditRecordOf = makeAuditRecordOf({ clock, newId: makeTimeOrderedUuid(clock.now) })
  const authorize = allowing({ [ADMINISTRATOR.principal.actorUrn]: EVERYTHING, ...privileges })
  let forgotten = 0
  return {
    ports: {
      store,
      transactions,
      actors: makeActorLookup({
        load: store.findActor,
        known: makeLru(100),
        clock,
        // As if for ever, so that only what forgets is seen.
        entryLifeMs: 1_000_000,
      }),
      tokenLookup: { forgetAll: () => void forgotten++ },
      requirePrivilege: makeRequirePrivilege({
        authorize,
        recordRefusal: refusalsIn(transactions, auditRecordOf),
      }),
      auditRecordOf,
      digestOfIds,
      policies: policiesOf(loadDefaultPolicies()),
      roles: loadDefaultRoles(),
      cursors: makeCursorCodec(SIGNING_KEY, 'directory'),
      clock,
      newUuid: randomUUID,
      newSecret,
      digest,
      inviteSeal: makeTextSeal(SIGNING_KEY, 'invite token'),
      systemClientId: '__datahub_system',
    },
    sessions: makeSqlSessionStore(database),
    tokens: makeSqlTokenStore(database),
    forgotten: () => forgotten,
    async audited() {
      const rows: { action: string; outcome: string; subject: Buffer | null; details: string }[] =
        await knex('audit').orderBy('id')
      return rows.map(({ action, outcome, subject, details }) => ({
        action,
        outcome,
        subject: subject === null ? null : Buffer.from(subject).toString(),
        details: JSON.parse(details),
      }))
    },
  }
}

/** The same transactions, but for an audit trail that cannot be written. */
export function withBrokenAudit(ports: DirectoryPorts): DirectoryPorts {
  return {
    ...ports,
    transactions: {
      change: (work) =>
        ports.transactions.change((writes) =>
          work({
            ...writes,
            audit: {
              append() {
                throw new Error('the audit trail cannot be written')
              },
            },
          }),
        ),
    },
  }
}
