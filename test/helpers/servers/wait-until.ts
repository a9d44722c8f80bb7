import { setTimeout as delay } from 'node:timers/promises'

/** How long to keep asking. */
export interface WaitOptions {
  readonly timeoutMs: number
  /** Ends the wait early, with the signal's reason. */
  readonly signal?: AbortSignal
}

/**
 * Asks every 20 ms until the answer is true; a throw counts as "not yet".
 *
 * @throws Error naming `what`, with the last failure as its cause, once `timeoutMs` have passed.
 */
export async function waitUntil(
  what: string,
  ask: () => Promise<boolean>,
  options: WaitOptions,
): Promise<void> {
  const deadline = performance.now() + options.timeoutMs
  let cause: unknown
  while (performance.now() < deadline) {
    options.signal?.throwIfAborted()
    try {
      if (await ask()) return
    } catch (error) {
      cause = error
    }
    await delay(20)
  }
  throw new Error(`${what} is not ready after ${options.timeoutMs} ms`, { cause })
}
