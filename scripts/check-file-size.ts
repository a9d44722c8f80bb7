import { globSync, readFileSync } from 'node:fs'

// A file that does not fit a few screens hides its rules. Tables may be long: their first line is then a comment that
// says why.

const LINES_MAX = 300
const SOURCES = '{src,plugins,db,test,bench,scripts}/**/*.ts'

function isTooLong(file: string): boolean {
  const text = readFileSync(file, 'utf8')
  const givesReason = /^(\/\/|\/\*).*\w/.test(text)
  return text.trimEnd().split('\n').length > LINES_MAX && !givesReason
}

const tooLong = globSync(SOURCES).sort().filter(isTooLong)
for (const file of tooLong) {
  process.stderr.write(
    `${file} has more than ${LINES_MAX} lines and no comment in its first line that says why\n`,
  )
}
process.exitCode = tooLong.length > 0 ? 1 : 0
