/** Numbers that were tried in one go, so that none is tried twice: one rule is found by each value that it asks for. */
export interface Tried {
  /** Begins anew. */
  begin(): void
  /** Whether this number was not tried yet; it is from now on. */
  isNew(number: number): boolean
}

export function makeTried(total: number): Tried {
  const times = new Float64Array(total)
  let now = 0
  return {
    begin() {
      now++
    },
    isNew(number) {
      if (times[number] === now) return false
      times[number] = now
      return true
    },
  }
}
