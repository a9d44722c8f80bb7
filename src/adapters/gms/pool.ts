import { Pool } from 'undici'
import { makeStreamGarbage, minorCollection, type NoteStreamed } from './stream-garbage.ts'

export interface GmsPoolOptions {
  /** Base URL; a path in it is put before every request's path. */
  url: string
  connectTimeoutMs: number
  /** How long GMS may be silent, milliseconds. */
  responseTimeoutMs: number
  /** Most connections at once; further requests wait. */
  connectionsMax: number
}

export interface GmsPool {
  pool: Pool
  /** Path of the base URL without a trailing slash, mostly empty. */
  basePath: string
  /** Told of each chunk of a body, either way. */
  noteStreamed: NoteStreamed
}

/** Keep-alive connections to one GMS. Redirects are not followed: they go to the client as GMS sent them. */
export function makeGmsPool({
  url,
  connectTimeoutMs,
  responseTimeoutMs,
  connectionsMax,
}: GmsPoolOptions): GmsPool {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, {
    connections: connectionsMax,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: responseTimeoutMs,
    bodyTimeout: responseTimeoutMs,
  })
  return { pool, basePath: pathname.replace(/\/+$/, ''), noteStreamed: makeStreamGarbage(minorCollection()) }
}
