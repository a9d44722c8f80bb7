import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { reportTap, type Tally, tallyLine } from '../../scripts/tap-report.ts'

async function report(...lines: string[]): Promise<{ tally: Tally; said: string }> {
  const out = new PassThrough()
  const tally = await reportTap(Readable.from(`TAP version 14\n${lines.join('\n')}\n`), out)
  return { tally, said: await text(out.end()) }
}

t.test('assertions are counted, not the subtests around them', async (t) => {
  const { tally, said } = await report(
    '# Subtest: test/a.test.ts',
    '    # Subtest: it works',
    '        ok 1 - yes',
    '        not ok 2 - no',
    '          ---',
    '          diff: expected this',
    '          jobId: 7',
    '          ...',
    '        1..2',
    '    not ok 1 - it works # time=1ms',
    '    1..1',
    'not ok 1 - test/a.test.ts # time=2ms',
    '1..1',
  )
  t.same(tally, { passed: 1, failed: 1 })
  t.equal(said, '✗ test/a.test.ts > it works > no\n    expected this\n✗ test/a.test.ts (2 ms)\n')
})

t.test('a file that fails though its assertions passed is a failure', async (t) => {
  const { tally } = await report(
    '# Subtest: test/a.test.ts',
    '    ok 1 - yes',
    '    1..1',
    'not ok 1 - test/a.test.ts',
    '1..1',
  )
  t.same(tally, { passed: 1, failed: 1 })
})

t.test('what was skipped or is to do is named and not counted as passed', async (t) => {
  const { tally, said } = await report(
    'ok 1 - a',
    'ok 2 - b # SKIP no reason',
    'not ok 3 - c # TODO later',
    '1..3',
  )
  t.same(tally, { passed: 1, failed: 0 })
  t.match(said, '- b: skipped')
  t.match(said, '- c: to do')
})

t.test('a run without a test, a file without a test and a run that was cut short are failures', async (t) => {
  t.same((await report('1..0 # no tests found')).tally, { passed: 0, failed: 1 })
  t.same((await report('ok 1 - test/a.test.ts # SKIP no tests found', '1..1')).tally, {
    passed: 0,
    failed: 1,
  })
  t.same((await report('ok 1 - a', '1..2')).tally, { passed: 1, failed: 1 })
  t.same((await report('ok 1 - a', 'Bail out! no memory')).tally, { passed: 1, failed: 1 })
})

t.test('the closing line has the form that continuous integration reads', async (t) => {
  t.equal(tallyLine({ passed: 12, failed: 0 }), '12 passed, 0 failed')
})
