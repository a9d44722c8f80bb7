import fc from 'fast-check'
import t from 'tap'
import { WORD_LENGTH_MAX, wordsOf } from '../../src/domain/name-words.ts'

t.test('a name is searched by its runs of letters and digits, in lower case, each once', async (t) => {
  const names: [string, string[]][] = [
    ['Nightly ingest', ['nightly', 'ingest']],
    ['ingest-2 (prod) INGEST', ['ingest', '2', 'prod']],
    ['team.data_platform/v1', ['team', 'data', 'platform', 'v1']],
    ['Größe Ümit', ['größe', 'ümit']],
    // Composed and decomposed, full and half width, are one word.
    ['e\u0301te\u0301 été', ['été']],
    ['ＡＢＣ abc', ['abc']],
    ['夜間 バッチ', ['夜間', 'バッチ']],
    ['हिन्दी', ['हिन्दी']],
    ['***', ['***']],
    [' 🗝 ', ['🗝']],
    ['', []],
    [' \t\u00a0', []],
  ]
  for (const [name, words] of names) t.strictSame(wordsOf(name), words, JSON.stringify(name))
})

t.test('no word is longer than what is kept of one, in any script', async (t) => {
  const property = fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
    const words = wordsOf(name)
    const short = words.every((word) => [...word].length <= WORD_LENGTH_MAX && Buffer.byteLength(word) <= 256)
    return short && new Set(words).size === words.length && words.every((word) => word.isWellFormed())
  })
  t.doesNotThrow(() => fc.assert(property))
  t.strictSame(wordsOf('🗝'.repeat(100)), ['🗝'.repeat(64)])
  t.strictSame(wordsOf('x'.repeat(100)), ['x'.repeat(64)])
})

t.test('the words of a name are the words of what a search for them finds', async (t) => {
  const property = fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
    const words = wordsOf(name)
    return wordsOf(words.join(' ')).join(' ') === words.join(' ')
  })
  t.doesNotThrow(() => fc.assert(property))
})
