import { PRIVILEGES } from '../domain/privilege.ts'
import { Secret } from '../domain/secret.ts'
import { buildClaims } from '../domain/token-claims.ts'
import { type TokenView, tokenView } from '../domain/token-record.ts'
import { corpuserId, isReservedActor } from '../domain/urn.ts'
import { ServiceError } from '../errors/service-error.ts'
import type { Authorize } from './authorize.ts'
import type { Clock, HashToken, TokenSigner, TokenStore, UserStore } from './ports.ts'
import { type RequestedLifetime, requestedExpiry } from './token-lifetime.ts'

export interface TokenRequest extends RequestedLifetime {
  /** 1 to 50 characters, not only blanks, no control characters. */
  name: string
  /** At most 500 characters, no control characters but tabs and line breaks. */
  description?: string
  /** Whom the token shall stand for; the caller where absent. */
  actorUrn?: string
}

export interface IssuedToken {
  token: Secret
  metadata: TokenView
}

export type IssueToken = (callerUrn: string, request: TokenRequest) => Promise<IssuedToken>

export interface IssueTokenPorts {
  store: Pick<TokenStore, 'insert'>
  users: Pick<UserStore, 'find'>
  signer: TokenSigner
  hashToken: HashToken
  authorize: Authorize
  clock: Clock
  newUuid: () => string
  settings: IssueTokenSettings
}

export interface IssueTokenSettings {
  authenticationEnabled: boolean
  allowNoExpiry: boolean
  issuer: string
  systemClientId: string
}

/**
 * Mints a token and stores its record; the token itself leaves here once and is kept nowhere. Who may: the actor itself
 * with GENERATE_PERSONAL_ACCESS_TOKENS, or anybody with MANAGE_ACCESS_TOKENS (CreateAccessTokenResolver.java).
 * Errors: TOKEN_AUTHENTICATION_DISABLED, FORBIDDEN, INVALID_REQUEST.
 */
export function makeIssueToken(ports: IssueTokenPorts): IssueToken {
  const { store, users, signer, hashToken, authorize, clock, newUuid, settings } = ports

  async function checkAllowed(callerUrn: string, actorUrn: string): Promise<void> {
    if (actorUrn === callerUrn) {
      if ((await authorize(callerUrn, 'GENERATE_PERSONAL_ACCESS_TOKENS')).allowed) return
    }
    if ((await authorize(callerUrn, 'MANAGE_ACCESS_TOKENS')).allowed) return
    const missing = actorUrn === callerUrn ? 'GENERATE_PERSONAL_ACCESS_TOKENS' : 'MANAGE_ACCESS_TOKENS'
    throw new ServiceError('FORBIDDEN', {
      detail: `This needs the privilege "${PRIVILEGES[missing]}". Please contact your DataHub administrator.`,
    })
  }

  async function checkActor(actorUrn: string): Promise<string> {
    const actorId = corpuserId(actorUrn)
    const refused = actorId === undefined || isReservedActor(actorUrn, settings.systemClientId)
    const user = refused ? undefined : await users.find(actorUrn)
    if (actorId === undefined || user?.status !== 'ACTIVE') {
      throw new ServiceError('INVALID_REQUEST', {
        detail: 'actorUrn must be the URN of an active user, such as urn:li:corpuser:jane.',
      })
    }
    return actorId
  }

  return async (callerUrn, request) => {
    if (!settings.authenticationEnabled) throw new ServiceError('TOKEN_AUTHENTICATION_DISABLED')
    const actorUrn = request.actorUrn ?? callerUrn
    await checkAllowed(callerUrn, actorUrn)
    const createdAt = clock.now()
    const expiresAt = requestedExpiry(request, settings.allowNoExpiry, createdAt)
    const name = request.name.trim()
    if (name === '') throw new ServiceError('INVALID_REQUEST', { detail: 'name must not be blank.' })
    checkText('name', request.name)
    // A text area of several lines is where people write it.
    checkText('description', request.description?.replaceAll(/[\t\r\n]/g, ' ') ?? '')
    const actorId = await checkActor(actorUrn)

    const type = 'PERSONAL'
    const claims = buildClaims({
      actorId,
      type,
      jti: newUuid(),
      expiresAtMs: expiresAt,
      issuer: settings.issuer,
    })
    const token = signer.sign(claims)
    const record = {
      id: hashToken(token),
      name,
      description: request.description ?? null,
      type,
      actorUrn,
      ownerUrn: callerUrn,
      keyId: signer.keyId,
      createdAt,
      expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    } as const
    await store.insert(record)
    return { token: new Secret(token), metadata: tokenView(record, createdAt) }
  }
}

/** Throws INVALID_REQUEST for text that not every list, log and client can show as it was written. */
function checkText(field: string, text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (text.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(text)) return
  throw new ServiceError('INVALID_REQUEST', {
    detail: `${field} must be plain text: no control characters, no lone surrogates.`,
  })
}
