import fc from 'fast-check'
import t from 'tap'
import { makeEntrySeal } from '../../../src/adapters/redis/entry-seal.ts'
import { Secret } from '../../../src/domain/secret.ts'

const seal = makeEntrySeal(new Secret('the key of this deployment'))
const text = fc.string({ unit: 'binary', maxLength: 30 })
const payload = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })

t.test('what was sealed for a key is opened for that key, also by another replica', async (t) => {
  const replica = makeEntrySeal(new Secret('the key of this deployment'))
  const property = fc.property(text, payload, (key, payload) => {
    const sealed = seal.seal(key, payload)
    return seal.open(key, sealed) === payload && replica.open(key, sealed) === payload
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('no two pairs of key and payload share a seal, however their texts are cut', async (t) => {
  const property = fc.property(text, payload, fc.nat(60), (key, payload, at) => {
    const whole = key + payload
    const cut = at % whole.length
    if (cut === key.length) return true
    const sealed = seal.seal(key, payload)
    // The same bytes in all, cut elsewhere.
    const moved = Buffer.concat([sealed.subarray(0, 32), Buffer.from(whole.slice(cut))])
    return seal.open(whole.slice(0, cut), moved) === undefined
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 1_000 }))
  // A separator alone would not keep these apart.
  const pairs = [
    ['a', 'b:c'],
    ['a:b', 'c'],
    ['1:a', 'b'],
    ['11:a', 'b'],
    ['', '1:ab'],
    ['a', '1:b'],
  ] as const
  const macs = pairs.map(([key, payload]) => seal.seal(key, payload).subarray(0, 32).toString('hex'))
  t.equal(new Set(macs).size, pairs.length)
})

t.test('an entry with any bit flipped, a byte more or a byte less is not ours', async (t) => {
  const sealed = seal.seal('key', 'payload')
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = Buffer.from(sealed)
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
    if (seal.open('key', flipped) !== undefined) t.fail(`bit ${bit}`)
  }
  for (let length = 0; length < sealed.length; length++) {
    if (seal.open('key', sealed.subarray(0, length)) !== undefined) t.fail(`${length} bytes`)
  }
  t.equal(seal.open('key', Buffer.concat([sealed, Buffer.from('x')])), undefined)
  t.equal(seal.open('key', sealed), 'payload')
})

t.test('another deployment’s seal is not ours', async (t) => {
  const other = makeEntrySeal(new Secret('another key'))
  t.equal(seal.open('key', other.seal('key', 'payload')), undefined)
})
