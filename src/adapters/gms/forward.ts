import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import { downstreamResponseHeaders } from '../../domain/proxy-headers.ts'
import { gmsFailureCode } from './failure-code.ts'
import type { GmsPool } from './pool.ts'
import { RequestBody } from './request-body.ts'
import type { NoteStreamed } from './stream-garbage.ts'

/** One request on its way to GMS. */
export interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  /** Origin-form, as the client wrote it. */
  target: string
  /** Flat list, rebuilt by `upstreamRequestHeaders`. */
  headers: string[]
  /** The request's body where it was read already; `undefined`: it streams from the request, once only. */
  held: Uint8Array | undefined
  /** Whether the request has a body. */
  hasBody: boolean
}

export interface ExchangeEvents {
  /** GMS answered 401. `true` takes the answer over: GMS's is read to its end and dropped, then `retake` is called. */
  onUnauthorized(): boolean
  retake(): void
  /** Nothing of an answer has been sent to the client yet. */
  onFailure(code: 'GMS_TIMEOUT' | 'GMS_UNREACHABLE', error: Error): void
  /** GMS answers. Nothing of it goes to the client before what this gives has resolved; that never rejects. */
  onAnswer(): Promise<void> | undefined
  /** The client left before GMS answered: what GMS has done nobody will be told. */
  onAbandoned(): void
}

/**
 * Streams a request to GMS and its answer back, byte for byte, each side no faster than the other takes it. A client
 * that leaves aborts the exchange; a GMS that breaks off cuts the client, who must not take half an answer for whole.
 */
export function forward(
  { pool, basePath, noteStreamed }: GmsPool,
  exchange: Exchange,
  events: ExchangeEvents,
): void {
  const { request, target, headers, hasBody, held } = exchange
  const body = hasBody ? (held ?? new RequestBody(request, noteStreamed)) : null
  const method = request.method as Dispatcher.HttpMethod
  pool.dispatch(
    { method, path: basePath + target, headers, body },
    new ForwardHandler(exchange, events, noteStreamed),
  )
}

class ForwardHandler implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse
  readonly #events: ExchangeEvents
  readonly #noteStreamed: NoteStreamed
  #controller: Dispatcher.DispatchController | undefined
  #dropped = false
  /** What the answer says its body has; `NaN` where it does not say. */
  #bodyBytes = Number.NaN
  #waitsForDrain = false
  /** What came of an answer that is held back, in its order. */
  #held: (() => void)[] | undefined

  constructor({ response }: Exchange, events: ExchangeEvents, noteStreamed: NoteStreamed) {
    this.#response = response
    this.#events = events
    this.#noteStreamed = noteStreamed
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const first = this.#controller === undefined
    this.#controller = controller
    if (this.#response.destroyed) controller.abort(new ClientGoneError())
    else if (first) this.#response.on('close', this.#onClose)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    parsed: IncomingHttpHeaders,
    statusText?: string,
  ): void {
    // Interim answers (103 Early Hints) are between GMS and us.
    if (status < 200) return
    // Older GMS answers what a policy denies with 401 too, and marks it as Rest.li's own; its filter's has no such mark.
    if (status === 401 && !('x-restli-error-response' in parsed) && this.#events.onUnauthorized()) {
      this.#dropped = true
      return
    }
    const headers = downstreamResponseHeaders(
      (controller.rawHeaders as Buffer[]).map(latin1),
      parsed.connection?.toString(),
    )
    this.#response.writeHead(status, cleanReason(statusText), headers)
    this.#bodyBytes = Number(parsed['content-length'])
    // Node sends this head with the first of the body, or with the end.
    const free = this.#events.onAnswer()
    if (free !== undefined) this.#holdBack(controller, free)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#held !== undefined) {
      this.#held.push(() => this.onResponseData(controller, chunk))
      return
    }
    this.#noteStreamed(chunk.length)
    if (this.#dropped) return
    // A body that came whole goes out with its end: a write and an end cost a turn of the event loop more, which is a
    // tenth of what a small answer costs.
    if (chunk.length === this.#bodyBytes) {
      this.#response.end(chunk)
      return
    }
    if (this.#response.write(chunk)) return
    controller.pause()
    if (this.#waitsForDrain) return
    this.#waitsForDrain = true
    this.#response.once('drain', () => {
      this.#waitsForDrain = false
      controller.resume()
    })
  }

  onResponseEnd(): void {
    if (this.#held !== undefined) this.#held.push(() => this.onResponseEnd())
    else if (this.#dropped) this.#events.retake()
    else if (!this.#response.writableEnded) this.#response.end()
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#response.destroyed) {
      if (!this.#response.headersSent) this.#events.onAbandoned()
      return
    }
    if (this.#response.headersSent) this.#response.destroy(error)
    else this.#events.onFailure(gmsFailureCode(error), error)
  }

  // A pause is only advice to undici, which tells the end of an answer without a body all the same.
  #holdBack(controller: Dispatcher.DispatchController, free: Promise<void>): void {
    const held: (() => void)[] = []
    this.#held = held
    controller.pause()
    void free.then(() => {
      this.#held = undefined
      // Who left meanwhile has ended the exchange, and so has a GMS that broke off.
      if (this.#response.destroyed) return
      for (const next of held) next()
      if (!this.#waitsForDrain) controller.resume()
    })
  }

  readonly #onClose = (): void => {
    if (!this.#response.writableFinished) this.#controller?.abort(new ClientGoneError())
  }
}

// RFC 9112 §4 lets a reason phrase have bytes that Node refuses to write.
function cleanReason(text: string | undefined): string | undefined {
  return text === undefined || /[^\t\x20-\x7e]/.test(text) ? undefined : text
}

class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError'
}

function latin1(bytes: Buffer | string): string {
  return typeof bytes === 'string' ? bytes : bytes.toString('latin1')
}
