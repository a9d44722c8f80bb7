import type { IncomingMessage } from 'node:http'
import type { AdmitGmsRequest, NoteGmsChange } from '../../app/ports/gms.ts'
import { type Caller, keptUserAgent } from '../../domain/caller.ts'
import type { GmsDemand, GmsJudgement, GmsRequestHead } from '../../domain/gms-endpoints/judgement.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Target } from '../../domain/request-target.ts'
import { invalid, ServiceError } from '../../errors/service-error.ts'
import { hasBody } from '../has-body.ts'
import type { HeldBodies, HeldBody } from './held-bodies.ts'

/** A request that goes to GMS only if whoever sends it may. */
export interface GuardedCall {
  request: IncomingMessage
  principal: Principal | null
}

export interface Admitted {
  /** The body where it was read, to be sent in the same bytes. */
  body: Buffer | undefined
  /** GMS answered, or nobody knows whether it did: what it may have changed is read anew (`NoteGmsChange`). */
  noteChange(): Promise<void> | undefined
  /** The body is needed no more; may be called again. */
  release(): void
}

/** Finds out what a request for GMS needs, and whether whoever sends it has that. */
export interface GmsGuard {
  judge(head: GmsRequestHead): GmsJudgement
  /**
   * Errors: INVALID_REQUEST, FORBIDDEN, and what `HeldBodies.read` and `AdmitGmsRequest` have. Whatever it rejects with,
   * the request does not go.
   */
  admit(call: GuardedCall, judgement: GmsJudgement): Promise<Admitted>
}

export interface GmsGuardOptions {
  judge: GmsGuard['judge']
  admit: AdmitGmsRequest
  noteChange: NoteGmsChange
  bodies: HeldBodies
}

export function makeGmsGuard({ judge, admit, noteChange, bodies }: GmsGuardOptions): GmsGuard {
  async function admitJudged(
    { request, principal }: GuardedCall,
    judgement: GmsJudgement,
  ): Promise<readonly GmsDemand[]> {
    const demands = demandsOf(judgement)
    await admit(principal === null ? null : callerOf(request, principal), { what: 'gms.request', demands })
    return demands
  }

  return {
    judge,
    async admit(call, judgement) {
      const held = judgement.kind === 'body' ? await bodyOf(bodies, call.request) : undefined
      try {
        const judged = judgement.kind === 'body' ? judgement.read(held?.bytes ?? NO_BYTES) : judgement
        const demands = await admitJudged(call, judged)
        return {
          body: held?.bytes,
          noteChange: () => noteChange(demands),
          release: () => held?.release(),
        }
      } catch (error) {
        held?.release()
        throw error
      }
    },
  }
}

const NO_BYTES = Buffer.alloc(0)

async function bodyOf(bodies: HeldBodies, request: IncomingMessage): Promise<HeldBody | undefined> {
  return hasBody(request) ? bodies.read(request) : undefined
}

function demandsOf(judgement: GmsJudgement): readonly GmsDemand[] {
  switch (judgement.kind) {
    case 'open':
      return []
    case 'demands':
      return judgement.demands
    case 'unreadable':
      throw invalid(judgement.detail)
    case 'unmapped':
      throw new ServiceError('FORBIDDEN', {
        detail:
          'No privilege is mapped to this endpoint of DataHub (GMS), so nobody may use it through Latchkey while REST_API_UNMAPPED is deny. Please contact your DataHub administrator.',
      })
    case 'body':
      throw new Error('a body is judged once')
  }
}

/** What the judge reads of a request. */
export function judgementOf(
  guard: GmsGuard,
  request: IncomingMessage,
  { path, search }: Target,
): GmsJudgement {
  const { headers, method = '' } = request
  return guard.judge({
    method,
    path,
    search,
    contentType: contentTypeOf(request),
    contentEncoding: headers['content-encoding'],
  })
}

// Node keeps the first of several, and GMS is sent all of them: together they are no type that is read.
function contentTypeOf(request: IncomingMessage): string | undefined {
  return request.headers['content-type'] && request.headersDistinct['content-type']?.join(', ')
}

function callerOf(request: IncomingMessage, principal: Principal): Caller {
  const { socket, headers } = request
  return {
    principal,
    address: socket.remoteAddress ?? '',
    userAgent: keptUserAgent(headers['user-agent']),
  }
}
