import { AUDIT_PRIVILEGE } from '../../domain/audit.ts'
import {
  type BrokenLink,
  CHAIN_START,
  type ChainLink,
  faultOf,
  type SealOf,
} from '../../domain/audit-chain.ts'
import type { Caller } from '../../domain/caller.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { AuditChainStore, UnsealedTail } from '../ports/audit.ts'
import type { Clock } from '../ports/core.ts'

export interface VerificationRequest {
  /** Number of the first record to look at; default: 1. What is before it is taken as it stands. */
  from?: number
  /** A head that was noted outside of the database. */
  known?: ChainLink
}

export interface Verification {
  /** `unfinished`: intact as far as it was looked at; go on at `continueFrom`. */
  verdict: 'intact' | 'broken' | 'unfinished'
  broken: BrokenLink | null
  checked: { from: number; to: number | null; count: number }
  continueFrom: number | null
  /** The newest link in the database. */
  head: ChainLink | null
  unsealed: UnsealedTail
}

/** Errors: FORBIDDEN; INVALID_REQUEST where there is no record before `from` to go on after. */
export type VerifyAudit = (caller: Caller, request: VerificationRequest) => Promise<Verification>

export interface VerifyAuditPorts {
  store: AuditChainStore
  sealOf: SealOf
  requirePrivilege: RequirePrivilege
  clock: Pick<Clock, 'monotonic'>
  /** The newest link that this process has seen. */
  seenHead: () => ChainLink | undefined
}

const CHUNK = 500

// Below the time that our own endpoints have.
const WALK_MS_MAX = 8_000

const UNSEALED_COUNTED_MAX = 10_000

/** Walks the chain in bounded memory up to the first link that is broken. */
export function makeVerifyAudit(ports: VerifyAuditPorts): VerifyAudit {
  const { store, sealOf, requirePrivilege, clock, seenHead } = ports

  async function walk(start: (ChainLink & { id: string }) | undefined) {
    const deadline = clock.monotonic() + WALK_MS_MAX
    let last: ChainLink = start ?? CHAIN_START
    let place = start
    let count = 0
    for (;;) {
      const entries = await store.after(place, CHUNK)
      for (const { record, link } of entries) {
        const found = { ...(link ?? CHAIN_START), id: record.id }
        const broken = faultOf(last, { ...found, record }, sealOf)
        if (broken !== undefined) return { broken, last, count, ended: true }
        last = found
        place = found
        count++
      }
      const ended = entries.length < CHUNK
      if (ended || clock.monotonic() >= deadline) return { broken: undefined, last, count, ended }
    }
  }

  /** Compares what is there with what was seen there. */
  async function compare({ seq, seal }: ChainLink): Promise<BrokenLink | undefined> {
    const link = await store.link(seq)
    if (link === undefined) return { seq, id: null, fault: 'missing' }
    return link.seal === seal ? undefined : { seq, id: link.id, fault: 'altered' }
  }

  return async (caller, { from = 1, known }) => {
    await requirePrivilege(caller, AUDIT_PRIVILEGE, { what: 'audit.verify' })
    const seen = seenHead()
    const start = from === 1 ? undefined : await store.link(from - 1)
    if (from !== 1 && start === undefined) {
      throw new ServiceError('INVALID_REQUEST', {
        detail: `from must be 1, or one more than the number of a sealed record: there is none of number ${from - 1}.`,
      })
    }
    const { broken: found, last, count, ended } = await walk(start)
    const faults = [found, seen && (await compare(seen)), known && (await compare(known))]
    const broken = earliest(faults.filter((fault) => fault !== undefined))
    const head = await store.link()
    return {
      verdict: broken !== undefined ? 'broken' : ended ? 'intact' : 'unfinished',
      broken: broken ?? null,
      checked: { from, to: count === 0 ? null : last.seq, count },
      continueFrom: broken === undefined && !ended ? last.seq + 1 : null,
      head: head === undefined ? null : { seq: head.seq, seal: head.seal },
      unsealed: await store.unsealed(UNSEALED_COUNTED_MAX),
    }
  }
}

function earliest(faults: readonly BrokenLink[]): BrokenLink | undefined {
  return faults.reduce<BrokenLink | undefined>(
    (first, fault) => (first === undefined || fault.seq < first.seq ? fault : first),
    undefined,
  )
}
