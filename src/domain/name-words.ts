// Letters, the marks on them, and digits, of any script.
const WORDS = /[\p{L}\p{M}\p{N}]+/gu

/** What is kept of a word, in code points: at most 256 bytes of UTF-8. */
export const WORD_LENGTH_MAX = 64

/**
 * The words of a name or of what is searched for, each once: runs of letters and digits, in lower case, in one spelling
 * of each character (Unicode NFKC), cut to `WORD_LENGTH_MAX`. A text without letters and digits is one word; a blank
 * one has none. A search finds a name where each of its words begins one of the name's.
 */
export function wordsOf(text: string): string[] {
  const folded = text.normalize('NFKC').toLowerCase()
  const words = folded.match(WORDS) ?? [folded.trim()]
  return [...new Set(words.map(cut))].filter((word) => word !== '')
}

function cut(word: string): string {
  return word.length <= WORD_LENGTH_MAX ? word : [...word].slice(0, WORD_LENGTH_MAX).join('')
}
