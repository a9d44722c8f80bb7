import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The files of `DATABASE_URL` cannot be where it says. The server ends with exit code 78. */
export class UnusablePathError extends Error {
  override name = 'UnusablePathError'

  constructor(problem: string) {
    super(
      `DATABASE_URL cannot be used: ${problem}. Set it to a file in a folder that this user can write to, ` +
        'such as sqlite:./data/latchkey.db.',
    )
  }
}

/**
 * Makes the folder, and those above it, for this user alone; leaves one that is there as it is. Throws
 * `UnusablePathError` where that cannot be done.
 */
export function makePrivateFolder(folder: string): void {
  try {
    makeWithParents(folder)
  } catch (error) {
    throw new UnusablePathError(`the folder ${folder} cannot be made (${codeOf(error)})`)
  }
}

// Not Node's own `recursive`: below a folder that takes no folders, such as /proc, it tries for ever.
function makeWithParents(folder: string): void {
  if (isFolder(folder)) return
  makeWithParents(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it in between.
    if (!isFolder(folder)) throw error
  }
}

/**
 * Makes an empty file (mode 0600) and does not open one that is there: closing it again would drop the locks that
 * another connection of this process holds on it. Throws `UnusablePathError` where it cannot be made.
 */
export function makePrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw new UnusablePathError(`${file} cannot be made (${codeOf(error)})`)
  }
}

/** Throws `UnusablePathError` where the path of a file is a folder. Makes nothing. */
export function refuseFolder(file: string): void {
  if (isFolder(file)) throw new UnusablePathError(`${file} is a folder, not a file`)
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false // missing or out of reach, which making it will tell
  }
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code
}
