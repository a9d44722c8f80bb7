import type { TokenClaims } from '../../../src/domain/token-claims.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'

const SECOND = 1_790_000_100

export interface RecordAndClaims {
  claims: Partial<TokenClaims>
  fields: Partial<TokenRecord>
  /** When their token ends, epoch seconds, `null`: never; `undefined` where they do not belong together. */
  ends: number | null | undefined
}

/** What a record and the signed claims of its token may say of each other, for `makeToken`. */
export const RECORDS_AND_CLAIMS: Readonly<Record<string, RecordAndClaims>> = {
  'neither ends': { claims: {}, fields: {}, ends: null },
  'both end at once': { claims: { exp: SECOND }, fields: { expiresAt: SECOND * 1000 }, ends: SECOND },
  'the claim ends first': {
    claims: { exp: SECOND },
    fields: { expiresAt: SECOND * 1000 + 999 },
    ends: SECOND,
  },
  'the record was shortened': {
    claims: { exp: SECOND + 9 },
    fields: { expiresAt: SECOND * 1000 },
    ends: SECOND,
  },
  'only the claim ends': { claims: { exp: SECOND }, fields: {}, ends: SECOND },
  'only the record ends': { claims: {}, fields: { expiresAt: SECOND * 1000 }, ends: undefined },
  'only the record ends, at the epoch': { claims: {}, fields: { expiresAt: 0 }, ends: undefined },
  'the record is another actor’s': {
    claims: { actorId: 'alice' },
    fields: { actorUrn: 'urn:li:corpuser:bob' },
    ends: undefined,
  },
  'the record is of another type': { claims: {}, fields: { type: 'SERVICE_ACCOUNT' }, ends: undefined },
}
