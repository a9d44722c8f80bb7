import t from 'tap'
import { signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'

const { front, rootPassword = '' } = await startInProcess(t)

function authenticate(query: string, cookie = ''): Promise<Response> {
  return fetch(`${front}/authenticate${query}`, { redirect: 'manual', headers: { cookie } })
}

t.test('who is signed in goes on to a path of ours; what leads elsewhere leads to the start', async (t) => {
  const cookie = await signIn(front, 'datahub', rootPassword)
  const rows: [string, string][] = [
    ['', '/'],
    ['?redirect_uri=', '/'],
    ['?redirect_uri=/settings/tokens?page=2', '/settings/tokens?page=2'],
    ['?redirect_uri=%2Fsearch%3Fquery%3Da%2520b%23x', '/search?query=a%20b#x'],
    ['?redirect_uri=https://evil.example', '/'],
    ['?redirect_uri=//evil.example', '/'],
    ['?redirect_uri=%2f%2fevil.example', '/'],
    ['?redirect_uri=%252f%252fevil.example', '/'],
    ['?redirect_uri=/%5Cevil.example', '/'],
    ['?redirect_uri=%5C%5Cevil.example', '/'],
    ['?redirect_uri=/%252f/evil.example', '/'],
    ['?redirect_uri=/%09/evil.example', '/'],
    ['?redirect_uri=/x%0d%0aSet-Cookie:%20a=b', '/'],
    ['?redirect_uri=javascript:alert(1)', '/'],
    ['?redirect_uri=/logOut', '/'],
    ['?redirect_uri=/authenticate?redirect_uri=/logOut', '/'],
  ]
  for (const [query, location] of rows) {
    const answer = await authenticate(query, cookie)
    t.equal(answer.status, 302, query)
    t.equal(answer.headers.get('location'), location, query)
    t.equal(answer.headers.get('cache-control'), 'no-store')
    t.same(answer.headers.getSetCookie(), [], query)
  }
})

t.test('whoever is not signed in is sent to sign in, and nobody is signed in by asking', async (t) => {
  for (const cookie of [
    '',
    'latchkey_session=x',
    'actor=urn:li:corpuser:datahub',
    'PLAY_SESSION=x; actor=y',
  ]) {
    const answer = await authenticate('?redirect_uri=/x%3Fy%3Dz', cookie)
    t.equal(answer.status, 302)
    t.equal(answer.headers.get('location'), '/login?redirect_uri=%2Fx%3Fy%3Dz')
    t.same(answer.headers.getSetCookie(), [])
  }
  const evil = await authenticate('?redirect_uri=//evil.example')
  t.equal(evil.headers.get('location'), '/login?redirect_uri=%2F')
})

t.test('a parameter that is there twice, or is no text, leads nowhere', async (t) => {
  const cookie = await signIn(front, 'datahub', rootPassword)
  for (const query of ['?redirect_uri=/x&redirect_uri=//evil.example', '?redirect_uri[]=//evil.example']) {
    const answer = await authenticate(query, cookie)
    const location = answer.headers.get('location') ?? '/'
    t.ok(answer.status === 400 || location === '/' || location === '/x', `${answer.status} ${location}`)
  }
})
