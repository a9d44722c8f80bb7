import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { makeIdDigest } from '../../src/adapters/id-digest.ts'

const idBytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))
const ascending = fc
  .uniqueArray(idBytes, { maxLength: 20, selector: (bytes) => bytes.toString('hex') })
  .map((ids) => ids.sort(Buffer.compare))

function digestOf(ids: readonly Buffer[]): string {
  const digest = makeIdDigest()
  for (const id of ids) digest.add(id.toString('base64'))
  return digest.hex()
}

t.test('the digest of many ids is what sort and sha256sum make of them, in whatever order', async (t) => {
  const property = fc.property(ascending, (ids) => {
    const lines = ids.toReversed().map((id) => `${id.toString('hex')}\n`)
    const said = execFileSync(
      'sh',
      ['-c', 'LC_ALL=C sort | if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi'],
      {
        input: lines.join(''),
        encoding: 'utf8',
      },
    )
    return said.startsWith(`${digestOf(ids)} `)
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 20 }))
})

t.test('two different sets of ids have different digests', async (t) => {
  const property = fc.property(ascending, ascending, (one, two) => {
    const same = one.length === two.length && one.every((id, i) => two[i]?.equals(id))
    return (digestOf(one) === digestOf(two)) === same
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('ids out of order or twice are refused, or their digest would depend on who read them', async (t) => {
  const [low, high] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  t.throws(() => digestOf([high, low]), { name: 'TypeError' })
  t.throws(() => digestOf([low, low]), { name: 'TypeError' })
})
