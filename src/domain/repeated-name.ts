/**
 * The first name that an object of a JSON text has twice, or `undefined`. For text that `JSON.parse` has taken. RFC 8259
 * §4 leaves open which of the two counts, and so two readers of one text may read two things; RFC 7493 §2.3 forbids it.
 * Takes time in proportion to the text.
 */
export function repeatedName(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  let previous = ''
  for (const token of tokensOf(json)) {
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

// Strings, and the signs that open, close or divide objects and lists; everything else of a JSON text is skipped. Strings
// are not left to a regular expression, which runs out of stack on one of some megabytes.
function* tokensOf(json: string): Generator<string> {
  const sign = /["{}[\],:]/g
  for (let found = sign.exec(json); found !== null; found = sign.exec(json)) {
    if (found[0] === '"') sign.lastIndex = endOfString(json, found.index)
    yield json.slice(found.index, sign.lastIndex)
  }
}

/** Where a string of a JSON text ends that begins at `begin`, behind its quotation mark; 0 where it does not end. */
export function endOfString(json: string, begin: number): number {
  let end = json.indexOf('"', begin + 1)
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end + 1
}

function isEscaped(json: string, at: number): boolean {
  let before = at
  while (json[before - 1] === '\\') before--
  return (at - before) % 2 === 1
}
