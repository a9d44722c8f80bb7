import t from 'tap'
import { passwordFault } from '../../src/domain/password-rule.ts'

t.test('a new password has 8 to 1024 characters, whichever these are', async (t) => {
  for (const password of ['12345678', ' '.repeat(8), 'ü'.repeat(8), '🔑'.repeat(8), 'x'.repeat(1024)])
    t.equal(passwordFault(password), undefined, password.slice(0, 8))
})

t.test('who chooses another is told what to choose', async (t) => {
  for (const password of ['', '1234567', '🔑'.repeat(7), 'x'.repeat(1025)])
    t.equal(passwordFault(password), 'The password must have 8 to 1024 characters. Please choose another.')
})
