import t from 'tap'
import { type TokenRecord, tokenState, tokenView } from '../../src/domain/token-record.ts'
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
