const QUALITY = /^q=(0(?:\.\d*)?|1(?:\.0*)?)$/

/**
 * Whether a field `Accept` (RFC 9110 §12.5.1) prefers one media type, such as `application/x-ndjson`, to the usual one:
 * its quality is higher, or alike and it is there by its name. Both types are in lower case and without parameters;
 * parameters other than `q` are not looked at.
 */
export function prefers(accept: string, type: string, usual: string): boolean {
  const ranges = accept.toLowerCase().split(',').map(readRange)
  const [wanted, other] = [weigh(ranges, type), weigh(ranges, usual)]
  if (wanted.quality === other.quality) return wanted.quality > 0 && wanted.isNamed
  return wanted.quality > other.quality
}

interface MediaRange {
  range: string
  /** 0, not acceptable, to 1. */
  quality: number
}

function readRange(item: string): MediaRange {
  const [range = '', ...parameters] = item.split(';').map((part) => part.trim())
  const stated = parameters.flatMap((parameter) => QUALITY.exec(parameter)?.[1] ?? [])[0]
  return { range, quality: Number(stated ?? 1) }
}

/** The most specific range counts. */
function weigh(ranges: readonly MediaRange[], type: string): { quality: number; isNamed: boolean } {
  for (const name of [type, type.replace(/\/.*/, '/*'), '*/*']) {
    const found = ranges.find(({ range }) => range === name)
    if (found !== undefined) return { quality: found.quality, isNamed: name === type }
  }
  return { quality: 0, isNamed: false }
}
