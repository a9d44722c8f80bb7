/**
 * The one reading of a request target (RFC 9112 §3.2.1, origin-form) that routing, access and forwarding share. A target
 * that two parsers could read in two ways is refused, because GMS's servlet container may read it in the other one.
 */
export interface Target {
  /** As the client wrote it, beginning with `/`, without the query. */
  path: string
  /** `?` and the query as the client wrote it, or the empty string. */
  search: string
  /** The first path segment, decoded once, lower-case: what decides which part of GMS is asked for. */
  head: string
}

// No space, control, non-ASCII byte or `#` (RFC 9110 has no fragment on the wire; Envoy and Traefik had bypasses by it).
const VISIBLE_WITHOUT_FRAGMENT = /^\/[\x21\x22\x24-\x7e]*$/

// Segments that need no second look: no escape, no leading dot, no matrix parameter, no backslash, no empty segment.
const PLAIN_PATH = /^(?:\/[\w~!$&'()*+,=:@-][\w.~!$&'()*+,=:@-]*)*\/?$/

// A servlet container strips `;x=y` before it maps a path to a servlet, and some servers read `\` as `/`.
const DIVERGENT = /[;\\]/

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL_OR_BACKSLASH = /[\u0000-\u001f\u007f\\]/

/** Reads a raw request target; `undefined` where it could be read in more than one way. */
export function readTarget(rawTarget: string): Target | undefined {
  if (!VISIBLE_WITHOUT_FRAGMENT.test(rawTarget)) return undefined
  const queryAt = rawTarget.indexOf('?')
  const path = queryAt === -1 ? rawTarget : rawTarget.slice(0, queryAt)
  const search = queryAt === -1 ? '' : rawTarget.slice(queryAt)
  if (PLAIN_PATH.test(path)) {
    const end = path.indexOf('/', 1)
    return { path, search, head: path.slice(1, end === -1 ? undefined : end).toLowerCase() }
  }
  const head = headOfEscapedPath(path)
  return head === undefined ? undefined : { path, search, head }
}

function headOfEscapedPath(path: string): string | undefined {
  if (DIVERGENT.test(path)) return undefined
  const segments = path.slice(1).split('/')
  if (segments.at(-1) === '') segments.pop()
  const decoded = segments.map(decodeSegment)
  if (decoded.includes(undefined)) return undefined
  // GMS's first segments are plain words. What begins with an escaped slash, or ends in an escaped `;` or blank, is read
  // as another word by whoever cleans paths (`/%2Fauth`, `/auth%3Bx`).
  return /^[\w.~-]+(?=\/|$)/.exec(decoded.join('/'))?.[0].toLowerCase()
}

// A URN may carry an escaped slash; an escaped dot segment beside it may not hide there.
function decodeSegment(segment: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(segment)
  } catch {
    return undefined
  }
  if (decoded === '' || CONTROL_OR_BACKSLASH.test(decoded)) return undefined
  return decoded.split('/').some((part) => part === '.' || part === '..') ? undefined : decoded
}

/**
 * Whether GMS could read this target as its GraphQL endpoint, `/api/graphql`. Generous, because nothing else that GMS has
 * under `/api` is called so: any case, an escaped letter or slash, what a servlet container or Spring cuts off before it
 * maps a path (blanks, `;x`, `.json`, a slash at the end), and segments around it.
 */
export function isGraphqlTarget({ head, path }: Target): boolean {
  if (head !== 'api') return false
  return decodeURIComponent(path)
    .split('/')
    .some((segment) => /^\s*graphql(?![\w-])/i.test(segment))
}

/**
 * The target behind a mount such as `/api/gms`, as datahub-frontend maps it (Application.java): `/api/gms/config` is
 * `/config`, `/api/gms` is `/`. `undefined` where the client's own bytes do not begin with the mount.
 */
export function targetBehind(mount: string, rawTarget: string): string | undefined {
  if (!rawTarget.startsWith(mount)) return undefined
  const rest = rawTarget.slice(mount.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : undefined
}
