import fc from 'fast-check'
import t from 'tap'
import { addressBucket } from '../../src/domain/address-bucket.ts'

t.test('an IPv4 address is one client, however it is written', async (t) => {
  t.equal(addressBucket('192.0.2.1'), '192.0.2.1')
  t.equal(addressBucket('::ffff:192.0.2.1'), '192.0.2.1')
  t.equal(addressBucket('::FFFF:192.0.2.1'), '192.0.2.1')
})

t.test('of IPv6 it is the network, however the address is written', async (t) => {
  for (const [address, bucket] of [
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0000:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:0:1::', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::2:3:4:5', '1:0:0:0::/64'],
    ['1::4:5:6:7:8:9', '1:0:4:5::/64'],
  ])
    t.equal(addressBucket(address as string), bucket, `${address}`)
})

t.test('a socket without an address is one client too', async (t) => {
  t.equal(addressBucket(''), '')
})

t.test('addresses of one network are one client, of two networks two, in any spelling', async () => {
  const quad = fc.integer({ min: 0, max: 0xffff })
  const four = fc.tuple(quad, quad, quad, quad)
  const written = (quads: readonly number[], padded: boolean) =>
    quads.map((one) => one.toString(16).padStart(padded ? 4 : 1, '0')).join(':')
  // As a system writes it: with the longest run of zeros left out.
  const canonical = (quads: readonly number[]) =>
    new URL(`http://[${written(quads, true)}]`).hostname.slice(1, -1)
  fc.assert(
    fc.property(four, four, four, four, fc.boolean(), (network, host, other, otherHost, padded) => {
      const bucket = addressBucket(written([...network, ...host], padded))
      const sameNetwork = addressBucket(canonical([...network, ...otherHost]))
      const otherNetwork = addressBucket(canonical([...other, ...host]))
      return (
        bucket === sameNetwork &&
        (bucket === otherNetwork) === (written(network, true) === written(other, true))
      )
    }),
  )
})
