import type { IncomingMessage } from 'node:http'
import { ServiceError } from '../../errors/service-error.ts'

export interface HeldBodiesOptions {
  /** Longest body that is held. */
  bodyBytesMax: number
  /** Of all bodies together, and again as much while one is joined from its parts. */
  allBytesMax: number
  /** How long a body may take to arrive, milliseconds. */
  arrivalMs: number
}

export interface HeldBodies {
  /**
   * Reads a request's body whole; its bytes count until the exchange is over (`close` of the response is the caller's to
   * wait for, then `release`). Errors: PAYLOAD_TOO_LARGE, GMS_BODIES_FULL, REQUEST_TIMEOUT; a `ClientLeftError` where
   * the client broke off.
   */
  read(request: IncomingMessage): Promise<HeldBody>
}

export interface HeldBody {
  bytes: Buffer
  /** To be called once, when the bytes are needed no more. */
  release(): void
}

/** The client left before its request was whole: nobody waits for an answer. */
export class ClientLeftError extends Error {
  override readonly name = 'ClientLeftError'
}

/**
 * Bodies that are held for being judged. Bytes count as they arrive, not as they are announced: who announces much and
 * sends nothing keeps nobody out.
 */
export function makeHeldBodies({ bodyBytesMax, allBytesMax, arrivalMs }: HeldBodiesOptions): HeldBodies {
  let held = 0
  return {
    read: (request) =>
      new Promise((resolve, reject) => {
        const chunks: Buffer[] = []
        let length = 0
        const timer = setTimeout(() => refuse(new ServiceError('REQUEST_TIMEOUT')), arrivalMs)

        function stop(): void {
          clearTimeout(timer)
          request.off('data', onData).off('end', onEnd).off('close', onClose)
        }
        function release(): void {
          held -= length
          length = 0
        }
        function refuse(error: Error): void {
          stop()
          release()
          // What is left of the body is not read: the answer closes the connection (write-problem.ts).
          request.pause()
          reject(error)
        }
        function onData(chunk: Buffer): void {
          if (length + chunk.length > bodyBytesMax) refuse(tooLarge(bodyBytesMax))
          else if (held + chunk.length > allBytesMax) refuse(new ServiceError('GMS_BODIES_FULL'))
          else {
            chunks.push(chunk)
            length += chunk.length
            held += chunk.length
          }
        }
        function onEnd(): void {
          stop()
          resolve({ bytes: Buffer.concat(chunks, length), release })
        }
        function onClose(): void {
          refuse(new ClientLeftError('the client broke off its request'))
        }

        if (Number(request.headers['content-length']) > bodyBytesMax) refuse(tooLarge(bodyBytesMax))
        else if (request.destroyed) onClose()
        else request.on('data', onData).on('end', onEnd).on('close', onClose)
      }),
  }
}

function tooLarge(bytes: number): ServiceError {
  return new ServiceError('PAYLOAD_TOO_LARGE', {
    detail: `What this request may do depends on its body, which is read for that up to ${bytes} bytes. Send it in parts.`,
  })
}
