/**
 * The segments of a request target as the most lenient servlet container would map them, in the order of the Servlet
 * specification 6.0, §3.5.2, with what it tells containers to refuse let through: the fragment and the query go, then
 * path parameters; escapes are decoded once; `\` counts as `/`; empty and dot segments are resolved. Lower-case.
 */
export function containerReading(rawTarget: string): string[] {
  const path = rawTarget.replace(/[#?].*$/s, '')
  const decoded = path
    .split('/')
    .map((segment) => decodeLeniently(segment.replace(/;.*$/s, '')))
    .join('/')
  const resolved: string[] = []
  for (const segment of decoded.replaceAll('\\', '/').split('/')) {
    if (segment === '..') resolved.pop()
    else if (segment !== '.' && segment !== '') resolved.push(segment.split('\u0000', 1).join(''))
  }
  return resolved.map((segment) => segment.toLowerCase())
}

function decodeLeniently(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
