import t from 'tap'
import { readPlaySession } from '../../src/domain/play-session.ts'

const NOW = 1_790_000_000_000
const SECONDS = NOW / 1000
const DAY_MS = 86_400_000
const ALICE = 'urn:li:corpuser:alice'

/** What Play signs, begun an hour ago, with changes. */
function payload(change: Record<string, unknown> = {}) {
  const began = SECONDS - 3600
  const data = { actor: ALICE, token: 'a session of GMS' }
  return { data, exp: began + 86_400, nbf: began, iat: began, ...change }
}

const actor = (value: unknown, maxAgeMs = DAY_MS) => readPlaySession(value, NOW, maxAgeMs)?.actorUrn

t.test('a session of DataHub’s is its actor’s, with an end of its own or without', async (t) => {
  t.equal(actor(payload()), ALICE)
  t.equal(actor(payload({ exp: undefined })), ALICE)
  t.equal(actor(payload({ data: { actor: ALICE, token: 'x', pac4j: 'more' } })), ALICE)
})

t.test('when it began is known to the second', async (t) => {
  t.strictSame(readPlaySession(payload(), NOW, DAY_MS), { actorUrn: ALICE, beganAtMs: NOW - 3_600_000 })
})

t.test('it is over at its own end, and a day after it began in any case, to the second', async (t) => {
  t.equal(actor(payload({ exp: SECONDS })), undefined)
  t.equal(actor(payload({ exp: SECONDS + 1 })), ALICE)
  t.equal(actor(payload({ exp: 1e12, iat: SECONDS - 86_400 })), undefined)
  t.equal(actor(payload({ exp: 1e12, iat: SECONDS - 86_399 })), ALICE)
  t.equal(actor(payload(), 3_600_000), undefined, 'a shorter age is configured')
})

t.test('one that has not begun is none, but for clocks that differ by a minute', async (t) => {
  t.equal(actor(payload({ iat: SECONDS + 60, nbf: SECONDS + 60 })), ALICE)
  t.equal(actor(payload({ iat: SECONDS + 61 })), undefined)
  t.equal(actor(payload({ nbf: SECONDS + 61 })), undefined)
})

t.test('what DataHub’s front end would not take for a session is none', async (t) => {
  for (const value of [
    undefined,
    null,
    7,
    'x',
    [],
    {},
    payload({ data: undefined }),
    payload({ data: null }),
    payload({ data: { actor: ALICE } }),
    payload({ data: { actor: ALICE, token: '' } }),
    payload({ data: { actor: ALICE, token: 7 } }),
    payload({ data: { token: 'x' } }),
    payload({ data: { actor: 'alice', token: 'x' } }),
    payload({ data: { actor: 'urn:li:corpuser:', token: 'x' } }),
    payload({ data: { actor: 'urn:li:corpGroup:alice', token: 'x' } }),
    payload({ data: { actor: [ALICE], token: 'x' } }),
    payload({ iat: undefined }),
    payload({ iat: `${SECONDS}` }),
    payload({ iat: Number.NaN }),
    payload({ exp: `${SECONDS + 60}` }),
    payload({ exp: null }),
    payload({ nbf: null }),
    payload({ nbf: 'never' }),
  ])
    t.equal(actor(value), undefined, JSON.stringify(value))
})
