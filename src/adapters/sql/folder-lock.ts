import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makePrivateFile, makePrivateFolder } from './private-folder.ts'

const SQLITE_BUSY = 5

export interface FolderLock {
  /** Gives the folder up; a second call does nothing. */
  release(): void
}

/** Another process serves this SQLite folder. The server ends with exit code 78. */
export class FolderInUseError extends Error {
  override name = 'FolderInUseError'

  constructor(folder: string) {
    super(
      `The folder ${folder} is in use by another Latchkey process. Stop that process, or set DATABASE_URL to a file ` +
        'in another folder, or use MySQL, which any number of processes can share.',
    )
  }
}

/**
 * Makes this process the only one that serves `folder` (created if missing), until `release` or its end, also by a
 * crash: the lock is the operating system's, on a SQLite file `lock.db` in an exclusive transaction that stays open.
 * Nothing else in this process may open that file: on POSIX, closing it anywhere drops the lock.
 * Throws `FolderInUseError` if another process, or this one, has it, `UnusablePathError` if it cannot be written to.
 */
export function lockFolder(folder: string): FolderLock {
  makePrivateFolder(folder)
  const path = join(folder, 'lock.db')
  // SQLite would make it readable by everybody; its journal gets the mode that it has.
  makePrivateFile(path)
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new FolderInUseError(folder)
    throw error
  }
  return {
    release() {
      if (file.isOpen) file.close()
    },
  }
}
