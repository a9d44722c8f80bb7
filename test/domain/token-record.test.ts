import t from 'tap'
import { endOfToken, type TokenRecord, tokenState, tokenView } from '../../src/domain/token-record.ts'
import vectors from '../data/datahub-token-vectors.json' with { type: 'json' }

const NOW = 1_800_000_000_000

const RECORD: TokenRecord = {
  id: vectors.tokens.expiring.id,
  name: 'ingestion',
  description: null,
  type: 'PERSONAL',
  actorUrn: 'urn:li:corpuser:ann',
  ownerUrn: 'urn:li:corpuser:datahub',
  keyId: 'env',
  createdAt: NOW - 1000,
  expiresAt: NOW + 1000,
  lastUsedAt: NOW - 1,
  revokedAt: null,
}

t.test('a token is active until the millisecond in which it ends', async (t) => {
  const rows = [
    ['no end', null, null, 'active'],
    ['one millisecond left', NOW + 1, null, 'active'],
    ['the last millisecond', NOW, null, 'expired'],
    ['long ago', 1, null, 'expired'],
    ['revoked now', NOW + 1000, NOW, 'revoked'],
    ['revoked at the epoch', null, 0, 'revoked'],
    ['revoked by a clock that is ahead of ours', null, NOW + 60_000, 'revoked'],
    ['revoked, and expired since', NOW - 1, NOW - 2, 'revoked'],
  ] as const
  for (const [what, expiresAt, revokedAt, state] of rows) {
    t.equal(tokenState({ expiresAt, revokedAt }, NOW), state, what)
  }
})

t.test(
  'a token ends with the first of its record and its claim, where the two belong together',
  async (t) => {
    const { actorUrn, type } = RECORD
    const rows = [
      ['neither ends', null, null, Number.POSITIVE_INFINITY],
      ['the claim alone ends', null, NOW, NOW],
      ['the record ends first', NOW - 1, NOW, NOW - 1],
      ['the claim ends first', NOW, NOW - 1, NOW - 1],
      ['the record alone ends', NOW, null, undefined],
      ['the record alone ends, at the epoch', 0, null, undefined],
    ] as const
    for (const [what, expiresAt, expiresAtMs, end] of rows)
      t.equal(endOfToken({ actorUrn, type, expiresAt }, { actorUrn, type, expiresAtMs }), end, what)
    const stated = { actorUrn, type, expiresAtMs: RECORD.expiresAt }
    t.equal(endOfToken(RECORD, stated), RECORD.expiresAt)
    t.equal(endOfToken(RECORD, { ...stated, actorUrn: `${actorUrn}a` }), undefined)
    t.equal(endOfToken(RECORD, { ...stated, type: 'SERVICE_ACCOUNT' }), undefined)
  },
)

t.test('a token is shown whole, but for what is nobody’s business', async (t) => {
  t.strictSame(tokenView(RECORD, NOW), {
    id: RECORD.id,
    urn: `urn:li:dataHubAccessToken:${RECORD.id}`,
    name: 'ingestion',
    description: null,
    type: 'PERSONAL',
    actorUrn: 'urn:li:corpuser:ann',
    ownerUrn: 'urn:li:corpuser:datahub',
    createdAt: NOW - 1000,
    expiresAt: NOW + 1000,
    lastUsedAt: NOW - 1,
    state: 'active',
  })
})

t.test('a token is shown in the state that it has at that moment', async (t) => {
  t.equal(tokenView(RECORD, NOW + 1000).state, 'expired')
  t.equal(tokenView({ ...RECORD, revokedAt: NOW }, NOW + 1000).state, 'revoked')
})
