export interface RepeatOptions {
  /** From the end of one run to the start of the next. */
  pauseMs: number
  /** Told of the first of several failures in a row; the work goes on. */
  failed: (error: unknown) => void
  /** Told of the first success after failures. */
  recovered: () => void
}

export interface Repetition {
  /** No run starts any more; resolves when the one under way has ended. */
  stop(): Promise<void>
}

/** Does `work` again and again, one run at a time; a process may end between two. */
export function repeat(work: () => Promise<void>, opts: RepeatOptions): Repetition {
  let failing = false
  let stopped = false
  let running = Promise.resolve()

  async function run(): Promise<void> {
    try {
      await work()
      if (failing) opts.recovered()
      failing = false
    } catch (error) {
      if (!failing) opts.failed(error)
      failing = true
    }
    if (!stopped) arm()
  }

  let timer: NodeJS.Timeout
  function arm(): void {
    timer = setTimeout(() => {
      running = run()
    }, opts.pauseMs).unref()
  }
  arm()

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
