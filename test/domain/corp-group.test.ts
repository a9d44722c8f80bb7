import fc from 'fast-check'
import t from 'tap'
import { externalGroupUrn } from '../../src/domain/corp-group.ts'

t.test('a group of the provider has the URN that DataHub gives it', async (t) => {
  // java.net.URLEncoder.encode(name, UTF_8), as its documentation describes it.
  for (const [name, id] of [
    ['finance', 'finance'],
    ['Data Eng', 'Data+Eng'],
    ['a/b:c,d', 'a%2Fb%3Ac%2Cd'],
    ['über', '%C3%BCber'],
    ['a.b-c*d_e', 'a.b-c*d_e'],
    ["!'()~", '%21%27%28%29%7E'],
    ['a+b', 'a%2Bb'],
    ['100%', '100%25'],
    ['🔑', '%F0%9F%94%91'],
  ])
    t.equal(externalGroupUrn(name as string), `urn:li:corpGroup:${id}`, `${name}`)
})

t.test('what no group can be called has none', async (t) => {
  for (const name of ['', ' ', '\t', 'x'.repeat(256), '\ud800', 'ü'.repeat(255)])
    t.equal(externalGroupUrn(name), undefined, name.slice(0, 5))
})

t.test('two groups have two URNs, all of characters that a URN may have', async () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(name, name, (a, b) => {
      const [first, second] = [externalGroupUrn(a), externalGroupUrn(b)]
      if (first === undefined || second === undefined) return true
      return /^urn:li:corpGroup:[\w.*%+-]+$/.test(first) && (first === second) === (a === b)
    }),
  )
})
