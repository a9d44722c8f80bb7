import t from 'tap'
import { digest, newSecret } from '../../../src/adapters/digests.ts'
import { makeTextSeal } from '../../../src/adapters/text-seal.ts'
import {
  type Claims,
  type LoginSecrets,
  ProviderUnreachable,
  type SsoIdentity,
} from '../../../src/app/ports/sso.ts'
import { makeSso, type SsoPorts } from '../../../src/app/sign-in/sso.ts'
import type { ClaimRules } from '../../../src/app/sign-in/sso-identity.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE } from '../../helpers/fakes/people.ts'
import { errorOf } from '../../store/databases.ts'
import { recordedLimits } from './sign-in-world.ts'

const FROM = { address: '192.0.2.1', userAgent: 'a browser' }
const KEY = new Secret('a signing key of at least 32 bytes')

interface Changes extends Partial<Omit<SsoPorts, 'rules'>> {
  claims?: Claims
  rules?: Partial<ClaimRules>
}

function ssoWorld(changes: Changes = {}) {
  const { claims = { email: 'alice', name: 'Alice' }, rules = {}, ...ports } = changes
  const clock = fakeClock()
  const asked: LoginSecrets[] = []
  const admitted: [SsoIdentity, { digest: string; expiresAt: number }][] = []
  const noted: unknown[] = []
  const limits = recordedLimits()
  const sso = makeSso({
    provider: {
      async authorizationUrl(login) {
        return `https://sso.example/?state=${login.state}`
      },
      async claims(_, login) {
        asked.push(login)
        return claims
      },
    },
    async admit(identity, login) {
      admitted.push([identity, login])
      return { cookie: new Secret('x'), actorUrn: identity.actorUrn, maxAgeSeconds: 60 }
    },
    rules: {
      userNameClaim: 'email',
      extractUserName: (claim) => claim,
      groupsClaims: ['groups'],
      syncGroups: false,
      requiredGroups: [],
      systemClientId: 'our_system',
      ...rules,
    },
    seal: makeTextSeal(KEY, 'latchkey single sign-on'),
    limits,
    noteRefused: (refused) => noted.push(refused),
    clock,
    newSecret,
    digest,
    ...ports,
  })
  async function begun(path = '/x') {
    const login = await sso.begin(path)
    const state = new URL(login.url).searchParams.get('state') ?? ''
    return { ...login, state, callback: { query: `code=c&state=${state}`, sealed: login.sealed.reveal() } }
  }
  return { ...sso, begun, clock, asked, admitted, noted, attempts: limits.attempts }
}

t.test('a sign-on that is begun here ends here, with what it began with', async (t) => {
  const { begun, finish, slotOf, asked, admitted, clock, noted, attempts } = ssoWorld()
  const { callback, state, slot, maxAgeSeconds } = await begun()
  t.equal(slot, state.slice(0, 1))
  t.equal(slotOf(callback.query), slot)
  t.equal(maxAgeSeconds, 600)
  const { session, redirectPath } = await finish(callback, FROM)
  t.equal(session.actorUrn, ALICE)
  t.equal(redirectPath, '/x')
  t.strictSame(attempts, ['begin 192.0.2.1', 'succeeded'], 'it does not count')
  t.match(asked, [{ state, nonce: /^[\w-]{43}$/, verifier: /^[\w-]{43}$/ }])
  t.strictSame(admitted, [
    [
      { actorUrn: ALICE, displayName: 'Alice', email: 'alice', groups: undefined },
      { digest: digest(state), expiresAt: clock.now() + 600_000 },
    ],
  ])
  t.strictSame(noted, [])
})

t.test(
  'a browser keeps the eight sign-ons that were begun last, each in a cookie of bounded size',
  async (t) => {
    const { begun, finish } = ssoWorld()
    const kept = new Map<string, string>()
    const all = []
    for (let i = 0; i < 30; i++) {
      const login = await begun(`/${'x'.repeat(499)}`)
      kept.set(login.slot, login.callback.sealed)
      all.push(login)
    }
    t.strictSame([...kept.keys()], ['0', '1', '2', '3', '4', '5', '6', '7'])
    t.ok([...kept.values()].join('').length < 9_000)
    for (const { callback, slot } of all.slice(-8))
      await finish({ ...callback, sealed: kept.get(slot) }, FROM)
    for (const { callback, slot } of all.slice(0, -8))
      await t.rejects(finish({ ...callback, sealed: kept.get(slot) }, FROM), {
        code: 'SSO_REFUSED',
        detail: /not begun in this browser/,
      })
  },
)

t.test('a sign-on that was to end at a long path ends at the start', async (t) => {
  const { begun, finish } = ssoWorld()
  const arrival = async (path: string) => (await finish((await begun(path)).callback, FROM)).redirectPath
  t.equal(await arrival(`/${'x'.repeat(499)}`), `/${'x'.repeat(499)}`)
  t.equal(await arrival(`/${'x'.repeat(500)}`), '/')
})

t.test('an attempt counts where the provider or we said no, and only there', async (t) => {
  const rejecting = (error: Error) => ({
    claims: () => Promise.reject(error),
    authorizationUrl: async () => 'https://x/',
  })
  const rows: [Changes, string[]][] = [
    [{ provider: rejecting(new ServiceError('SSO_REFUSED')) }, []],
    [{ provider: rejecting(new ServiceError('SSO_FAILED')) }, []],
    [{ provider: rejecting(new ProviderUnreachable('away')) }, ['abandoned']],
    [{ admit: () => Promise.reject(new ServiceError('SSO_REFUSED')) }, []],
    [{ admit: () => Promise.reject(new ServiceError('STORE_UNAVAILABLE')) }, ['abandoned']],
    [{ claims: {} }, []],
  ]
  const { begun } = ssoWorld()
  for (const [changes, said] of rows) {
    const { finish, attempts } = ssoWorld(changes)
    await t.rejects(finish((await begun()).callback, FROM))
    t.strictSame(attempts, ['begin 192.0.2.1', ...said])
  }
})

t.test('beyond the limit the provider is not asked, and the refusal is remembered', async (t) => {
  const limit = new ServiceError('SIGN_IN_LIMIT')
  const { begun, finish, asked, noted } = ssoWorld({ limits: { beginNameless: () => Promise.reject(limit) } })
  await t.rejects(finish((await begun()).callback, FROM), limit)
  t.strictSame(asked, [])
  t.strictSame(noted, [{ actorUrn: null, ...FROM }])
})

t.test('no two sign-ons share a secret, and none of them can be read in the cookie', async (t) => {
  const { begun, finish, asked } = ssoWorld()
  const both = [await begun(), await begun()]
  for (const { callback } of both) await finish(callback, FROM)
  const secrets = asked.flatMap(({ state, nonce, verifier }) => [state, nonce, verifier])
  t.equal(new Set(secrets).size, 6)
  for (const { callback } of both)
    for (const secret of secrets) t.notOk(Buffer.from(callback.sealed, 'base64url').includes(secret))
})

t.test('another replica ends it; a process with another key, or another purpose, does not', async (t) => {
  const { callback } = await ssoWorld().begun()
  t.match(await ssoWorld().finish(callback, FROM), { redirectPath: '/x' })
  for (const seal of [
    makeTextSeal(new Secret('another key of 32 bytes at the least'), 'latchkey single sign-on'),
    makeTextSeal(KEY, 'latchkey page cursor'),
  ])
    await t.rejects(ssoWorld({ seal }).finish(callback, FROM), { code: 'SSO_REFUSED' })
})

t.test('after ten minutes a sign-on is begun anew', async (t) => {
  const { begun, finish, clock } = ssoWorld()
  const { callback } = await begun()
  clock.advance(599_999)
  await finish(callback, FROM)
  clock.advance(1)
  await t.rejects(finish(callback, FROM), { code: 'SSO_REFUSED', detail: /longer than 10 minutes/ })
})

t.test(
  'a callback that is not of this browser is refused before the provider is asked, and remembered',
  async (t) => {
    const { begun, finish, asked, noted, attempts } = ssoWorld()
    const [one, other] = [await begun(), await begun()]
    for (const callback of [
      { ...one.callback, sealed: undefined },
      { ...one.callback, sealed: other.callback.sealed },
      { ...one.callback, query: 'code=c' },
      { ...one.callback, query: `${one.callback.query}&state=${one.state}` },
      { ...one.callback, sealed: '' },
    ])
      await t.rejects(finish(callback, FROM), { code: 'SSO_REFUSED', detail: /not begun in this browser/ })
    t.strictSame(asked, [])
    t.strictSame(attempts, [], 'it costs nobody anything')
    t.strictSame(noted, Array(5).fill({ actorUrn: null, ...FROM }))
  },
)

t.test('who may not come in is remembered by name, once the provider has said who they are', async (t) => {
  const refusal = new ServiceError('SSO_REFUSED')
  const { begun, finish, noted } = ssoWorld({ admit: () => Promise.reject(refusal) })
  await t.rejects(finish((await begun()).callback, FROM), refusal)
  t.strictSame(noted, [{ actorUrn: ALICE, ...FROM }])
})

t.test('a database that is away refuses nobody', async (t) => {
  const outage = new ServiceError('STORE_UNAVAILABLE')
  const { begun, finish, noted } = ssoWorld({ admit: () => Promise.reject(outage) })
  await t.rejects(finish((await begun()).callback, FROM), outage)
  t.strictSame(noted, [])
})

t.test(
  'claims make a person or a refusal, and say to the log what was missing, not what was there',
  async (t) => {
    const rows: [Claims, Partial<ClaimRules>, object][] = [
      [
        { name: 'x', secret: 'value' },
        {},
        { code: 'SSO_FAILED', message: /no text named "email".*only name, secret$/ },
      ],
      [{ email: ['alice'] }, {}, { code: 'SSO_FAILED' }],
      [{ email: 'alice', email_verified: 'false' }, {}, { code: 'SSO_REFUSED', detail: /not verified/ }],
      [{ email: 'alice', email_verified: false }, {}, { code: 'SSO_REFUSED', detail: /not verified/ }],
      [{ email: 'a\nb' }, {}, { code: 'SSO_REFUSED' }],
      [{ email: 'x'.repeat(256) }, {}, { code: 'SSO_REFUSED' }],
      [{ email: 'datahub' }, {}, { code: 'SSO_REFUSED', detail: /reserved/ }],
      [{ email: 'our_system' }, {}, { code: 'SSO_REFUSED', detail: /reserved/ }],
      [{ email: 'alice' }, { extractUserName: () => undefined }, { code: 'SSO_REFUSED' }],
      [
        { email: 'alice', groups: ['a'] },
        { requiredGroups: ['b'] },
        { code: 'SSO_REFUSED', detail: /none of the groups/ },
      ],
      [
        { email: 'alice', groups: Array.from({ length: 1001 }, (_, i) => `g${i}`) },
        {},
        { code: 'SSO_FAILED' },
      ],
    ]
    for (const [claims, rules, error] of rows) {
      const { begun, finish, admitted } = ssoWorld({ claims, rules })
      const thrown = await errorOf(finish((await begun()).callback, FROM))
      t.match(thrown, error, JSON.stringify(claims).slice(0, 60))
      t.strictSame(admitted, [])
    }
  },
)

t.test('groups are told of only where the provider decides them, none included', async (t) => {
  for (const [claims, syncGroups, groups] of [
    [{ groups: ['a', 'b'] }, true, ['a', 'b']],
    [{}, true, []],
    [{ groups: ['a'] }, false, undefined],
  ] as const) {
    const { begun, finish, admitted } = ssoWorld({
      claims: { email: 'alice', ...claims },
      rules: { syncGroups },
    })
    await finish((await begun()).callback, FROM)
    t.strictSame(admitted[0]?.[0].groups, groups)
  }
})
