/**
 * Waits for `work`, `ms` milliseconds at the most: `undefined` where it is not over by then. It goes on, and who does not
 * wait for it does not hear of its failure.
 */
export async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), ms)
  work.catch(() => undefined)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
