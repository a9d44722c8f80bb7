import { mkdirSync } from 'node:fs'

/** Makes the folder, and those above it, for this user alone; leaves one that is there as it is. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}
