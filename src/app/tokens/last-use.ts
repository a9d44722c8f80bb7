import { keptUserAgent, USER_AGENT_LENGTH_MAX } from '../../domain/caller.ts'
import type { Clock } from '../ports/core.ts'
import type { Transactions } from '../ports/transactions.ts'
import { NOTED_USES_MAX, type TokenUse } from '../ports/uses.ts'

export interface LastUse {
  /**
   * A token was accepted just now. Synchronous, and never fails: the use is written behind the request.
   * `address` is the socket's; `userAgent` is the field as it came.
   */
  note(tokenId: string, address: string, userAgent: string | undefined): void
  /**
   * Writes what was noted, or joins the writing that is under way. Never rejects: what could not be written is kept for
   * the next time.
   */
  flush(): Promise<void>
  readonly stats: LastUseStats
}

export interface LastUseStats {
  /** Tokens whose newest use is not written yet. */
  readonly pending: number
  readonly flushFailures: number
  /** Uses that were not noted since too many others wait for a database that takes none. */
  readonly dropped: number
}

export interface LastUseOptions {
  transactions: Transactions
  clock: Clock
  /** With this many tokens noted they are written at once. */
  flushAt: number
  /** More than this many tokens do not wait for the database. */
  pendingMax: number
  /** Told the first of several failures in a row. */
  onFailure: (error: unknown) => void
}

interface Use {
  at: number
  address: string
  userAgent: string | undefined
}

/** Remembers when, from where and with which program each token was last used; one entry a token until it is written. */
export function makeLastUse(options: LastUseOptions): LastUse {
  const { transactions, clock, flushAt, pendingMax, onFailure } = options
  let pending = new Map<string, Use>()
  let underWay: Promise<void> | undefined
  let leftToWrite = 0
  let failing = false
  let flushFailures = 0
  let dropped = 0

  function note(tokenId: string, address: string, userAgent: string | undefined): void {
    const at = clock.now()
    const agent =
      userAgent !== undefined && userAgent.length > USER_AGENT_LENGTH_MAX ? cut(userAgent) : userAgent
    const known = pending.get(tokenId)
    if (known === undefined) {
      keep(tokenId, { at, address, userAgent: agent })
      // After a failure the next attempt is the timer's: a database in trouble is not asked once a request.
      if (pending.size >= flushAt && !failing) void flush()
    } else if (at >= known.at) {
      known.at = at
      known.address = address
      known.userAgent = agent
    }
  }

  function keep(tokenId: string, use: Use): void {
    if (pending.size < pendingMax) pending.set(tokenId, use)
    else dropped++
  }

  function flush(): Promise<void> {
    underWay ??= write().finally(() => {
      underWay = undefined
    })
    return underWay
  }

  async function write(): Promise<void> {
    const taken = [...pending]
    pending = new Map()
    for (let written = 0; written < taken.length; written += NOTED_USES_MAX) {
      leftToWrite = taken.length - written
      const uses = taken.slice(written, written + NOTED_USES_MAX).map(tokenUse)
      try {
        await transactions.change(({ lastUse }) => lastUse.note(uses))
        failing = false
      } catch (error) {
        flushFailures++
        if (!failing) onFailure(error)
        failing = true
        for (const [tokenId, use] of taken.slice(written)) putBack(tokenId, use)
        break
      }
    }
    leftToWrite = 0
  }

  function putBack(tokenId: string, use: Use): void {
    const newer = pending.get(tokenId)
    if (newer === undefined) keep(tokenId, use)
    else if (newer.at < use.at) pending.set(tokenId, use)
  }

  return {
    note,
    flush,
    stats: {
      get pending() {
        return pending.size + leftToWrite
      },
      get flushFailures() {
        return flushFailures
      },
      get dropped() {
        return dropped
      },
    },
  }
}

/** Its own characters only: a slice would keep the whole field, up to 16 kB of it, in memory. */
function cut(userAgent: string): string {
  return Array.from(keptUserAgent(userAgent) ?? '').join('')
}

function tokenUse([tokenId, { at, address, userAgent }]: [string, Use]): TokenUse {
  return { tokenId, at, address: address.slice(0, 64), userAgent: keptUserAgent(userAgent) }
}
