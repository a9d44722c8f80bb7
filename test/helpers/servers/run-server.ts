/** A server that lasts for a whole test run. */
export interface RunServer {
  readonly url: string
  /** Ends the server if this run started it; does nothing to one that was given. Harmless when repeated. */
  close(): Promise<void>
}

/** One way to get a server: undefined where it does not apply to this machine. */
export type Way<Server extends RunServer> = () => Promise<Server | undefined>

/** The way of a server named in the environment: used as it is, never started or stopped. */
export function given(url: string | undefined): RunServer | undefined {
  return url === undefined || url === '' ? undefined : { url, close: async () => undefined }
}

/**
 * Tries the ways in order and returns the first server.
 *
 * @throws Error of one line: `remedy`, which says what to install, then why each way that applied did not work.
 */
export async function firstThatWorks<Server extends RunServer>(
  remedy: string,
  ways: readonly Way<Server>[],
): Promise<Server> {
  const reasons: string[] = []
  for (const way of ways) {
    try {
      const server = await way()
      if (server !== undefined) return server
    } catch (error) {
      reasons.push(String(error).replaceAll(/\s*\n\s*/g, ' '))
    }
  }
  throw new Error([remedy, ...reasons].join('; '))
}
