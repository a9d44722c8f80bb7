/**
 * Memory in one piece, in which records lie one after another. What a decision costs is how often it waits for memory:
 * objects of their own lie far apart.
 */
export interface Arena {
  words: Int32Array
  /** The same memory in halves of words. */
  halves: Uint16Array
  /** Where the next record begins. */
  end: number
}

const FIRST_WORDS = 1 << 14

/** 32 MB: growing into it copies half of that, in some 10 ms. */
const WORDS_MAX = 1 << 23

// 64 bytes, which memory gives at once.
const LINE = 16

export function makeArena(): Arena {
  const words = new Int32Array(FIRST_WORDS)
  return { words, halves: new Uint16Array(words.buffer), end: 0 }
}

/** Whether there is room for so many more words; makes it where that is possible. */
export function hasRoom(arena: Arena, count: number): boolean {
  let size = arena.words.length
  while (arena.end + count > size) size *= 2
  if (size > WORDS_MAX) return false
  if (size === arena.words.length) return true
  const words = new Int32Array(size)
  words.set(arena.words)
  arena.words = words
  arena.halves = new Uint16Array(words.buffer)
  return true
}

/** Keeps the words up to here; gives where the record began. */
export function keepUpTo(arena: Arena, end: number): number {
  const begun = arena.end
  arena.end = Math.ceil(end / LINE) * LINE
  return begun
}
