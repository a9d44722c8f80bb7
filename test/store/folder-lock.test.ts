import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { FolderInUseError, lockFolder } from '../../src/adapters/sql/folder-lock.ts'
import { UnusablePathError } from '../../src/adapters/sql/private-folder.ts'
import { startChild } from './child.ts'

const HOLD = `
  import { lockFolder } from './src/adapters/sql/folder-lock.ts'
  try {
    globalThis.lock = lockFolder(process.argv[1])
    console.log('locked')
    setInterval(() => {}, 1_000)
  } catch (error) {
    console.log(error.name + ': ' + error.message)
  }
`

t.test('a second process on a SQLite folder is refused and told what to do', async (t) => {
  const folder = join(t.testdir({}), 'data')
  const lock = lockFolder(folder)
  t.equal(statSync(folder).mode & 0o777, 0o700)
  const second = await startChild(t, HOLD, folder)
  t.match(second.said, 'FolderInUseError')
  for (const part of [folder, 'Stop that process', 'DATABASE_URL', 'MySQL']) t.match(second.said, part)
  lock.release()
  lock.release()
  t.match((await startChild(t, HOLD, folder)).said, 'locked')
})

t.test('a folder whose process was killed can be served again at once', async (t) => {
  const folder = t.testdir({})
  const holder = await startChild(t, HOLD, folder)
  t.match(holder.said, 'locked')
  t.throws(() => lockFolder(folder), FolderInUseError)
  await holder.kill()
  lockFolder(folder).release()
})

t.test('a process cannot serve a folder twice', async (t) => {
  const folder = t.testdir({})
  const lock = lockFolder(folder)
  t.throws(() => lockFolder(folder), FolderInUseError)
  // Opening and closing the refused one must not have dropped the first one's lock.
  t.match((await startChild(t, HOLD, folder)).said, 'FolderInUseError')
  lock.release()
})

t.test('a folder that cannot be locked for another reason is not called "in use"', async (t) => {
  const folder = t.testdir({
    'lock.db': 'this file is no database, and long enough to be told from an empty one'.repeat(20),
  })
  t.throws(() => lockFolder(folder), { code: 'ERR_SQLITE_ERROR' })
})

t.test('what the lock is made of can be read by its own user only', async (t) => {
  const folder = t.testdir({})
  const lock = lockFolder(folder)
  for (const file of readdirSync(folder)) t.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file)
  lock.release()
})

t.test('a folder that cannot be made is called so', async (t) => {
  const folder = t.testdir({ file: '' })
  t.throws(() => lockFolder(join(folder, 'file', 'data')), UnusablePathError)
})
