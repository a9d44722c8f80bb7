import { DatabaseTooNewError } from '../db/migrate.ts'
import { DatabaseStartError } from '../plugins/core/stores.ts'
import { KeyFileError } from './adapters/key-file.ts'
import { FolderInUseError } from './adapters/sql/folder-lock.ts'
import { UnusablePathError } from './adapters/sql/private-folder.ts'
import { ConfigurationError } from './config/load.ts'

// SQLITE_READONLY, SQLITE_CORRUPT, SQLITE_CANTOPEN, SQLITE_NOTADB: another start would find the same file.
const SQLITE_LASTING = [8, 11, 14, 26]

/** Why there is no start, for the person who tried; `passing`: the same start may succeed later. */
export interface StartFault {
  text: string
  passing: boolean
}

/** What the person who tried can do about a start that failed; `undefined` for what only a developer can mend. */
export function startFault(error: unknown): StartFault | undefined {
  return ourFault(error) ?? socketFault(error) ?? sqliteFault(error)
}

function ourFault(error: unknown): StartFault | undefined {
  if (error instanceof DatabaseStartError) return { text: error.message, passing: error.passing }
  const kinds = [ConfigurationError, FolderInUseError, UnusablePathError, KeyFileError, DatabaseTooNewError]
  const ours = kinds.some((kind) => error instanceof kind)
  return ours ? { text: (error as Error).message, passing: false } : undefined
}

function socketFault(error: unknown): StartFault | undefined {
  const { code = '', port, syscall, address, hostname } = error as NodeJS.ErrnoException & Socket
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return undefined
  const ports = 'PORT, GMS_LISTEN_PORT or METRICS_PORT'
  if (code === 'EADDRINUSE')
    return { text: `Port ${port} is in use. Stop what listens there, or set ${ports}.`, passing: true }
  if (code === 'EACCES')
    return {
      text: `Port ${port} may not be listened on by this user: set ${ports} to one from 1024 on.`,
      passing: false,
    }
  return {
    text: `HOST cannot be listened on: ${hostname ?? address} is no address of this machine (${code}). Set it to one, or to 0.0.0.0 for all.`,
    passing: code === 'EAI_AGAIN',
  }
}

interface Socket {
  port?: number
  address?: string
  hostname?: string
}

function sqliteFault(error: unknown): StartFault | undefined {
  const { code, errcode = 0, message } = error as { code?: string; errcode?: number; message: string }
  // The low byte is the kind, the rest says more about it.
  if (code !== 'ERR_SQLITE_ERROR' || !SQLITE_LASTING.includes(errcode & 0xff)) return undefined
  return {
    text: `DATABASE_URL cannot be used: SQLite says of a file in its folder "${message}". Make it writable, or restore it from a backup, or set DATABASE_URL to another file.`,
    passing: false,
  }
}

/** An error with its stack, for a developer. */
export function traced(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
