import t from 'tap'
import { parseHoconDuration } from '../../src/domain/hocon-duration.ts'

t.test('durations are read as DataHub’s front end reads them', async (t) => {
  for (const [text, ms] of [
    ['24h', 86_400_000],
    ['24 hours', 86_400_000],
    ['1d', 86_400_000],
    ['1 day', 86_400_000],
    ['90m', 5_400_000],
    ['30 minutes', 1_800_000],
    ['45s', 45_000],
    ['1 second', 1000],
    ['5000', 5000],
    ['5000ms', 5000],
    ['5 millis', 5],
    [' 1h ', 3_600_000],
  ] as const)
    t.equal(parseHoconDuration(text), ms, text)
})

t.test('nothing, and what is no duration, is not one', async (t) => {
  for (const text of [
    '',
    '0',
    '0h',
    '-1h',
    '1.5h',
    'h',
    '1w',
    '1hh',
    '1 h h',
    'PT1H',
    '999999999999d',
    '1H',
    'NaN',
  ])
    t.equal(parseHoconDuration(text), undefined, text)
})
