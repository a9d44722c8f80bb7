import t from 'tap'
import { makeRequirePrivilege } from '../../src/app/access/require-privilege.ts'
import { makeAccessTokenResolvers } from '../../src/graphql/resolvers/access-tokens.ts'
import { issuer } from '../app/tokens/issue-world.ts'
import { administration } from '../helpers/administration.ts'
import { allowing } from '../helpers/fakes/authorize.ts'
import { ALICE, BOB } from '../helpers/fakes/people.ts'
import { memoryTransactions, refusalsIn } from '../helpers/fakes/transactions.ts'
import { bearer, issueToken } from '../helpers/person.ts'
import { ask, asked } from './asking.ts'
import { makeTokenDesk } from './token-desk.ts'

const UNAUTHORIZED = 'Unauthorized to perform this action. Please contact your DataHub administrator.'
const getFor = (urn: string) =>
  `{ getAccessToken(input: { type: PERSONAL, actorUrn: "${urn}", duration: ONE_DAY }) { accessToken metadata { id } } }`

t.test('a token of getAccessToken is in the list, and is revoked like every other', async (t) => {
  const { service, cookie } = await administration(t)
  const { front } = service
  const root = 'urn:li:corpuser:datahub'
  const { token } = await issueToken(front, cookie, { name: 'asks', duration: 'ONE_HOUR' })
  const { getAccessToken } = await asked(front, token, getFor(root))
  const { accessToken } = getAccessToken as { accessToken: string }
  const uses = async () => (await fetch(`${front}/v1/tokens`, { headers: bearer(accessToken) })).status
  t.equal(await uses(), 200)
  const list = `{ listAccessTokens(input: { filters: [{ field: "ownerUrn", values: ["${root}"] }] }) { tokens { id name actorUrn } } }`
  const { listAccessTokens } = await asked(front, token, list)
  const [made, asks] = (listAccessTokens as { tokens: { id: string }[] }).tokens
  t.match([made, asks], [{ name: 'getAccessToken', actorUrn: root }, { name: 'asks' }])
  await asked(front, token, `mutation { revokeAccessToken(tokenId: "${made?.id}") }`)
  t.equal(await uses(), 401)
})

t.test('nobody gets a token for somebody else, and who asks for one is remembered', async (t) => {
  const { service, person, audited } = await administration(t)
  const { front } = service
  const [jane, john] = [await person('jane'), await person('john')]
  for (const urn of [john.urn, 'urn:li:corpuser:datahub', 'urn:li:corpuser:nobody', 'no URN']) {
    const answer = await ask(front, jane.token, getFor(urn))
    t.match(answer, { data: { getAccessToken: null }, errors: [{ message: UNAUTHORIZED }] }, urn)
  }
  const token = await ask(front, jane.token, `mutation { revokeAccessToken(tokenId: "${'A'.repeat(43)}=") }`)
  t.match(token, { data: null, errors: [{ message: UNAUTHORIZED }] })
  const refused = (await audited('&action=access.refuse')).map(({ subject, details }) => [
    subject,
    (details as { what: string }).what,
  ])
  t.same(refused, [
    [john.urn, 'token.create'],
    ['urn:li:corpuser:datahub', 'token.create'],
    ['urn:li:corpuser:nobody', 'token.create'],
    [null, 'token.create'],
    [`urn:li:dataHubAccessToken:${'A'.repeat(43)}=`, 'token.revoke'],
  ])
})

t.test('who may not generate tokens gets none', async (t) => {
  const { issue, stored } = issuer({}, allowing({ [ALICE]: ['GENERATE_PERSONAL_ACCESS_TOKENS'] }))
  const unused = async () => t.fail('this is not asked')
  const { getAccessToken } = makeAccessTokenResolvers({
    issue,
    revoke: unused as never,
    listAccessTokens: unused as never,
    metadataOf: unused as never,
    requirePrivilege: makeRequirePrivilege({
      authorize: allowing({}),
      recordRefusal: refusalsIn(memoryTransactions()),
    }),
  }).Query
  if (getAccessToken === undefined) throw new Error('nobody gets tokens')
  const desk = makeTokenDesk({ gms: null, resolvers: { Query: { getAccessToken } } })
  const { answer } = await desk.askAs(BOB, getFor(BOB))
  t.match(answer, {
    data: { getAccessToken: null },
    errors: [{ message: UNAUTHORIZED, extensions: { code: 403, type: 'UNAUTHORIZED' } }],
  })
  t.same(stored, [])
  t.match((await desk.askAs(ALICE, getFor(ALICE))).answer.data, { getAccessToken: { accessToken: /^eyJ/ } })
  t.equal(stored.length, 1)
})
