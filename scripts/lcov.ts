/** What of a file was executed. */
export interface FileCoverage {
  readonly lines: Coverage
  readonly branches: Coverage
}

/** How many there are, and the line numbers of those that were not executed, in order. */
export interface Coverage {
  readonly count: number
  readonly missed: readonly number[]
}

/** Reads a coverage report in lcov's format: file name to coverage. */
export function parseLcov(text: string): Map<string, FileCoverage> {
  const files = new Map<string, FileCoverage>()
  for (const record of text.split('end_of_record')) {
    const file = /^SF:(.+)$/m.exec(record)?.[1]
    if (file === undefined) continue
    files.set(file, {
      lines: coverage(record, /^DA:(\d+),(\d+)/gm),
      branches: coverage(record, /^BRDA:(\d+),\d+,\d+,(\d+|-)$/gm),
    })
  }
  return files
}

/** Line numbers in few words: `[1, 2, 3, 7]` is `1-3 7`. */
export function ranges(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = []
  for (const number of numbers) {
    const current = found.at(-1)
    if (current !== undefined && number <= current[1] + 1) current[1] = number
    else found.push([number, number])
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(' ')
}

function coverage(record: string, entry: RegExp): Coverage {
  const entries = [...record.matchAll(entry)]
  const missed = entries.filter(([, , hits]) => hits === '0' || hits === '-').map(([, line]) => Number(line))
  return { count: entries.length, missed: missed.sort((a, b) => a - b) }
}
