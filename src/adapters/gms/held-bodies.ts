import type { IncomingMessage } from 'node:http'
import { ServiceError } from '../../errors/service-error.ts'

export interface HeldBodiesOptions {
  /** Longest body that is held. */
  bodyBytesMax: number
  /** Of all bodies together; what one is gathered in may be twice as long. */
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
        let gathered: Buffer = NOTHING
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
            gathered = joined(gathered, length, chunk)
            length += chunk.length
            held += chunk.length
          }
        }
        function onEnd(): void {
          stop()
          resolve({ bytes: gathered.subarray(0, length), release })
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

const NOTHING = Buffer.alloc(0)

/**
 * Attack: chunks of one byte. Each is an object of some 400 bytes as long as it is kept, so that a body of 16 MB takes
 * 6 GB; their bytes are put behind one another as they come, in twice the room whenever it ends. What came in one chunk
 * is taken as it is.
 */
function joined(gathered: Buffer, length: number, chunk: Buffer): Buffer {
  if (length === 0) return chunk
  const whole = length + chunk.length
  const room = whole <= gathered.length ? gathered : Buffer.allocUnsafe(2 * whole)
  if (room !== gathered) gathered.copy(room, 0, 0, length)
  chunk.copy(room, length)
  return room
}

function tooLarge(bytes: number): ServiceError {
  return new ServiceError('PAYLOAD_TOO_LARGE', {
    detail: `What this request may do depends on its body, which is read for that up to ${bytes} bytes. Send it in parts.`,
  })
}
