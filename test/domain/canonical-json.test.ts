import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { canonicalJson } from '../../src/domain/canonical-json.ts'

t.test('the example of RFC 8785 is written as the RFC writes it', async (t) => {
  const value = {
    numbers: JSON.parse('[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]'),
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  }
  t.equal(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

t.test('members are in the order of their UTF-16 code units, as in RFC 8785 §3.2.3', async (t) => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6', '10', '2']
  const value = Object.fromEntries(names.map((name) => [name, 0]))
  t.same(
    [...canonicalJson(value).matchAll(/"((?:[^"\\]|\\.)*)":/g)].map(([, name]) => JSON.parse(`"${name}"`)),
    ['\r', '1', '10', '2', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'],
  )
})

t.test('it says what JSON says, in one form for whatever order the members were given in', async (t) => {
  const property = fc.property(fc.jsonValue(), (value) => {
    const text = canonicalJson(value)
    const same = isDeepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
    return same && canonicalJson(JSON.parse(text)) === text && canonicalJson(reversed(value)) === text
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('what JSON leaves out is left out', async (t) => {
  t.equal(canonicalJson({ b: undefined, a: [undefined] }), '{"a":[null]}')
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [name, reversed(member)])
  return Object.fromEntries(members.reverse())
}
