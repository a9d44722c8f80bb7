/** What tells GMS who is calling. */
export interface GmsIdentity {
  /** Header fields to add, as a flat list `[name, value, …]`. */
  headers: readonly string[]
  /** GMS did not accept it: `true` where it was an older one, so that another try with a new one makes sense. */
  renew(): boolean
}

/** GMS is told nothing of the caller. */
export const NOBODY: GmsIdentity = { headers: [], renew: () => false }
