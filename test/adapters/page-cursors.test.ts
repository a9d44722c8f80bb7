import fc from 'fast-check'
import t from 'tap'
import { makeCursorCodec } from '../../src/adapters/page-cursors.ts'
import { Secret } from '../../src/domain/secret.ts'
import { idOf } from '../store/records.ts'

const cursors = makeCursorCodec(new Secret('the key of this deployment'))
const position = { createdAt: 1_790_000_000_123, id: idOf('x') }
const refusal = {
  name: 'ServiceError',
  code: 'INVALID_REQUEST',
  detail: 'cursor must be the nextCursor of the page before.',
}

t.test('a cursor is opened to what was sealed, by every replica', async (t) => {
  const replica = makeCursorCodec(new Secret('the key of this deployment'))
  const id = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('base64'))
  const property = fc.property(id, fc.maxSafeNat(), (id, createdAt) => {
    const opened = replica.open(cursors.seal({ createdAt, id }))
    return opened.id === id && opened.createdAt === createdAt
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('a cursor tells nothing, and goes into a URL as it is', async (t) => {
  const [one, two] = [cursors.seal(position), cursors.seal(position)]
  t.not(one, two)
  t.match(one, /^[\w-]{1,500}$/)
  t.notOk(Buffer.from(one, 'base64url').includes('1790000000123'))
  t.notOk(Buffer.from(one, 'base64url').includes(position.id))
})

t.test('a cursor with any bit flipped, cut, or longer is refused', async (t) => {
  const sealed = Buffer.from(cursors.seal(position), 'base64url')
  const opens = (bytes: Buffer) => {
    try {
      return cursors.open(bytes.toString('base64url'))
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
  const other = makeCursorCodec(new Secret('another key'))
  for (const cursor of [
    other.seal(position),
    '',
    'x',
    '!!',
    'A'.repeat(500),
    `${position.createdAt} ${position.id}`,
  ])
    t.throws(() => cursors.open(cursor), refusal, cursor)
})

t.test('what we sealed, but not as a position, is refused too', async (t) => {
  t.throws(() => cursors.open(cursors.seal({ createdAt: 1, id: 'x' })), refusal)
  t.throws(() => cursors.open(cursors.seal({ createdAt: 1, id: '' })), refusal)
})
