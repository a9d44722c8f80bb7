/**
 * Bits of an actor's names: a name whose two bits are not both set is none of them (Bloom, CACM 13/7). With 21 names
 * 0.6 % of others are let by, or 8 % by one bit.
 */
export const FILTER_WORDS = 16

/** Two bits of a name, nine digits each: FNV-1a over the last ten code units, where URNs differ. */
export function nameBits(name: string): number {
  let hash = 0x811c9dc5
  for (let at = Math.max(name.length - 10, 0); at < name.length; at++)
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) & 0x3ffff
}

/** Sets both bits of a name in the filter that begins here. */
export function addName(words: Int32Array, at: number, bits: number): void {
  for (const bit of [bits & 511, bits >>> 9]) {
    const word = at + (bit >> 5)
    words[word] = (words[word] as number) | (1 << (bit & 31))
  }
}

/** Whether a name with these bits may be one of the filter's. */
export function mayHaveName(words: Int32Array, at: number, bits: number): boolean {
  return (lowBit(words, at, bits) & highBit(words, at, bits) & 1) !== 0
}

/** Whether one of two names, of which each gave one bit, may be one of the filter's. */
export function mayHaveOne(words: Int32Array, at: number, bits: number): boolean {
  return ((lowBit(words, at, bits) | highBit(words, at, bits)) & 1) !== 0
}

// Without branches, which would be guessed wrong.
const lowBit = (words: Int32Array, at: number, bits: number) =>
  (words[at + ((bits >> 5) & 15)] as number) >>> (bits & 31)
const highBit = (words: Int32Array, at: number, bits: number) =>
  (words[at + ((bits >> 14) & 15)] as number) >>> ((bits >> 9) & 31)
