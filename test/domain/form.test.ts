import fc from 'fast-check'
import t from 'tap'
import { readForm } from '../../src/domain/form.ts'

t.test('a form is read as it was meant, and empty fields count as left out', async (t) => {
  t.strictSame(readForm('token=a%20b+c&token_type_hint=&x=%E2%9C%93'), { fields: { token: 'a b c', x: '✓' } })
  t.strictSame(readForm(''), { fields: {} })
  t.strictSame(readForm('token'), { fields: {} })
})

t.test('a field that is there twice is named, in whatever spelling', async (t) => {
  t.strictSame(readForm('token=a&token=b'), { fields: {}, repeated: 'token' })
  t.strictSame(readForm('token=a&x=1&%74oken=a'), { fields: {}, repeated: 'token' })
  t.strictSame(readForm('token=&token=a'), { fields: {}, repeated: 'token' })
})

t.test('attack 79: names that objects have anyway are names like others', async (t) => {
  const { fields } = readForm('__proto__=x&constructor=y&toString=z')
  t.strictSame(Object.entries(fields), [
    ['__proto__', 'x'],
    ['constructor', 'y'],
    ['toString', 'z'],
  ])
  t.equal(Object.getPrototypeOf(fields), Object.prototype)
  t.strictSame(Object.keys({}), [])
})

t.test('whatever fields a form has are read back', async (t) => {
  const text = fc.string({ unit: 'grapheme' })
  const property = fc.property(
    fc.dictionary(
      text,
      text.filter((value) => value !== ''),
    ),
    (fields) => {
      const form = new URLSearchParams(Object.entries(fields)).toString()
      t.strictSame({ ...readForm(form).fields }, { ...fields })
    },
  )
  t.doesNotThrow(() => fc.assert(property))
})
