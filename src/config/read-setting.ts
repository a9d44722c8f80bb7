import { Secret } from '../domain/secret.ts'
import type { SettingRow } from './schema.ts'

// A map, for an object has more keys than its own: `constructor` is no boolean.
const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
])

export type ReadResult = { value: unknown } | { expected: string }

/** Reads one environment variable by its row: the value, or what was expected in its place. */
export function readSetting(row: SettingRow, text: string): ReadResult {
  const value = convert(row, text)
  if (value === undefined) return { expected: expectation(row) }
  return { value: row.secret ? new Secret(value as string) : value }
}

function convert(row: SettingRow, text: string): unknown {
  if (row.enum !== undefined) return row.enum.includes(text) ? text : undefined
  if (row.type === 'boolean') return BOOLEANS.get(text.toLowerCase())
  if (row.type === 'integer') return inRange(row, text)
  const longEnough = Buffer.byteLength(text) >= (row.minLength ?? 0)
  const matches = row.pattern === undefined || new RegExp(row.pattern).test(text)
  const isUrl = row.format !== 'http-url' || (/^https?:\/\/\S+$/i.test(text) && URL.canParse(text))
  return longEnough && matches && isUrl ? text : undefined
}

function inRange(
  { minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: SettingRow,
  text: string,
): number | undefined {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= minimum && value <= maximum ? value : undefined
}

/** What a row takes, in words; used in errors and in the documentation. */
export function expectation(row: SettingRow): string {
  if (row.enum !== undefined) return `one of ${row.enum.join(', ')}`
  if (row.type === 'boolean') return 'true or false'
  if (row.type === 'integer') {
    const upTo = row.maximum === undefined ? ' or more' : ` to ${row.maximum}`
    return `a whole number, ${row.minimum ?? 0}${upTo}`
  }
  if (row.format === 'http-url') return 'a URL that begins with http:// or https://'
  if (row.pattern !== undefined) return `text that matches ${row.pattern}`
  return (row.minLength ?? 0) > 1 ? `text of at least ${row.minLength} bytes` : 'text that is not empty'
}
