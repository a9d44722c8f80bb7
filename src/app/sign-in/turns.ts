import { ServiceError } from '../../errors/service-error.ts'

export interface Turns {
  /**
   * Waits until nobody has the turn of this key, in the order of arrival, and takes it. Gives what ends it, to be called
   * once. Errors: TOO_MANY_SIGN_INS where too many wait.
   */
  take(key: string): Promise<() => void>
}

/** Turns within this process; `waitingMax` wait at the most, for all keys together. */
export function makeTurns(waitingMax: number): Turns {
  // A key is here while somebody has its turn, with those who wait for it.
  const queues = new Map<string, (() => void)[]>()
  let waiting = 0

  function end(key: string): void {
    const next = queues.get(key)?.shift()
    if (next === undefined) queues.delete(key)
    else next()
  }

  return {
    async take(key) {
      const queue = queues.get(key)
      if (queue === undefined) queues.set(key, [])
      else {
        if (waiting >= waitingMax) throw new ServiceError('TOO_MANY_SIGN_INS')
        waiting++
        await new Promise<void>((resolve) => queue.push(resolve)).finally(() => waiting--)
      }
      return () => end(key)
    },
  }
}
