import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { NoteStreamed } from './stream-garbage.ts'

/**
 * A request's body as a stream of its own: whoever reads it may destroy it, as undici does when GMS breaks off, without
 * destroying the client's connection, on which an answer still has to go out.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage
  readonly #noteStreamed: NoteStreamed

  constructor(request: IncomingMessage, noteStreamed: NoteStreamed) {
    super({ autoDestroy: true })
    this.#request = request
    this.#noteStreamed = noteStreamed
    request.on('data', this.#onData)
    request.on('end', this.#onEnd)
    request.on('close', this.#onClose)
    request.pause()
    // Attack: a client that leaves while its request waits for a connection. undici has no listener on a body that it has
    // not begun to send, and an error that nobody hears ends the process.
    this.on('error', () => undefined)
  }

  override _read(): void {
    this.#request.resume()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#request.off('data', this.#onData)
    this.#request.off('end', this.#onEnd)
    this.#request.off('close', this.#onClose)
    done(error)
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#noteStreamed(chunk.length)
    if (!this.push(chunk)) this.#request.pause()
  }

  readonly #onEnd = (): void => {
    this.push(null)
  }

  readonly #onClose = (): void => {
    if (!this.#request.complete) this.destroy(new Error('the client broke off its request'))
  }
}
