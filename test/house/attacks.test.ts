import { existsSync, globSync, readFileSync } from 'node:fs'
import t from 'tap'

const ROW = /^\| (\d+) \| (.+) \| (.+) \| (.+) \|$/gm
const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/attacks.md', root), 'utf8')
const rows = [...page.matchAll(ROW)].map(([, number, , here = '', where = '']) => ({
  number: Number(number),
  here,
  where,
}))

t.test('the page of attacks has each of the 96 once, in order', async (t) => {
  t.same(
    rows.map(({ number }) => number),
    Array.from({ length: 96 }, (_, i) => i + 1),
  )
})

t.test(
  'each attack has a test that is named after it, or what will bring it, or the reason why there is none',
  async (t) => {
    for (const { number, here, where } of rows) {
      const files = [...where.matchAll(/`(test\/[\w/.-]+)`/g)].map(([, file = '']) => file)
      if (files.length === 0) {
        t.ok(
          where.startsWith('comes with: ') || (where === '—' && here.startsWith('not applicable: ')),
          `attack ${number}`,
        )
        continue
      }
      for (const file of files) {
        const path = new URL(file, root)
        const named = existsSync(path) ? attacksOf(readFileSync(path, 'utf8')) : []
        t.ok(named.includes(number), `attack ${number} is the title of a test in ${file}`)
      }
    }
  },
)

t.test('each attack that a test is named after is shown by that test', async (t) => {
  for (const file of globSync('test/**/*.test.ts', { cwd: root }))
    for (const number of attacksOf(readFileSync(new URL(file, root), 'utf8')))
      t.ok(rows[number - 1]?.where.includes(`\`${file}\``), `attack ${number} in ${file}`)
})

/** The numbers of the attacks that titles of tests begin with, in a file or in its table `'40: …': [tokens]`. */
function attacksOf(text: string): number[] {
  const titles = text.matchAll(/\bt\.test\(\s*(['"`])attacks? ((?:\d+(?:, | and )?)+):?/g)
  const table = text.matchAll(/^ {2}'(\d+): .+': \[/gm)
  return [
    ...[...titles].flatMap(([, , numbers = '']) => numbers.match(/\d+/g) ?? []),
    ...[...table].map(([, number]) => number),
  ].map(Number)
}
