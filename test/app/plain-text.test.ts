import t from 'tap'
import { checkedName, checkLine, checkLines } from '../../src/app/plain-text.ts'

t.test('a name is kept without the blanks around it', async (t) => {
  t.equal(checkedName('name', '  nightly ingestion ', 50), 'nightly ingestion')
  t.throws(() => checkedName('name', ' \t ', 50), { name: 'ServiceError', detail: 'name must not be blank.' })
})

t.test('text that not every list and log can show is refused, and the field is named', async (t) => {
  for (const text of ['a\0b', 'a\u007f', 'a\u001b[31m', 'a\ud800']) {
    const told = { code: 'INVALID_REQUEST', detail: /^title must be plain text/ }
    t.throws(() => checkLine('title', text, 50), told)
    t.throws(() => checkLines('title', text, 50), told)
    t.throws(() => checkedName('title', text, 50), told)
  }
  t.throws(() => checkLine('title', 'a\nb', 50), { code: 'INVALID_REQUEST' })
  t.doesNotThrow(() => checkLines('title', 'a\r\n\tb', 50))
  t.doesNotThrow(() => checkLine('title', '', 50))
})

t.test('text has at most as many characters as are kept of it', async (t) => {
  t.doesNotThrow(() => checkLine('title', 'x'.repeat(50), 50))
  t.throws(() => checkLine('title', 'x'.repeat(51), 50), {
    name: 'ServiceError',
    detail: 'title must have at most 50 characters.',
  })
})
