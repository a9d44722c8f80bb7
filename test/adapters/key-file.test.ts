import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { KeyFileError, loadOrCreateKeys } from '../../src/adapters/key-file.ts'
import { startChild } from '../store/child.ts'

const revealed = (folder: string) => {
  const { signingKey, salt } = loadOrCreateKeys(folder)
  return { signingKey: signingKey.reveal(), salt: salt.reveal() }
}

t.test('the first start makes keys that nobody else can read; later ones find them', async (t) => {
  const folder = t.testdir({})
  const keys = revealed(folder)
  for (const key of Object.values(keys)) t.match(key, /^[A-Za-z0-9+/]{43}=$/, '256 bits')
  t.not(keys.signingKey, keys.salt)
  t.strictSame(readdirSync(folder), ['keys.json'])
  t.equal(statSync(join(folder, 'keys.json')).mode & 0o777, 0o600)

  const { mtimeMs } = statSync(join(folder, 'keys.json'))
  t.strictSame(revealed(folder), keys)
  t.equal(statSync(join(folder, 'keys.json')).mtimeMs, mtimeMs)
})

t.test('two folders have nothing in common', async (t) => {
  const folders = t.testdir({ a: {}, b: {} })
  const [a, b] = [revealed(join(folders, 'a')), revealed(join(folders, 'b'))]
  t.equal(new Set([a.signingKey, a.salt, b.signingKey, b.salt]).size, 4)
})

t.test('a start that was killed while it wrote leaves nothing that is taken for keys', async (t) => {
  const folder = t.testdir({ 'keys.json.new': '{"signingKey": "half of' })
  t.match(revealed(folder), { signingKey: /^.{44}$/ })
  t.strictSame(readdirSync(folder), ['keys.json'])
})

t.test('a damaged file is named, left as it is, and not shown', async (t) => {
  const good = readFileSync(keyFileOf(t.testdir({})), 'utf8')
  const { signingKey } = JSON.parse(good) as { signingKey: string }
  const damaged = {
    empty: '',
    'cut short': good.slice(0, good.length / 2),
    'one quote lost': good.replace('": "', '": '),
    'a byte before': `x${good}`,
    'no salt': JSON.stringify({ signingKey }),
    'a short key': JSON.stringify({ ...JSON.parse(good), signingKey: 'x'.repeat(31) }),
    'a short salt': JSON.stringify({ ...JSON.parse(good), salt: 'x'.repeat(31) }),
    'a number': JSON.stringify({ ...JSON.parse(good), salt: 7 }),
    null: 'null',
    'a list': '[]',
    'a string': JSON.stringify(signingKey),
  }
  for (const [what, text] of Object.entries(damaged)) {
    const folder = t.testdir({ 'keys.json': text })
    try {
      loadOrCreateKeys(folder)
      t.fail(what)
    } catch (error) {
      const { message, cause } = error as Error
      t.match(message, /keys\.json is damaged: restore it from a backup/, what)
      t.match(message, folder, what)
      t.equal(cause, undefined, 'which could show a part of the file')
    }
    t.equal(readFileSync(join(folder, 'keys.json'), 'utf8'), text, 'a new key would make all tokens void')
  }
})

t.test('a missing file that tokens were made with is an error, and nothing is made', async (t) => {
  const folder = t.testdir({})
  t.throws(() => loadOrCreateKeys(folder, { mustExist: true }), KeyFileError)
  t.strictSame(readdirSync(folder), [])
  const keys = revealed(folder)
  t.equal(loadOrCreateKeys(folder, { mustExist: true }).salt.reveal(), keys.salt)
})

t.test('processes that start at once agree on the keys, since one at a time has the folder', async (t) => {
  const folder = join(t.testdir({}), 'data')
  const script = `
    import { setTimeout as delay } from 'node:timers/promises'
    import { KeyFileError, loadOrCreateKeys } from './src/adapters/key-file.ts'
    import { FolderInUseError, lockFolder } from './src/adapters/sql/folder-lock.ts'
    for (;;) {
      try {
        globalThis.lock = lockFolder(process.argv[1])
        break
      } catch (error) {
        if (!(error instanceof FolderInUseError)) throw error
        await delay(5)
      }
    }
    const keys = loadOrCreateKeys(process.argv[1])
    console.log(keys.signingKey.reveal(), keys.salt.reveal())
    globalThis.lock.release()
  `
  const said = await Promise.all(
    Array.from({ length: 4 }, async () => (await startChild(t, script, folder)).said),
  )
  t.match(said[0], /^\S{44} \S{44}\n$/)
  t.equal(new Set(said).size, 1)
  t.strictSame(`${Object.values(revealed(folder)).join(' ')}\n`, said[0])
})

function keyFileOf(folder: string): string {
  loadOrCreateKeys(folder)
  return join(folder, 'keys.json')
}
