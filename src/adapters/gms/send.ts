import type { GmsAnswer } from '../../app/ports/gms.ts'
import { ServiceError } from '../../errors/service-error.ts'
import { gmsFailureCode } from './failure-code.ts'
import type { GmsPool } from './pool.ts'

export interface SendOptions {
  gms: GmsPool
  /** Largest answer that is taken. */
  answerBytesMax: number
  /** How long an answer may take in all, milliseconds, the wait for a connection included. Default: no bound but the pool's. */
  deadlineMs?: number
}

/** A request to GMS as it goes out. */
export interface GmsRequest {
  method: 'GET' | 'POST'
  /** Path and query below the base URL, beginning with `/`. */
  path: string
  /** A flat list `[name, value, …]`. */
  headers: string[]
  body?: Uint8Array | string | undefined
}

/** Sends one request and takes the answer whole, whatever its status. */
export type SendToGms = (request: GmsRequest) => Promise<GmsAnswer>

/** An answer that was not taken whole: who asked for several things at once may ask for fewer. */
export class AnswerTooLongError extends ServiceError {
  constructor(bytesMax: number) {
    const detail = `DataHub (GMS) answered with more than ${bytesMax} bytes. Ask for less at once.`
    super('GMS_UNREACHABLE', { detail })
  }
}

/** Errors: GMS_UNREACHABLE (an answer that is too long, too: `AnswerTooLongError`), GMS_TIMEOUT. */
export function makeSendToGms({ gms, answerBytesMax, deadlineMs }: SendOptions): SendToGms {
  return async ({ method, path, headers, body }) => {
    try {
      const answer = await gms.pool.request({
        method,
        path: gms.basePath + path,
        headers,
        body: body ?? null,
        signal: deadlineMs === undefined ? null : AbortSignal.timeout(deadlineMs),
      })
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: await readBody(answer.body, answerBytesMax),
      }
    } catch (cause) {
      if (cause instanceof ServiceError) throw cause
      throw new ServiceError(gmsFailureCode(cause), { internal: 'GMS could not be asked', cause })
    }
  }
}

// Leaving the loop ends the connection, so that an answer without end does not fill the memory.
async function readBody(body: AsyncIterable<Buffer>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > bytesMax) throw new AnswerTooLongError(bytesMax)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
