import t from 'tap'
import { administration, SAME_ORIGIN } from '../helpers/administration.ts'
import { pathId } from '../helpers/person.ts'

// Many HTTP libraries name JSON as the type of every request, of one without a body too.

const { service, root, ask, done, person } = await administration(t)
const alice = await person('alice')
const JSON_TYPE = { 'content-type': 'application/json' }
const READER = encodeURIComponent('urn:li:dataHubRole:Reader')

t.test('a request that takes no body may say that it is JSON', async (t) => {
  const { metadata } = await done('POST', '/v1/tokens', { name: 'x', duration: 'ONE_HOUR' })
  const other = await done('POST', '/v1/tokens', { name: 'y', duration: 'ONE_HOUR' })
  const taken: [string, string, number][] = [
    ['DELETE', `/v1/tokens/${pathId(metadata.id)}`, 204],
    ['DELETE', `/admin/tokens/${pathId(other.metadata.id)}`, 204],
    ['POST', `${alice.path}/reset-token`, 201],
    ['POST', `/admin/roles/${READER}/invite-token`, 201],
    ['DELETE', alice.path, 204],
  ]
  for (const [method, path, status] of taken)
    t.equal((await ask({ ...root, ...JSON_TYPE }, method, path)).status, status, `${method} ${path}`)
  for (const { id } of [metadata, other.metadata])
    t.match((await ask(root, 'GET', `/v1/tokens/${pathId(id)}`)).body, { state: 'revoked' })
})

t.test('by a cookie alone, what is no page of ours still says that it is JSON', async (t) => {
  const path = `/admin/roles/${READER}/invite-token`
  t.match(await ask(root, 'POST', path), {
    status: 415,
    body: { code: 'UNSUPPORTED_MEDIA_TYPE', detail: /Content-Type: application\/json/ },
  })
  t.equal((await ask({ ...root, ...SAME_ORIGIN }, 'POST', path)).status, 201)
})

t.test('where a body belongs, none is 400 and says what to send, with and without its type', async (t) => {
  const wanted: [string, string, RegExp][] = [
    ['POST', '/v1/tokens', /^body must be object: send JSON with name \(required\), description, duration/],
    ['POST', '/admin/tokens', /name \(required\), .*actorUrn \(required\), type\.$/],
    ['POST', '/v1/tokens/revoke', /^body must be object: send JSON with ownerUrn, actorUrn, name,/],
    ['POST', '/v1/introspect', /send JSON with token \(required\), token_type_hint\.$/],
    ['POST', '/admin/users', /send JSON with username \(required\)/],
    ['PATCH', alice.path, /send JSON with .*status/],
  ]
  for (const [method, path, detail] of wanted)
    for (const type of [JSON_TYPE, {}])
      t.match(await ask({ ...root, ...SAME_ORIGIN, ...type }, method, path), {
        status: 400,
        body: { code: 'INVALID_REQUEST', detail },
      })
  for (const path of ['/logIn', '/signUp', '/resetNativeUserCredentials'])
    t.match(await ask(JSON_TYPE, 'POST', path), { status: 400, body: { message: /^Send JSON with/ } }, path)
})

t.test('a body that is blank but not empty is no JSON', async (t) => {
  const answer = await fetch(`${service.front}/admin/roles/${READER}/invite-token`, {
    method: 'POST',
    headers: { ...root, ...JSON_TYPE },
    body: ' ',
  })
  t.equal(answer.status, 400)
  t.match(await answer.json(), { code: 'INVALID_REQUEST', detail: /not valid JSON/ })
})
