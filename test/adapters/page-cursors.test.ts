import fc from 'fast-check'
import t from 'tap'
import { makeCursorCodec } from '../../src/adapters/page-cursors.ts'
import { Secret } from '../../src/domain/secret.ts'
import { idOf } from '../store/records.ts'

type Position = readonly (string | number)[]

const cursors = makeCursorCodec<Position>(new Secret('the key of this deployment'), 'tokens')
const query = { ownerUrn: 'urn:li:corpuser:alice', sort: 'created' }
const position = [1_790_000_000_123, idOf('x')]
const refusal = {
  name: 'ServiceError',
  code: 'INVALID_REQUEST',
  detail: 'cursor must be the nextCursor of the page before.',
}

t.test('a cursor is opened to what was sealed, by every replica', async (t) => {
  const replica = makeCursorCodec<Position>(new Secret('the key of this deployment'), 'tokens')
  const positions = fc.array(fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'binary' })))
  const property = fc.property(positions, fc.dictionary(fc.string(), fc.jsonValue()), (position, query) => {
    const opened = replica.open(query, cursors.seal(query, position))
    // JSON has no negative zero.
    return JSON.stringify(opened) === JSON.stringify(position)
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('a cursor tells nothing, and goes into a URL as it is', async (t) => {
  const [one, two] = [cursors.seal(query, position), cursors.seal(query, position)]
  t.not(one, two)
  t.match(one, /^[\w-]{1,500}$/)
  for (const part of [...position, query.ownerUrn])
    t.notOk(Buffer.from(one, 'base64url').includes(String(part)))
})

t.test('a cursor goes on with the list that it came from, and with no other', async (t) => {
  const cursor = cursors.seal(query, position)
  const same = { sort: 'created', ownerUrn: query.ownerUrn, name: undefined }
  t.strictSame(cursors.open(same, cursor), position)
  const others = [
    {},
    { ownerUrn: query.ownerUrn },
    { ...query, ownerUrn: 'urn:li:corpuser:mallory' },
    { ...query, sort: 'expires' },
    { ...query, name: 'ci' },
    { ownerUrn: query.sort, sort: query.ownerUrn },
  ]
  for (const other of others)
    t.throws(
      () => cursors.open(other, cursor),
      { code: 'INVALID_REQUEST', detail: /^cursor belongs to another list: send the filters/ },
      JSON.stringify(other),
    )
})

t.test('a cursor of another kind of list is no cursor here', async (t) => {
  const audit = makeCursorCodec<Position>(new Secret('the key of this deployment'), 'audit')
  t.throws(() => cursors.open(query, audit.seal(query, position)), refusal)
})

t.test('a cursor with any bit flipped, cut, or longer is refused', async (t) => {
  const sealed = Buffer.from(cursors.seal(query, position), 'base64url')
  const opens = (bytes: Buffer) => {
    try {
      return cursors.open(query, bytes.toString('base64url'))
    } catch {
      return undefined
    }
  }
  t.strictSame(opens(sealed), position)
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = Buffer.from(sealed)
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
    if (opens(flipped) !== undefined) t.fail(`bit ${bit}`)
  }
  for (let length = 0; length < sealed.length; length++) {
    if (opens(sealed.subarray(0, length)) !== undefined) t.fail(`${length} bytes`)
    if (opens(sealed.subarray(sealed.length - length)) !== undefined) t.fail(`the last ${length} bytes`)
  }
  t.equal(opens(Buffer.concat([sealed, Buffer.alloc(1)])), undefined)
})

t.test('a cursor of another deployment, or no cursor at all, is refused in words', async (t) => {
  const other = makeCursorCodec<Position>(new Secret('another key'), 'tokens')
  for (const cursor of [
    other.seal(query, position),
    '',
    'x',
    '!!',
    'A'.repeat(500),
    JSON.stringify(['', position]),
  ])
    t.throws(() => cursors.open(query, cursor), refusal, cursor)
})
