// Sixteen digits: a double holds fifteen of them, whatever they are.
const LONG_NUMBER = /\d[\d.]{15}/

// In V8, and in no TypeScript library yet.
const { rawJSON } = JSON as JSON & { rawJSON(text: string): unknown }

/**
 * Parses JSON so that `JSON.stringify` writes each number as it was: one with more digits than a double holds becomes a
 * raw JSON value, which is no number. Throws as `JSON.parse`.
 */
export function parseExactly(text: string): unknown {
  // Most answers have no such number, and a reviver is slow.
  if (!LONG_NUMBER.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_, value: unknown, { source = '' }: { source?: string } = {}) =>
    typeof value === 'number' && LONG_NUMBER.test(source) ? rawJSON(source) : value,
  )
}
