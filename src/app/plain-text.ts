import { invalid } from '../errors/service-error.ts'

/**
 * Throws INVALID_REQUEST for text that not every list, log and client can show as it was written. `lengthMax` is in UTF-16
 * code units, at least as many as the characters that a column counts.
 */
export function checkLine(field: string, text: string, lengthMax: number): void {
  if (text.length > lengthMax) throw invalid(`${field} must have at most ${lengthMax} characters.`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (text.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(text)) return
  throw invalid(`${field} must be plain text: no control characters, no lone surrogates.`)
}

/** As `checkLine`, for what people write in a text area of several lines. */
export function checkLines(field: string, text: string, lengthMax: number): void {
  checkLine(field, text.replaceAll(/[\t\r\n]/g, ' '), lengthMax)
}

/** A name without the blanks around it. Throws INVALID_REQUEST as `checkLine` does, and where nothing is left. */
export function checkedName(field: string, text: string, lengthMax: number): string {
  const name = text.trim()
  if (name === '') throw invalid(`${field} must not be blank.`)
  checkLine(field, text, lengthMax)
  return name
}
