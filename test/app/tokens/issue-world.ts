import { randomUUID } from 'node:crypto'
import type { Authorize } from '../../../src/app/access/authorize.ts'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import {
  type IssueTokenPorts,
  type IssueTokenSettings,
  makeIssueToken,
  type TokenRequest,
} from '../../../src/app/tokens/issue-token.ts'
import { makeVerifyToken } from '../../../src/app/tokens/verify-token.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { ROOT_USER_URN } from '../../../src/domain/urn.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { unusedKeys } from '../../helpers/fakes/idempotency.ts'
import { ALICE, actor, actorsOf, BOB, MANAGER } from '../../helpers/fakes/people.ts'
import { hashToken, signer } from '../../helpers/fakes/tokens.ts'
import { auditRecordOf, memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'
import { lookupWorld } from './lookup-world.ts'

export const SUSPENDED = 'urn:li:corpuser:suspended'
/** A service account. */
export const ROBOT = 'urn:li:corpuser:service_robot'

/** Alice makes her own tokens, and a manager everybody's. */
export const MANY_MAY: Authorize = allowing({
  [ALICE]: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
  [SUSPENDED]: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
  [MANAGER]: ['MANAGE_ACCESS_TOKENS'],
})

export const REQUEST: TokenRequest = { name: 'nightly ingestion', duration: 'ONE_HOUR' }
export const HOUR = 3_600_000
/** The id of the first token that is made. */
export const JTI = '0f8e3c2a-5f0b-4a52-9f0d-0a4c3f3c9b11'

const PEOPLE: readonly Actor[] = [
  ...[ALICE, BOB, MANAGER, ROOT_USER_URN].map((urn) => actor(urn)),
  actor(SUSPENDED, { status: 'SUSPENDED' }),
  actor(ROBOT, { kind: 'SERVICE_ACCOUNT' }),
  actor(`${ROBOT}_suspended`, { kind: 'SERVICE_ACCOUNT', status: 'SUSPENDED' }),
  // These should not be there; that they are must not help.
  ...['__datahub_system', 'our_system_client', 'UNKNOWN', 'unknown'].map((id) =>
    actor(`urn:li:corpuser:${id}`),
  ),
  actor('urn:li:corpGroup:admins'),
]

/** Issuing by these settings and privileges, over a directory of people and service accounts. */
export function issuer(
  settings: Partial<IssueTokenSettings> = {},
  authorize: Authorize = MANY_MAY,
  replaced: Partial<IssueTokenPorts> = {},
) {
  const world = lookupWorld()
  const stored: TokenRecord[] = []
  let made = 0
  const tokens = {
    ...world.store,
    async insert(record: TokenRecord) {
      stored.push(record)
      await world.store.insert(record)
    },
  }
  const transactions = memoryTransactions({ tokens })
  const actors = actorsOf(PEOPLE)
  const issue = makeIssueToken({
    transactions,
    actors,
    signer,
    hashToken,
    authorize,
    requirePrivilege: makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) }),
    auditRecordOf,
    idempotency: unusedKeys({ tokens: world.store, transactions, clock: world.clock }),
    clock: world.clock,
    newUuid: () => (made++ === 0 ? JTI : randomUUID()),
    settings: {
      authenticationEnabled: true,
      allowNoExpiry: true,
      issuer: 'datahub-metadata-service',
      systemClientId: 'our_system_client',
      ...settings,
    },
    ...replaced,
  })
  const verify = makeVerifyToken({ hashToken, lookup: world.lookup, actors, clock: world.clock })
  return { ...world, issue, stored, verify, audited: transactions.audited }
}
