/** A call that waits until the test lets it go on. */
export interface HeldCall<Args extends unknown[], T> {
  args: Args
  answer(value: T | PromiseLike<T>): void
  fail(error: Error): void
}

/** An asynchronous function whose calls are answered by hand. */
export interface HeldFunction<Args extends unknown[], T> {
  (...args: Args): Promise<T>
  /** Unanswered calls, oldest first. */
  waiting: HeldCall<Args, T>[]
}

export function holdCalls<Args extends unknown[], T>(): HeldFunction<Args, T> {
  const waiting: HeldCall<Args, T>[] = []
  const held = (...args: Args): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const leave = () => waiting.splice(waiting.indexOf(call), 1)
    const call: HeldCall<Args, T> = {
      args,
      answer(value) {
        leave()
        resolve(value)
      },
      fail(error) {
        leave()
        reject(error)
      },
    }
    waiting.push(call)
    return promise
  }
  return Object.assign(held, { waiting })
}
