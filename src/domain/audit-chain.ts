import { canonicalJson } from './canonical-json.ts'

/** A record's place in the chain: its number, from 1 on without a gap, and its seal in 64 hexadecimal digits. */
export interface ChainLink {
  seq: number
  seal: string
}

/** What the first record follows. */
export const CHAIN_START: ChainLink = { seq: 0, seal: '0'.repeat(64) }

/** Makes a seal of a text: 64 hexadecimal digits, which nobody can make who does not have its key. */
export type SealOf = (text: string) => string

/** What a seal says: a record's number, the seal before it, and the whole record as canonical JSON; one line each. */
function sealedText(previous: ChainLink, record: object): string {
  return `${previous.seq + 1}\n${previous.seal}\n${canonicalJson(record)}`
}

/** The links of records that follow `head` in this order. */
export function chain(head: ChainLink, records: readonly object[], sealOf: SealOf): ChainLink[] {
  let previous = head
  return records.map((record) => {
    previous = { seq: previous.seq + 1, seal: sealOf(sealedText(previous, record)) }
    return previous
  })
}

/** What can be wrong with a link, and what a reader is told of it. */
export const LINK_FAULTS = {
  missing: 'No record has this number: it was removed, or moved',
  altered: 'The seal is not that of this record after the one before it',
  duplicate: 'More than one record has this number',
} as const

/** Where the chain is broken, and how. */
export interface BrokenLink {
  seq: number
  /** The record at that place; `null` where none is there. */
  id: string | null
  fault: keyof typeof LINK_FAULTS
}

/** What a verifier sees of one sealed record. */
export interface SealedRecord extends ChainLink {
  record: { id: string }
}

/** What is wrong with the record that comes after `previous`; `undefined` where it is what was sealed there. */
export function faultOf(previous: ChainLink, found: SealedRecord, sealOf: SealOf): BrokenLink | undefined {
  const { seq, seal, record } = found
  const next = previous.seq + 1
  if (seq > next) return { seq: next, id: null, fault: 'missing' }
  if (seq < next && seq >= 1) return { seq, id: record.id, fault: 'duplicate' }
  if (seq === next && seal === sealOf(sealedText(previous, record))) return undefined
  return { seq, id: record.id, fault: 'altered' }
}
