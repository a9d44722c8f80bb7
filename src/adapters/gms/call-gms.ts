import type { CallGms, GmsAnswer, GmsCall, GmsIdentityFor } from '../../app/ports/gms.ts'
import type { GmsIdentity } from '../../domain/gms-identity.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { GmsPool } from './pool.ts'
import { makeSendToGms } from './send.ts'

export interface CallGmsOptions {
  gms: GmsPool
  identityFor: GmsIdentityFor
  /** Largest answer that is taken. */
  answerBytesMax: number
}

// What tells GMS how to answer and for whom to trace, and nothing that tells it who is calling.
const PASSED_ON = ['accept', 'accept-encoding', 'accept-language', 'user-agent', 'traceparent', 'tracestate']

/**
 * One request to GMS as a value. A 401 of GMS's is about our credential (docs/adr/0002): the identity is renewed and the
 * request, whose body is held, sent once more. Errors: UNAUTHENTICATED where GMS must be told an actor and there is
 * none, GMS_UNREACHABLE (an answer that is too long, too), GMS_TIMEOUT, and what minting a session may answer.
 */
export function makeCallGms({ gms, identityFor, answerBytesMax }: CallGmsOptions): CallGms {
  const send = makeSendToGms({ gms, answerBytesMax })

  async function identityOf({ caller }: GmsCall): Promise<GmsIdentity> {
    const identity = await identityFor(caller.principal, caller.authorization)
    if (identity === undefined) throw new ServiceError('UNAUTHENTICATED')
    return identity
  }

  async function sendAs(call: GmsCall, identity: GmsIdentity): Promise<GmsAnswer> {
    const { method, path, body } = call
    return send({ method, path, body, headers: headersFor(call, identity) })
  }

  return async (call) => {
    const identity = await identityOf(call)
    const answer = await sendAs(call, identity)
    if (answer.status !== 401 || 'x-restli-error-response' in answer.headers || !identity.renew())
      return answer
    return sendAs(call, await identityOf(call))
  }
}

function headersFor({ body, headers = {} }: GmsCall, identity: GmsIdentity): string[] {
  const list: string[] = []
  for (const name of PASSED_ON) {
    const value = headers[name]
    if (typeof value === 'string') list.push(name, value)
  }
  // Ours, whatever the caller's says: a charset there would let GMS read other text in the bytes than we did.
  if (body !== undefined) list.push('content-type', 'application/json')
  return [...list, ...identity.headers]
}
