// A string, or one of the signs that open, close or divide objects and lists. Everything else of a JSON text is skipped.
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs

/**
 * The first name that an object of a JSON text has twice, or `undefined`. For text that `JSON.parse` has taken. RFC 8259
 * §4 leaves open which of the two counts, and so two readers of one text may read two things; RFC 7493 §2.3 forbids it.
 * Takes time in proportion to the text.
 */
export function repeatedName(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  let previous = ''
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const name = JSON.parse(previous) as string
      const names = open.at(-1)
      if (names?.has(name)) return name
      names?.add(name)
    }
    previous = token
  }
  return undefined
}
