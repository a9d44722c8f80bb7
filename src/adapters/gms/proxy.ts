import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GmsIdentityFor } from '../../app/ports/gms.ts'
import type { GmsJudgement } from '../../domain/gms-endpoints/judgement.ts'
import { type GmsIdentity, NOBODY } from '../../domain/gms-identity.ts'
import { overridesMethod } from '../../domain/method-override.ts'
import type { Principal } from '../../domain/principal.ts'
import { upstreamRequestHeaders } from '../../domain/proxy-headers.ts'
import { isGraphqlTarget, readTarget } from '../../domain/request-target.ts'
import { ServiceError } from '../../errors/service-error.ts'
import { hasBody } from '../has-body.ts'
import { type ExchangeEvents, forward } from './forward.ts'
import { type Admitted, type GmsGuard, judgementOf } from './guard.ts'
import { ClientLeftError } from './held-bodies.ts'
import type { GmsPool } from './pool.ts'

/** A request that has passed authentication, on its way to GMS. */
export interface ProxyCall {
  request: IncomingMessage
  response: ServerResponse
  /** Target for GMS in the client's own bytes; `undefined` where these are not of this door. */
  target: string | undefined
  principal: Principal | null
  /** A path that GMS answers to anybody, so that it is told nobody. */
  open: boolean
  /** Called instead of an answer of GMS's; nothing has been sent to the client yet. */
  fail(error: ServiceError): void
}

export interface GmsProxyOptions {
  gms: GmsPool
  identityFor: GmsIdentityFor
  guard: GmsGuard
}

export interface ProxyStats {
  answers: number
  failures: number
}

export interface GmsProxy {
  /** Never throws; see `ProxyCall.fail`. */
  forward(call: ProxyCall): void
  stats: ProxyStats
}

const OPEN: GmsJudgement = { kind: 'open' }

/**
 * Sends calls to GMS as their principals and streams the answers back. GMS's `/auth/*` is out of reach: it mints
 * sessions, tells passwords apart and shows SSO secrets. So is its GraphQL endpoint, which makes tokens too: the way
 * there is `src/routes/graphql.ts`, which reads what is asked.
 */
export function makeGmsProxy(options: GmsProxyOptions): GmsProxy {
  const stats: ProxyStats = { answers: 0, failures: 0 }
  return {
    stats,
    forward(call) {
      const { target = '', request } = call
      const read = readTarget(target)
      if (read === undefined) call.fail(new ServiceError('INVALID_TARGET'))
      else if (read.head === 'auth' || isGraphqlTarget(read)) call.fail(new ServiceError('NOT_FOUND'))
      else if (overridesMethod(request.rawHeaders)) call.fail(new ServiceError('METHOD_OVERRIDE_UNSUPPORTED'))
      else if (!isPlainlyCoded(request)) call.fail(new ServiceError('TRANSFER_CODING_UNSUPPORTED'))
      else {
        const judgement = call.open ? OPEN : judgementOf(options.guard, request, read)
        new ProxiedExchange(options, stats, call, target).startBy(judgement)
      }
    },
  }
}

/**
 * One call's way. Who may not send it is told so before anything goes to GMS. A 401 of GMS's is about our credential, not
 * the caller's: the identity is renewed and the call made once more, where its body is held or it has none.
 */
class ProxiedExchange implements ExchangeEvents {
  readonly #options: GmsProxyOptions
  readonly #stats: ProxyStats
  readonly #call: ProxyCall
  readonly #target: string
  readonly #hasBody: boolean
  #identity: GmsIdentity | undefined
  #retaken = false
  #admitted: Admitted | undefined

  constructor(options: GmsProxyOptions, stats: ProxyStats, call: ProxyCall, target: string) {
    this.#options = options
    this.#stats = stats
    this.#call = call
    this.#target = target
    this.#hasBody = hasBody(call.request)
  }

  startBy(judgement: GmsJudgement): void {
    if (judgement.kind === 'open') this.#start()
    else this.#options.guard.admit(this.#call, judgement).then(this.#startAdmitted, this.#refuse)
  }

  #start(): void {
    const { request, principal, open } = this.#call
    const identity = open ? NOBODY : this.#options.identityFor(principal, request.headers.authorization)
    if (identity instanceof Promise) identity.then(this.#send, this.#fail)
    else this.#send(identity)
  }

  onUnauthorized(): boolean {
    return !this.#retaken && this.#identity?.renew() === true
  }

  retake(): void {
    this.#retaken = true
    if (this.#hasBody && this.#admitted?.body === undefined)
      this.#fail(new ServiceError('GMS_SESSION_EXPIRED'))
    else this.#start()
  }

  onAnswer(): Promise<void> | undefined {
    this.#stats.answers++
    return this.#admitted?.noteChange()
  }

  // Of what GMS did not answer nobody knows how much was done.
  onAbandoned(): void {
    void this.#admitted?.noteChange()
  }

  onFailure(code: 'GMS_TIMEOUT' | 'GMS_UNREACHABLE', cause: Error): void {
    const error = new ServiceError(code, { internal: 'the exchange with GMS failed', cause })
    const noted = this.#admitted?.noteChange()
    if (noted === undefined) this.#fail(error)
    else void noted.then(() => this.#fail(error))
  }

  readonly #startAdmitted = (admitted: Admitted): void => {
    // Who left while it was asked whether they may is not answered, and nothing goes to GMS for them.
    if (this.#call.response.destroyed) {
      admitted.release()
      return
    }
    this.#admitted = admitted
    this.#call.response.once('close', admitted.release)
    this.#start()
  }

  readonly #refuse = (error: unknown): void => {
    if (!(error instanceof ClientLeftError)) this.#call.fail(asServiceError(error))
  }

  readonly #send = (identity: GmsIdentity | undefined): void => {
    if (identity === undefined) {
      this.#call.fail(new ServiceError('UNAUTHENTICATED'))
      return
    }
    this.#identity = identity
    const { request, response } = this.#call
    const { rawHeaders, headers, socket } = request
    const forwarded = { address: socket.remoteAddress ?? '', host: headers.host, proto: 'http' } as const
    const exchange = {
      request,
      response,
      target: this.#target,
      headers: upstreamRequestHeaders(rawHeaders, headers.connection, forwarded, identity.headers),
      held: this.#admitted?.body,
      hasBody: this.#hasBody,
    }
    forward(this.#options.gms, exchange, this)
  }

  readonly #fail = (error: unknown): void => {
    this.#stats.failures++
    this.#call.fail(asServiceError(error))
  }
}

function asServiceError(error: unknown): ServiceError {
  return error instanceof ServiceError ? error : new ServiceError('INTERNAL', { cause: error })
}

// Node takes chunks apart and forgets any other coding, so that what was sent compressed would arrive as something else.
function isPlainlyCoded({ headers }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding']
  return coding === undefined || coding.toLowerCase() === 'chunked'
}
