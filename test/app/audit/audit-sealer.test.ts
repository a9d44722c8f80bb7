import t from 'tap'
import { makeAuditSealer } from '../../../src/app/audit/audit-sealer.ts'
import type { AuditChainStore } from '../../../src/app/ports/audit.ts'
import { CHAIN_START, type ChainLink } from '../../../src/domain/audit-chain.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { auditRecordOf } from '../../helpers/fakes/transactions.ts'

/** A chain in memory: `waiting` records, and the links of those that are sealed. */
function setUp() {
  const links: ChainLink[] = []
  const state = { waiting: 0, busy: false, down: false }
  const store: AuditChainStore = {
    async unsealed() {
      if (state.down) throw new Error('down')
      return { count: state.waiting, oldestAt: state.waiting === 0 ? null : 1 }
    },
    async link(seq) {
      const link = seq === undefined ? links.at(-1) : links.find((one) => one.seq === seq)
      return link && { ...link, id: `record ${link.seq}` }
    },
    after: async () => [],
    async seal(limit, chain) {
      if (state.busy) return undefined
      const count = Math.min(limit, state.waiting)
      const records = Array.from({ length: count }, () =>
        auditRecordOf('the service', { action: 'token.create' }),
      )
      links.push(...chain(links.at(-1) ?? CHAIN_START, records))
      state.waiting -= count
      return count
    },
  }
  const clock = fakeClock()
  const heads: number[] = []
  const losses: number[] = []
  const sealer = makeAuditSealer({
    store,
    sealOf: (text) => `seal of ${text.split('\n', 1)}`,
    clock,
    tellHead: ({ seq }) => heads.push(seq),
    tellLoss: ({ seq }) => losses.push(seq),
  })
  return { sealer, state, links, clock, heads, losses }
}

t.test('the head is told at the start, then once a minute where it moved, and at the end', async (t) => {
  const { sealer, state, clock, heads } = setUp()
  state.waiting = 1
  await sealer.run()
  t.same(heads, [1])
  for (let second = 0; second < 59; second++) {
    clock.advance(1_000)
    state.waiting = 1
    await sealer.run()
  }
  t.same(heads, [1])
  clock.advance(1_000)
  await sealer.run()
  t.same(heads, [1, 60])
  clock.advance(600_000)
  await sealer.run()
  t.same(heads, [1, 60], 'nothing has changed')
  state.waiting = 2
  await sealer.finish()
  t.same(heads, [1, 60, 62])
})

t.test('a process learns within a minute of what others have sealed', async (t) => {
  const { sealer, links, clock, heads } = setUp()
  links.push({ seq: 1, seal: 'theirs' })
  await sealer.run()
  links.push({ seq: 2, seal: 'theirs, too' })
  clock.advance(60_000)
  await sealer.run()
  t.same(heads, [1, 2])
  t.same(sealer.head(), { seq: 2, seal: 'theirs, too' })
})

t.test('where another process has its turn, what waits is left to it', async (t) => {
  const { sealer, state } = setUp()
  state.waiting = 3
  state.busy = true
  await sealer.run()
  t.match(sealer.stats, { unsealed: 3, sealed: 0, sealerFailures: 0 })
  state.busy = false
  await sealer.run()
  t.match(sealer.stats, { unsealed: 0, sealed: 3, headSeq: 3 })
})

t.test('an outage is counted, and passes', async (t) => {
  const { sealer, state } = setUp()
  state.waiting = 1
  state.down = true
  await t.rejects(sealer.run(), { message: 'down' })
  await t.rejects(sealer.finish(), { message: 'down' })
  state.down = false
  await sealer.run()
  t.match(sealer.stats, { sealed: 1, sealerFailures: 2 })
})

t.test('what is lost is told once, also where nothing new comes', async (t) => {
  const { sealer, state, links, clock, losses } = setUp()
  state.waiting = 5
  await sealer.run()
  links.splice(3)
  for (let minute = 0; minute < 3; minute++) {
    clock.advance(60_000)
    await sealer.run()
  }
  t.same(losses, [5])
  t.equal(sealer.stats.linksLost, 1)
  state.waiting = 1
  await sealer.run()
  t.same(
    links.map(({ seq }) => seq),
    [1, 2, 3, 6],
    'the gap stays',
  )
})

t.test('more than one batch is sealed in one run, each in a turn of its own', async (t) => {
  const { sealer, state, links } = setUp()
  state.waiting = 1_234
  await sealer.run()
  t.equal(links.length, 1_234)
  t.ok(links.every(({ seq }, i) => seq === i + 1))
})
