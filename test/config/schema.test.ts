import t from 'tap'
import { readSetting } from '../../src/config/read-setting.ts'
import { SETTING_ROWS } from '../../src/config/schema.ts'
import { Secret } from '../../src/domain/secret.ts'

t.test('settings are named as environment variables are, each once', async (t) => {
  const names = SETTING_ROWS.map(([name]) => name)
  t.equal(new Set(names).size, names.length)
  for (const name of names) t.match(name, /^[A-Z]+(_[A-Z]+)*$/)
})

t.test('every setting is described in whole sentences', async (t) => {
  for (const [name, { description }] of SETTING_ROWS) t.match(description, /^[A-Z`].*\.$/, name)
})

t.test('every default could have been set', async (t) => {
  for (const [name, row] of SETTING_ROWS) {
    if (row.default === undefined) continue
    const read = readSetting(row, String(row.default))
    const value =
      'value' in read && read.value instanceof Secret ? read.value.reveal() : 'value' in read && read.value
    t.equal(value, row.default, name)
  }
})

t.test('what can hold a password is a secret', async (t) => {
  for (const [name, row] of SETTING_ROWS) {
    const holdsPassword = /(_KEY|_SALT|_SECRET|_PASSWORD|^DATABASE_URL|^REDIS_URL)$/.test(name)
    t.equal(row.secret === true, holdsPassword, name)
  }
})

t.test('no key, salt, secret or password has a default', async (t) => {
  for (const [name, row] of SETTING_ROWS) {
    if (row.secret && name !== 'DATABASE_URL') t.equal(row.default, undefined, name)
  }
})
