// GMS's Rest.li takes the method out of the first of these (QueryTunnelUtil.java), and Java servers have filters that take
// it out of the others.
const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override']

const LENGTHS = new Set(OVERRIDES.map(({ length }) => length))

/**
 * Whether a request asks to be taken for one with another method, in any spelling that a server could fold to such a
 * field. `rawHeaders` are Node's: `[name, value, name, value, …]`.
 */
export function overridesMethod(rawHeaders: readonly string[]): boolean {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (LENGTHS.has(name.length) && OVERRIDES.includes(name.toLowerCase().replaceAll(/[_.]/g, '-')))
      return true
  }
  return false
}
