import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { AUDIT_ACTIONS } from '../../src/domain/audit.ts'
import { LINK_FAULTS } from '../../src/domain/audit-chain.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/audit.md'), 'utf8')

t.test(
  'docs/audit.md has every action that the trail can say, as the code tells it, and no other',
  async (t) => {
    const rows = [...page.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, action, text]) => [action, text])
    t.same(rows, Object.entries(AUDIT_ACTIONS))
  },
)

t.test('docs/audit.md has every fault that the verifier can name, as the code tells it', async (t) => {
  const prose = page.replaceAll(/\s+/g, ' ')
  for (const [fault, text] of Object.entries(LINK_FAULTS)) {
    t.match(prose, `\`${fault}\` (${text[0]?.toLowerCase()}${text.slice(1)})`)
  }
})
