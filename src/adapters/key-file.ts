import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '../domain/secret.ts'

/** What a deployment without configured secrets keeps beside its database. */
export interface DeploymentKeys {
  signingKey: Secret
  salt: Secret
}

/** The key file cannot be what the tokens of its folder were made with. The server ends with exit code 78. */
export class KeyFileError extends Error {
  override name = 'KeyFileError'
}

export interface KeyFileOptions {
  /** Tokens were made before: new keys would void them all, so a missing file is an error. */
  mustExist?: boolean
}

/**
 * The signing key and the salt of `keys.json` in a folder, made at the first call (mode 0600, whole or not at all).
 * Throws a `KeyFileError` where the file is there but is not what was written, or is missing and must exist.
 */
export function loadOrCreateKeys(folder: string, { mustExist = false }: KeyFileOptions = {}): DeploymentKeys {
  const path = join(folder, 'keys.json')
  if (!existsSync(path)) {
    if (mustExist) throw new KeyFileError(missing(path))
    writeNewKeys(path)
  }
  const { signingKey, salt } = parsedObject(readFileSync(path, 'utf8'))
  if (
    typeof signingKey !== 'string' ||
    typeof salt !== 'string' ||
    signingKey.length < 32 ||
    salt.length < 32
  ) {
    throw new KeyFileError(
      `${path} is damaged: restore it from a backup. Without it no token of this folder can be verified.`,
    )
  }
  return { signingKey: new Secret(signingKey), salt: new Secret(salt) }
}

function missing(path: string): string {
  return (
    `${path} is missing, and the database has tokens that were made with it: restore it from a backup, or set ` +
    'DATAHUB_TOKEN_SERVICE_SIGNING_KEY and DATAHUB_TOKEN_SERVICE_SALT to what it held, or remove the database too ' +
    'to start anew.'
  )
}

// Without the error of the parser, which quotes the text where it stumbled: a part of a key.
function parsedObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function writeNewKeys(path: string): void {
  const keys = { signingKey: randomBytes(32).toString('base64'), salt: randomBytes(32).toString('base64') }
  const temporary = `${path}.new`
  writeFileSync(temporary, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(temporary, path)
}
