import t from 'tap'
import { makeTokenSigner } from '../../src/adapters/token-signer.ts'
import type { TokenClaims } from '../../src/domain/token-claims.ts'
import { hs256, KEY_ID, makeToken, signer } from '../helpers/fakes/tokens.ts'

t.test('a token that we signed says who it stands for', async (t) => {
  const { token } = makeToken({ actorId: 'bob', exp: 1_800_000_000 })
  t.strictSame(signer.verify(token, KEY_ID), {
    actorUrn: 'urn:li:corpuser:bob',
    type: 'PERSONAL',
    expiresAtMs: 1_800_000_000_000,
  })
})

t.test('a signature is checked with the key that the record names, and no other', async (t) => {
  const { token } = makeToken()
  for (const keyId of ['', 'retired', KEY_ID.toUpperCase()])
    t.equal(signer.verify(token, keyId), undefined, keyId)
  t.equal(makeTokenSigner(hs256('another key'), KEY_ID).verify(token, KEY_ID), undefined)
})

t.test('a good signature over the wrong claims is no token of ours', async (t) => {
  const wrong = {
    'a version 1 token, which is in no store': { version: '1' },
    'a session of GMS’s': { type: 'SESSION', version: '1' },
    'a session that calls itself version 2': { type: 'SESSION' },
    'a number as version': { version: 2 },
    'another kind of actor': { actorType: 'GROUP' },
    'no actor': { actorId: '' },
    'a list of actors': { actorId: ['alice'] },
    'an end in words': { exp: 'never' },
    'an end before 1970': { exp: -1 },
  }
  for (const [what, claims] of Object.entries(wrong)) {
    const { token } = makeToken(claims as unknown as Partial<TokenClaims>)
    t.equal(signer.verify(token, KEY_ID), undefined, what)
  }
})

t.test('what is no token at all is no error', async (t) => {
  for (const text of ['', 'x', '..', 'a.b.c']) t.equal(signer.verify(text, KEY_ID), undefined, text)
})
