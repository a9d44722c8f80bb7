import fc from 'fast-check'
import t from 'tap'
import { repeatedName } from '../../src/domain/repeated-name.ts'

t.test('a name that stands twice in one object is found, however it is spelt and however deep', async (t) => {
  t.equal(repeatedName('{"a":1,"a":2}'), 'a')
  t.equal(repeatedName('{"a":1,"b":{"c":[{"d":1,"\\u0064":2}]}}'), 'd')
  t.equal(repeatedName('{"":1,"":2}'), '')
  t.equal(repeatedName('{ "name" : "x" ,\n "name" : "y" }'), 'name')
  t.equal(repeatedName('{"__proto__":1,"__proto__":2}'), '__proto__')
})

t.test('the same name in two objects, or as a value, is no repetition', async (t) => {
  t.equal(repeatedName('[{"a":1},{"a":2}]'), undefined)
  t.equal(repeatedName('{"a":{"a":{"a":"a"}},"b":"a"}'), undefined)
  t.equal(repeatedName('{"a":"\\"a\\":1,\\"a\\":2","b":"{\\"a\\":"}'), undefined)
  t.equal(repeatedName('7'), undefined)
  t.equal(repeatedName('"a"'), undefined)
})

t.test(
  'what JSON.stringify writes repeats nothing; one name added to any object of it is found',
  async () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value)
        return repeatedName(json) === undefined && repeatedName(`{"x":${json},"y":[],"x":0}`) === 'x'
      }),
    )
  },
)

t.test('64 kB of the worst text take a few milliseconds', async (t) => {
  for (const text of [
    '['.repeat(65_536),
    `"${'\\"'.repeat(32_000)}"`,
    '{"a":'.repeat(13_000),
    '\\'.repeat(65_536),
  ]) {
    const start = performance.now()
    repeatedName(text)
    t.ok(performance.now() - start < 100)
  }
})

t.test('a string of ten megabytes is passed over, escapes and all', async (t) => {
  for (const character of ['x', '\n', '\\', '"']) {
    const value = character.repeat(10_000_000)
    t.equal(repeatedName(JSON.stringify({ a: value, b: value })), undefined)
    t.equal(repeatedName(`{"a":${JSON.stringify(value)},"a":1}`), 'a')
  }
})
