import fc from 'fast-check'
import t from 'tap'
import { digest, makeHashToken, makeTimeOrderedUuid, newSecret } from '../../src/adapters/digests.ts'
import { Secret } from '../../src/domain/secret.ts'

t.test('a token’s id is SHA-256 of the token and then the salt, both as text', async (t) => {
  // echo -n abc | openssl sha256 -binary | base64
  t.equal(makeHashToken(new Secret('c'))('ab'), 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=')
  t.equal(makeHashToken(new Secret('bc'))('a'), makeHashToken(new Secret('c'))('ab'), 'as DataHub joins them')
  t.not(
    makeHashToken(new Secret('YmM='))('a'),
    makeHashToken(new Secret('bc'))('a'),
    'the salt is not decoded',
  )
})

t.test('a token’s id counts UTF-8, not characters', async (t) => {
  // printf '\xc3\xa9\xf0\x9f\x97\x9d' | openssl sha256 -binary | base64
  const expected = digest('é🗝')
  t.equal(makeHashToken(new Secret('🗝'))('é'), expected)
  t.not(makeHashToken(new Secret('🗝'))('e\u0301'), expected)
})

t.test('an id is 44 characters, whatever it is of', async (t) => {
  for (const text of ['', 'x', 'x'.repeat(10_000)]) {
    t.match(digest(text), /^[A-Za-z0-9+/]{43}=$/)
    t.match(makeHashToken(new Secret(''))(text), /^[A-Za-z0-9+/]{43}=$/)
  }
  t.equal(digest(''), '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
})

t.test('a new secret has 256 bits that were never given out before', async (t) => {
  const secrets = Array.from({ length: 1_000 }, newSecret)
  for (const secret of secrets) if (!/^[\w-]{43}$/.test(secret)) t.fail(secret)
  t.equal(new Set(secrets).size, 1_000)
  t.equal(Buffer.from(secrets[0] as string, 'base64url').length, 32)
})

t.test('UUIDs of one maker ascend, whatever the clock does, and say the time', async (t) => {
  const times = fc.array(fc.integer({ min: 1_790_000_000_000, max: 1_790_000_000_010 }), { maxLength: 100 })
  const property = fc.property(times, (times) => {
    let now = 0
    const newUuid = makeTimeOrderedUuid(() => now)
    const made = times.map((time) => {
      now = time
      return newUuid()
    })
    const latest = times.map((_, i) => Math.max(...times.slice(0, i + 1)))
    return made.every(
      (uuid, i) =>
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid) &&
        Number.parseInt(uuid.replace('-', '').slice(0, 12), 16) === latest[i] &&
        (i === 0 || uuid > (made[i - 1] as string)),
    )
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('more UUIDs in a millisecond than the counter counts still ascend', async (t) => {
  const newUuid = makeTimeOrderedUuid(() => 1_790_000_000_000)
  const made = Array.from({ length: 10_000 }, newUuid)
  t.strictSame(made, made.toSorted())
  t.equal(new Set(made).size, 10_000)
})
