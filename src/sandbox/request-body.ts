import type { IncomingMessage } from 'node:http'
import { RestLiError } from './rest-li.ts'

/** 16 MiB, in bytes: the Python client fills a batch of proposals up to 15 MiB (rest_emitter.py). */
export const BODY_BYTES_MAX = 16 * 1024 * 1024

/**
 * The body as text, whatever its Content-Type says: GMS's own frontend sends JSON as `text/plain`
 * (AuthServiceClient.java). Throws `RestLiError` 413 beyond `BODY_BYTES_MAX`; rejects where the caller hangs up.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // The rest is read and dropped: a caller that is cut off while it sends never sees the 413.
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk)
  }
  if (bytes > BODY_BYTES_MAX) {
    throw new RestLiError(
      413,
      `The body has ${bytes} bytes; the sandbox GMS takes at most ${BODY_BYTES_MAX}.`,
    )
  }
  return Buffer.concat(chunks).toString('utf8')
}
