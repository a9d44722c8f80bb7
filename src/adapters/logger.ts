import { type DestinationStream, type Logger, pino } from 'pino'

// A JWT, or credentials after their scheme: the last fence, behind Secret and the rule that headers are not logged.
const CREDENTIALS = /eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?|\b(Bearer|Basic)\s+[^\s"\\]+/gi

/**
 * JSON lines. Whatever looks like a token or a credential is struck out of each line as it is written, wherever it came
 * from: an error's text, a URL, an object that somebody logs on the way.
 */
export function makeLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: (line: string) => line.replace(CREDENTIALS, '***') },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
