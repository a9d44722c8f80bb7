import { existsSync, readFileSync } from 'node:fs'
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
        t.ok(existsSync(path) && isNamed(readFileSync(path, 'utf8'), number), `attack ${number} in ${file}`)
      }
    }
  },
)

function isNamed(text: string, number: number): boolean {
  return new RegExp(`\\battacks? (\\d+, |\\d+ and )*${number}\\b|^ *'${number}: `, 'm').test(text)
}
