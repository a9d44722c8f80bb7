import { type ChainLink, chain, type SealOf } from '../../domain/audit-chain.ts'
import type { AuditChainStore } from '../ports/audit.ts'
import type { Clock } from '../ports/core.ts'

export interface AuditSealerStats {
  /** Records that waited for their seal when they were counted last; 10,000 means that many or more. */
  unsealed: number
  /** Sealed by this process. */
  sealed: number
  sealerFailures: number
  /** How often a link that this process had seen was gone or another. */
  linksLost: number
  /** Number of the newest link that this process has seen. */
  headSeq: number
}

export interface AuditSealer {
  /** Seals what waits, unless another process is at it. Rejects where the database fails. One call at a time. */
  run(): Promise<void>
  /** Seals what waits and tells the head, whenever it was told last. */
  finish(): Promise<void>
  /** The newest link that this process has seen. */
  head(): ChainLink | undefined
  readonly stats: Readonly<AuditSealerStats>
}

export interface AuditSealerPorts {
  store: AuditChainStore
  sealOf: SealOf
  clock: Pick<Clock, 'monotonic'>
  /** Puts the head where who can write the database cannot reach it. */
  tellHead: (head: ChainLink) => void
  /** A link that was there is gone, or another. */
  tellLoss: (link: ChainLink) => void
}

// Their seals and texts are about half a megabyte; on one core of a small server they take some 50 ms.
const BATCH_MAX = 500

const COUNTED_MAX = 10_000

const TELL_HEAD_EVERY_MS = 60_000

/**
 * Chains the records. The process remembers the newest link that it has seen, outside of the database: where that is
 * gone, it goes on from the one that it remembers, so that what was cut off leaves a gap that never closes.
 */
export function makeAuditSealer(ports: AuditSealerPorts): AuditSealer {
  const { store, sealOf, clock, tellHead, tellLoss } = ports
  const stats: AuditSealerStats = { unsealed: 0, sealed: 0, sealerFailures: 0, linksLost: 0, headSeq: 0 }
  let seen: ChainLink | undefined
  let lost: ChainLink | undefined
  let told: string | undefined
  let toldAt = Number.NEGATIVE_INFINITY

  function remember(link: ChainLink): void {
    seen = { seq: link.seq, seal: link.seal }
    stats.headSeq = link.seq
  }

  /** Compares what is there with what was there, and looks what others have sealed since. */
  async function watch(): Promise<void> {
    const same = seen === undefined || (await store.link(seen.seq))?.seal === seen.seal
    const head = await store.link()
    if (seen !== undefined && !same && seen !== lost) {
      stats.linksLost++
      tellLoss(seen)
      lost = seen
    }
    if (head !== undefined && (seen === undefined || head.seq > seen.seq || (!same && head.seq === seen.seq)))
      remember(head)
  }

  /** Seals some; `true` where more may be waiting. */
  async function turn(): Promise<boolean> {
    stats.unsealed = (await store.unsealed(COUNTED_MAX)).count
    if (stats.unsealed === 0) return false
    await watch()
    let links: readonly ChainLink[] = []
    const sealed = await store.seal(BATCH_MAX, (head, records) => {
      links = chain(seen !== undefined && seen.seq > head.seq ? seen : head, records, sealOf)
      return links
    })
    const last = links.at(-1)
    if (sealed === undefined || last === undefined) return false
    stats.sealed += sealed
    remember(last)
    return true
  }

  async function counted(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      stats.sealerFailures++
      throw error
    }
  }

  function tell(): void {
    toldAt = clock.monotonic()
    if (seen === undefined || seen.seal === told) return
    tellHead(seen)
    told = seen.seal
  }

  async function tellNowAndThen(): Promise<void> {
    if (clock.monotonic() - toldAt < TELL_HEAD_EVERY_MS) return
    await watch()
    tell()
  }

  return {
    run: () =>
      counted(async () => {
        while (await turn()) await tellNowAndThen()
        await tellNowAndThen()
      }),
    finish: () =>
      counted(async () => {
        while (await turn());
      }).finally(tell),
    head: () => seen,
    stats,
  }
}
