import type { Caller } from '../../domain/caller.ts'
import { canonicalJson } from '../../domain/canonical-json.ts'
import { tokenView } from '../../domain/token-record.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Clock } from '../ports/core.ts'
import type { IdempotencyStore } from '../ports/idempotency.ts'
import type { TokenStore } from '../ports/tokens.ts'
import { DuplicateError, type Transactions, type Writes } from '../ports/transactions.ts'

/** How long a key is remembered. */
const KEPT_MS = 86_400_000

const SWEPT_AT_ONCE = 500

/** A request that makes a token at most once. */
export interface Once {
  /** Uses the key up, in the transaction that makes the token: two requests at the same time make one. */
  use(writes: Pick<Writes, 'idempotency'>, tokenId: string): void
  /**
   * What to throw in place of an error: TOKEN_ALREADY_MADE with the token's metadata where this request made it
   * before; IDEMPOTENCY_KEY_REUSED where another request used the key up; else the error itself.
   */
  instead(error: unknown): Promise<unknown>
}

export interface Idempotency {
  /** A request with a key; keys belong to their actor. `request` is plain JSON, in whatever order. */
  of(caller: Caller, key: string, request: object): Once
  /** Forgets keys that are older than a day; resolves with how many. */
  sweep(): Promise<number>
}

export interface IdempotencyPorts {
  store: IdempotencyStore
  tokens: Pick<TokenStore, 'find'>
  transactions: Transactions
  clock: Clock
  /** Base64 of SHA-256. */
  digest: (text: string) => string
}

/** The header `Idempotency-Key`, for requests that make a token (draft-ietf-httpapi-idempotency-key-header). */
export function makeIdempotency(ports: IdempotencyPorts): Idempotency {
  const { store, tokens, transactions, clock, digest } = ports

  async function alreadyMade(tokenId: string): Promise<ServiceError> {
    const record = await tokens.find(tokenId)
    const members = record === undefined ? {} : { metadata: tokenView(record, clock.now()) }
    return new ServiceError('TOKEN_ALREADY_MADE', { members })
  }

  return {
    of({ principal }, key, request) {
      // As a list, so that no actor and key read like another actor and key.
      const keyDigest = digest(canonicalJson([principal.actorUrn, key]))
      const body = digest(canonicalJson(request))
      return {
        use({ idempotency }, tokenId) {
          const createdAt = clock.now()
          idempotency.insert({ key: keyDigest, body, tokenId, createdAt }, createdAt - KEPT_MS)
        },
        async instead(error) {
          const used = await store.find(keyDigest)
          if (used?.body === body && clock.now() < used.createdAt + KEPT_MS) return alreadyMade(used.tokenId)
          // A request that would have failed without a key fails for its own reason.
          const isTaken = used !== undefined && error instanceof DuplicateError
          return isTaken ? new ServiceError('IDEMPOTENCY_KEY_REUSED') : error
        },
      }
    },
    async sweep() {
      const before = clock.now() - KEPT_MS
      let swept = 0
      for (let last = SWEPT_AT_ONCE; last === SWEPT_AT_ONCE; swept += last)
        last = await transactions.change(({ idempotency }) => idempotency.deleteBefore(before, SWEPT_AT_ONCE))
      return swept
    },
  }
}
