import fc from 'fast-check'
import t from 'tap'
import { statedClaims, statesNoRecord } from '../../src/domain/stated-claims.ts'

function jwt(payload: string): string {
  return `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(payload).toString('base64url')}.signature`
}

t.test('the claims that a token states are read, whoever signed it', async (t) => {
  t.strictSame(statedClaims(jwt('{"sub":"für 🔑?>","exp":1}')), { sub: 'für 🔑?>', exp: 1 })
})

t.test('what states no claims is none', async (t) => {
  for (const token of [
    '',
    'x',
    '..',
    'a.%.c',
    'a.e30',
    jwt('[]'),
    jwt('null'),
    jwt('"x"'),
    jwt('{'),
    jwt(''),
  ])
    t.strictSame(statedClaims(token), token === 'a.e30' ? {} : undefined, token)
})

t.test(
  'a session and a version 1 token say that they are kept nowhere; a personal one does not',
  async (t) => {
    for (const claims of ['{"version":"1"}', '{"type":"SESSION","version":"2"}', '{"type":"SESSION"}'])
      t.equal(statesNoRecord(jwt(claims)), true, claims)
    for (const claims of ['{"version":"2","type":"PERSONAL"}', '{}', '{"version":1}', '[]'])
      t.equal(statesNoRecord(jwt(claims)), false, claims)
    t.equal(statesNoRecord('not a token'), false)
  },
)

t.test('no text makes it throw', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.string(), (text) => void statedClaims(`a.${text}.b`))))
})
