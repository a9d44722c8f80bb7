import { Pool } from 'undici'
import { makeStreamGarbage, minorCollection, type NoteStreamed } from './stream-garbage.ts'

export interface GmsPoolOptions {
  /** Base URL; a path in it is put before every request's path. */
  url: string
  connectTimeoutMs: number
  /** How long GMS may be silent, milliseconds. */
  responseTimeoutMs: number
}

export interface GmsPool {
  pool: Pool
  /** Path of the base URL without a trailing slash, mostly empty. */
  basePath: string
  /** Told of each chunk of a body, either way. */
  noteStreamed: NoteStreamed
}

// Enough for GMS's own 200 or so Jetty threads; more would only queue there instead of here.
const CONNECTIONS_MAX = 256

/** Keep-alive connections to one GMS. Redirects are not followed: they go to the client as GMS sent them. */
export function makeGmsPool({ url, connectTimeoutMs, responseTimeoutMs }: GmsPoolOptions): GmsPool {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, {
    connections: CONNECTIONS_MAX,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: responseTimeoutMs,
    bodyTimeout: responseTimeoutMs,
  })
  return { pool, basePath: pathname.replace(/\/+$/, ''), noteStreamed: makeStreamGarbage(minorCollection()) }
}
