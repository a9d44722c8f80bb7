import type { RunServer } from './run-server.ts'

/** A Redis that belongs to one test, which may break it. Its URL stays the same throughout. */
export interface PrivateRedis extends RunServer {
  /** Undefined where the server runs in a container. */
  readonly pid: number | undefined
  /** Stops it: connections are cut, new ones refused. Harmless when repeated. */
  stop(): Promise<void>
  /** Starts it again, empty, whether it was stopped or not. */
  restart(): Promise<void>
  /** Freezes it: connections stay open, nothing is answered. */
  pause(): Promise<void>
  /** Ends a pause. */
  resume(): Promise<void>
}
