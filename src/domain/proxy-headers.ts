/**
 * Which headers pass the proxy. Lists are rebuilt from Node's raw form (`[name, value, name, value, …]`), so that
 * spelling, order and repeated fields stay as they were sent.
 */

// RFC 9110 §7.6.1 and RFC 9112: fields between two neighbours only. `expect` is answered by our own HTTP server.
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
])

// The caller's credentials stay here; `host` and the forwarding fields are written anew by us.
const OURS = new Set([
  'host',
  'authorization',
  'cookie',
  'forwarded',
  'x-real-ip',
  'x-original-url',
  'x-rewrite-url',
])

// Prefixes after folding: `X_DataHub_Actor` and `X.DataHub.Actor` reach a Java server as the same name
// (CVE-2025-64484, CVE-2026-54763 and their kin).
const IDENTITY_PREFIXES = ['x-datahub-actor', 'x-datahub-delegated-for', 'x-forwarded', 'x-latchkey']

function isRequestHeaderDropped(name: string): boolean {
  const lower = name.toLowerCase()
  if (HOP_BY_HOP.has(lower)) return true
  const folded = /[_.]/.test(lower) ? lower.replaceAll(/[_.]/g, '-') : lower
  if (OURS.has(folded)) return true
  return folded.startsWith('x-') && IDENTITY_PREFIXES.some((prefix) => folded.startsWith(prefix))
}

/** What the forwarding headers say of where a request came from. */
export interface Forwarded {
  address: string
  host: string | undefined
  proto: 'http' | 'https'
}

/**
 * Headers for GMS: the caller's without what is ours or hop-by-hop or named in its `Connection` field, then our
 * forwarding headers, then `identity` (flat list). Ours come last and unconditionally, so a `Connection:
 * authorization` cannot take them away (CVE-2026-33805).
 */
export function upstreamRequestHeaders(
  rawHeaders: readonly string[],
  connection: string | undefined,
  forwarded: Forwarded,
  identity: readonly string[],
): string[] {
  const nominated = nominatedBy(connection)
  const headers: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (isRequestHeaderDropped(name) || nominated?.has(name.toLowerCase())) continue
    headers.push(name, rawHeaders[i + 1] as string)
  }
  headers.push('x-forwarded-for', forwarded.address, 'x-forwarded-proto', forwarded.proto)
  if (forwarded.host !== undefined) headers.push('x-forwarded-host', forwarded.host)
  for (const part of identity) headers.push(part)
  return headers
}

/** Headers of GMS's answer for the client: all but hop-by-hop ones and those named in its `Connection` field. */
export function downstreamResponseHeaders(
  rawHeaders: readonly string[],
  connection: string | undefined,
): string[] {
  const nominated = nominatedBy(connection)
  const headers: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    const lower = name.toLowerCase()
    if (HOP_BY_HOP.has(lower) || nominated?.has(lower)) continue
    headers.push(name, rawHeaders[i + 1] as string)
  }
  return headers
}

// Nearly every request says `keep-alive` or nothing: no set is built for these.
function nominatedBy(connection: string | undefined): Set<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()))
}
