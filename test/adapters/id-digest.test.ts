import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { digestOfIds } from '../../src/adapters/id-digest.ts'

const idBytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))
const sets = fc.uniqueArray(idBytes, { maxLength: 20, selector: (bytes) => bytes.toString('hex') })

const digestOf = (ids: readonly Buffer[]) => digestOfIds(ids.map((id) => id.toString('base64')))

t.test('the digest of many ids is what sort and sha256sum make of them, in whatever order', async (t) => {
  const property = fc.property(sets, (ids) => {
    const lines = ids.map((id) => `${id.toString('hex')}\n`)
    const said = execFileSync(
      'sh',
      ['-c', 'LC_ALL=C sort | if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi'],
      {
        input: lines.join(''),
        encoding: 'utf8',
      },
    )
    return [ids, ids.toReversed()].every((order) => said.startsWith(`${digestOf(order)} `))
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 20 }))
})

t.test('two different sets of ids have different digests', async (t) => {
  const property = fc.property(sets, sets, (one, two) => {
    const same = one.length === two.length && one.every((id) => two.some((other) => other.equals(id)))
    return (digestOf(one) === digestOf(two)) === same
  })
  t.doesNotThrow(() => fc.assert(property))
})
