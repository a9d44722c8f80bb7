/**
 * What of an IP address is counted as one client: an IPv4 address, also where it is written as an IPv6 one (RFC 4291
 * §2.5.5.2), and of an IPv6 address its first 64 bits, since whoever has one address of a network has them all
 * (RFC 4291 §2.5.1). Text that is no address is itself.
 */
export function addressBucket(address: string): string {
  const plain = address.toLowerCase().replace(/%.*$/s, '')
  if (!plain.includes(':')) return plain
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = plain.split('::')
  const first = groups(head)
  const last = tail === undefined ? [] : groups(tail)
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''))
}
