import t from 'tap'
import { isEmail } from '../../src/domain/email.ts'

t.test('what the HTML Standard calls an e-mail address is one', async (t) => {
  for (const text of [
    'alice@example.com',
    'a@b',
    "a.!#$%&'*+/=?^_`{|}~-z@x.example",
    `${'a'.repeat(64)}@example.com`,
    `a@${'b'.repeat(63)}.example`,
  ])
    t.ok(isEmail(text), text)
})

t.test('anything else is none, and is told at once', async (t) => {
  for (const text of [
    '',
    'alice',
    '@example.com',
    'alice@',
    'a@@b',
    'a b@example.com',
    'alice@example.com ',
    'alice@example.com\n',
    'älice@example.com',
    'alice@-example.com',
    'alice@example-.com',
    'alice@example..com',
    `a@${'b'.repeat(64)}.example`,
    `${'a'.repeat(251)}@b.c`,
    'a@b;c',
    '"a"@example.com',
  ])
    t.notOk(isEmail(text), text)
  const start = performance.now()
  t.notOk(isEmail(`a@${'b-'.repeat(50_000)}`))
  t.ok(performance.now() - start < 50)
})
