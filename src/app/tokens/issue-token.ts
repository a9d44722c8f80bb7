import type { Caller } from '../../domain/caller.ts'
import { isServiceAccountUrn } from '../../domain/chosen-id.ts'
import type { Privilege } from '../../domain/privilege.ts'
import { Secret } from '../../domain/secret.ts'
import { buildClaims, type TokenType } from '../../domain/token-claims.ts'
import { type TokenRecord, type TokenView, tokenView } from '../../domain/token-record.ts'
import { corpuserId, isReservedActor, ROOT_USER_URN } from '../../domain/urn.ts'
import { invalid, ServiceError } from '../../errors/service-error.ts'
import type { Authorize } from '../access/authorize.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import { aboutUrn } from '../directory/found.ts'
import { checkedName, checkLines } from '../plain-text.ts'
import type { Clock } from '../ports/core.ts'
import type { HashToken, TokenSigner } from '../ports/tokens.ts'
import type { Transactions } from '../ports/transactions.ts'
import type { Idempotency, Once } from './idempotency.ts'
import { type LifetimeRules, type RequestedLifetime, requestedExpiry } from './token-lifetime.ts'

export interface TokenRequest extends RequestedLifetime {
  /** 1 to 50 characters, not only blanks, no control characters. */
  name: string
  /** At most 500 characters, no control characters but tabs and line breaks. */
  description?: string
  /** Whom the token shall stand for; the caller where absent. */
  actorUrn?: string
  /** Must be what the actor is: SERVICE_ACCOUNT for a service account, PERSONAL for a person. */
  type?: TokenType
}

export interface IssuedToken {
  token: Secret
  metadata: TokenView
}

export type IssueToken = (
  caller: Caller,
  request: TokenRequest,
  /** Of the header `Idempotency-Key`: the caller's request with this key makes a token at most once. */
  idempotencyKey?: string,
) => Promise<IssuedToken>

export interface IssueTokenPorts {
  transactions: Transactions
  actors: Pick<ActorLookup, 'find'>
  signer: TokenSigner
  hashToken: HashToken
  authorize: Authorize
  requirePrivilege: RequirePrivilege
  auditRecordOf: AuditRecordOf
  idempotency: Pick<Idempotency, 'of'>
  clock: Clock
  newUuid: () => string
  settings: IssueTokenSettings
}

/** For whom a caller may make tokens. */
type TokenRights = 'own' | 'service accounts' | 'anybody'

export interface IssueTokenSettings extends LifetimeRules {
  authenticationEnabled: boolean
  issuer: string
  systemClientId: string
}

/**
 * Mints a token and stores its record; the token itself leaves here once and is kept nowhere. Who may: the actor itself
 * with GENERATE_PERSONAL_ACCESS_TOKENS, for a service account who has MANAGE_SERVICE_ACCOUNTS, or for anybody who has
 * MANAGE_ACCESS_TOKENS (CreateAccessTokenResolver.java). A token may make another only for its own actor and no longer
 * than itself, unless it has MANAGE_ACCESS_TOKENS. Root's are made by root alone. Two round trips to the database at the
 * most, where the caller's actor is in process, as it is after they were authenticated.
 * Errors: TOKEN_AUTHENTICATION_DISABLED, FORBIDDEN, BEYOND_TOKEN, INVALID_REQUEST; with a key also TOKEN_ALREADY_MADE
 * and IDEMPOTENCY_KEY_REUSED.
 */
export function makeIssueToken(ports: IssueTokenPorts): IssueToken {
  const { transactions, actors, signer, hashToken, authorize, requirePrivilege, auditRecordOf } = ports
  const { idempotency, clock, newUuid, settings } = ports

  /** The type of the actor's tokens. */
  async function checkActor(actorUrn: string, asked: TokenType | undefined): Promise<TokenType> {
    const refused = isReservedActor(actorUrn, settings.systemClientId)
    const actor = refused ? undefined : await actors.find(actorUrn)
    if (actor?.status !== 'ACTIVE') {
      throw invalid(
        'actorUrn must be the URN of an active user or service account, such as urn:li:corpuser:jane.',
      )
    }
    const type = actor.kind === 'SERVICE_ACCOUNT' ? 'SERVICE_ACCOUNT' : 'PERSONAL'
    if (asked !== undefined && asked !== type) {
      throw invalid(`type must be ${type} for ${actorUrn}.`)
    }
    return type
  }

  /** Asked before anything is said of the actor, so that a refusal tells nobody who exists. */
  async function checkAllowed(caller: Caller, actorUrn: string): Promise<TokenRights> {
    const callerUrn = caller.principal.actorUrn
    if (actorUrn === ROOT_USER_URN && callerUrn !== ROOT_USER_URN) return refuseRoot(caller)
    const may = async (privilege: Privilege) => (await authorize(callerUrn, privilege)).allowed
    if (await may('MANAGE_ACCESS_TOKENS')) return 'anybody'
    if (actorUrn === callerUrn) {
      await requirePrivilege(caller, 'GENERATE_PERSONAL_ACCESS_TOKENS', { what: 'token.create' })
      return 'own'
    }
    if (isServiceAccountUrn(actorUrn) && (await may('MANAGE_SERVICE_ACCOUNTS'))) return 'service accounts'
    return refuse(caller, actorUrn)
  }

  /** Whoever manages tokens could else make one by which they stay root when all that they have is taken from them. */
  async function refuseRoot(caller: Caller): Promise<never> {
    await requirePrivilege(caller, null, {
      what: 'token.create',
      subject: ROOT_USER_URN,
      instead: `Only ${ROOT_USER_URN} makes tokens for itself. Sign in as it, or choose another actorUrn.`,
    })
    throw new ServiceError('FORBIDDEN')
  }

  async function refuse(caller: Caller, actorUrn: string): Promise<never> {
    await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.create', ...aboutUrn(actorUrn) })
    throw new ServiceError('FORBIDDEN')
  }

  async function issue(caller: Caller, request: TokenRequest, once: Once | undefined): Promise<IssuedToken> {
    if (!settings.authenticationEnabled) throw new ServiceError('TOKEN_AUTHENTICATION_DISABLED')
    const { principal } = caller
    const actorUrn = request.actorUrn ?? principal.actorUrn
    const createdAt = clock.now()
    const expiresAt = requestedExpiry(request, settings, createdAt)
    const name = checkedName('name', request.name, 50)
    checkLines('description', request.description ?? '', 500)
    const rights = await checkAllowed(caller, actorUrn)
    const type = await checkActor(actorUrn, request.type)
    if (rights === 'service accounts' && type !== 'SERVICE_ACCOUNT') await refuse(caller, actorUrn)
    if (principal.via === 'token' && rights !== 'anybody') checkWithin(principal, actorUrn, expiresAt)

    const actorId = corpuserId(actorUrn) ?? ''
    const claims = buildClaims({
      actorId,
      type,
      jti: newUuid(),
      expiresAtMs: expiresAt,
      issuer: settings.issuer,
    })
    const token = signer.sign(claims)
    const record: TokenRecord = {
      id: hashToken(token),
      name,
      description: request.description ?? null,
      type,
      actorUrn,
      ownerUrn: principal.actorUrn,
      keyId: signer.keyId,
      createdAt,
      expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    }
    const metadata = tokenView(record, createdAt)
    const details = { name, type, actorUrn, expiresAt }
    const act = auditRecordOf(caller, { action: 'token.create', subject: metadata.urn, details })
    await transactions.change((writes) => {
      once?.use(writes, record.id)
      writes.tokens.insert(record)
      writes.audit.append(act)
    })
    return { token: new Secret(token), metadata }
  }

  return async (caller, request, idempotencyKey) => {
    if (idempotencyKey === undefined) return issue(caller, request, undefined)
    const once = idempotency.of(caller, idempotencyKey, request)
    return issue(caller, request, once).catch(async (error: unknown) => {
      throw await once.instead(error)
    })
  }
}

/** Who has stolen a token shall not be able to make another of it that outlives it, or that is somebody else's. */
function checkWithin(
  token: { actorUrn: string; endsAtMs: number },
  actorUrn: string,
  expiresAt: number | null,
): void {
  if (actorUrn !== token.actorUrn)
    throw new ServiceError('BEYOND_TOKEN', {
      detail:
        'A token makes tokens for its own actor only. Sign in, or use a token of somebody with the privilege "Manage All Access Tokens".',
    })
  if ((expiresAt ?? Number.POSITIVE_INFINITY) <= token.endsAtMs) return
  throw new ServiceError('BEYOND_TOKEN', {
    detail: `A token makes no token that outlives it: ask for one that ends by ${new Date(token.endsAtMs).toISOString()}, or sign in.`,
  })
}
