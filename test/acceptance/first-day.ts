import type { Test } from 'tap'
import { bearer, issueToken, pathId, postToken, signIn } from '../helpers/person.ts'
import type { Start } from '../helpers/service.ts'

const ROOT = 'urn:li:corpuser:datahub'

const DATASET = 'urn:li:dataset:(urn:li:dataPlatform:hive,sales.orders,PROD)'

/** What a person can do with a fresh Latchkey, told once and run against whatever `start` starts. */
export async function firstDay(t: Test, start: Start): Promise<void> {
  await t.test(
    'root signs in with the password shown at the first start, makes a token and reaches GMS with it',
    async (t) => {
      const { front, gms, rootPassword = '' } = await start(t)

      const cookie = await signIn(front, 'datahub', rootPassword)
      t.match(cookie, /^latchkey_session=[\w-]{43}; actor=urn:li:corpuser:datahub$/)

      const { token, metadata } = await issueToken(front, cookie, { name: 'ingest', duration: 'ONE_MONTH' })
      t.match(metadata, { name: 'ingest', actorUrn: ROOT, ownerUrn: ROOT, type: 'PERSONAL', state: 'active' })
      t.equal(metadata.expiresAt, (metadata.createdAt as number) + 30 * 86_400_000)

      for (const urn of [ROOT, encodeURIComponent(ROOT)]) {
        for (const url of [`${front}/api/gms/entities/${urn}`, `${gms}/entities/${urn}`]) {
          const answer = await fetch(url, { headers: bearer(token) })
          t.equal(answer.status, 200, url)
          t.equal(answer.headers.get('x-sandbox-actor'), ROOT, 'GMS takes the caller to be the token’s actor')
          t.match(await answer.json(), {
            value: { 'com.linkedin.metadata.snapshot.CorpUserSnapshot': { urn: ROOT } },
          })
        }
      }
    },
  )

  await t.test('a metadata change proposal goes in through both doors and reads back', async (t) => {
    const { front, gms, rootPassword = '' } = await start(t)
    const { token } = await issueToken(front, await signIn(front, 'datahub', rootPassword), TOKEN)

    for (const [door, description] of [
      [gms, 'through the GMS door'],
      [`${front}/api/gms`, 'through the front door'],
    ] as const) {
      const ingested = await fetch(`${door}/aspects?action=ingestProposal`, {
        method: 'POST',
        headers: {
          ...bearer(token),
          'content-type': 'application/json',
          'x-restli-protocol-version': '2.0.0',
        },
        body: JSON.stringify({ proposal: proposal(description), async: 'false' }),
      })
      t.equal(ingested.status, 200, description)

      const urn = encodeURIComponent(DATASET)
      const aspect = await fetch(`${door}/aspects/${urn}?aspect=datasetProperties&version=0`, {
        headers: bearer(token),
      })
      t.match(await aspect.json(), { aspect: { 'com.linkedin.dataset.DatasetProperties': { description } } })
      const entity = await fetch(`${door}/entitiesV2/${urn}`, { headers: bearer(token) })
      t.match(await entity.json(), { aspects: { datasetProperties: { value: { description } } } })
    }
  })

  await t.test(
    'without a valid token both doors answer 401, say which header to send, and not what was wrong',
    async (t) => {
      const { front, gms, rootPassword = '' } = await start(t)
      const cookie = await signIn(front, 'datahub', rootPassword)
      const { token } = await issueToken(front, cookie, TOKEN)
      const expired = await issueToken(front, cookie, { name: 'short', durationIso: 'PT1S' })
      const revoked = await issueToken(front, cookie, { name: 'gone', duration: 'ONE_HOUR' })
      await fetch(`${front}/v1/tokens/${pathId(revoked.metadata.id)}`, {
        method: 'DELETE',
        headers: { cookie },
      })
      await new Promise((resolve) => setTimeout(resolve, 1100))

      const presented = {
        nothing: undefined,
        'a changed character': `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`,
        'an expired token': expired.token,
        'a revoked token': revoked.token,
      }
      const bodies = new Set<string>()
      for (const url of [`${front}/api/gms/entities/${ROOT}`, `${gms}/entities/${ROOT}`]) {
        for (const [what, wrong] of Object.entries(presented)) {
          const answer = await fetch(url, { headers: wrong === undefined ? {} : bearer(wrong) })
          t.equal(answer.status, 401, `${what} at ${url}`)
          const challenge = answer.headers.get('www-authenticate') ?? ''
          t.match(challenge, /^Bearer realm="[^"]+"/)
          t.equal(challenge.includes('error="invalid_token"'), wrong !== undefined, 'RFC 6750 §3.1')
          const body = await answer.text()
          t.match(body, /Authorization: Bearer <token>/)
          if (wrong !== undefined) bodies.add(body)
        }
      }
      t.equal(bodies.size, 1, 'one body for all that are wrong')
    },
  )

  await t.test('a token is listed, revoked, and refused from the next use on', async (t) => {
    const { front, gms, rootPassword = '' } = await start(t)
    const cookie = await signIn(front, 'datahub', rootPassword)
    const { token, metadata } = await issueToken(front, cookie, TOKEN)
    const use = () => fetch(`${gms}/entities/${ROOT}`, { headers: bearer(token) })

    const listed = await fetch(`${front}/v1/tokens`, { headers: { cookie } })
    t.match(await listed.json(), { items: [{ id: metadata.id, state: 'active' }], nextCursor: null })
    t.equal((await use()).status, 200)

    const url = `${front}/v1/tokens/${pathId(metadata.id)}`
    t.equal((await fetch(url, { method: 'DELETE', headers: { cookie } })).status, 204)
    t.equal((await use()).status, 401)
    t.match(await (await fetch(url, { headers: { cookie } })).json(), { state: 'revoked' })
  })

  await t.test(
    'with authentication off requests pass without a token, as nobody, and no token can be made',
    async (t) => {
      const { front, gms, rootPassword = '' } = await start(t, { METADATA_SERVICE_AUTH_ENABLED: 'false' })
      for (const url of [`${front}/api/gms/entities/${ROOT}`, `${gms}/entities/${ROOT}`]) {
        const answer = await fetch(url)
        t.equal(answer.status, 200, url)
        const claimed = await fetch(url, { headers: { 'X-DataHub-Actor': 'urn:li:corpuser:mallory' } })
        t.not(claimed.headers.get('x-sandbox-actor'), 'urn:li:corpuser:mallory', 'nobody chooses whom to be')
      }
      const refused = await postToken(front, await signIn(front, 'datahub', rootPassword), TOKEN)
      t.equal(refused.status, 403)
      t.match(await refused.json(), {
        detail:
          'Token based authentication is currently disabled. Contact your DataHub administrator to enable this feature.',
      })
    },
  )

  await t.test(
    'after a restart tokens, users and keys are still there, and the password is not shown again',
    async (t) => {
      const folder = t.testdir({ data: {} })
      const before = await start(t, {}, folder)
      const password = before.rootPassword ?? ''
      const { token } = await issueToken(before.front, await signIn(before.front, 'datahub', password), TOKEN)
      await before.stop()

      const after = await start(t, {}, folder)
      t.equal(after.rootPassword, undefined)
      t.equal((await fetch(`${after.gms}/entities/${ROOT}`, { headers: bearer(token) })).status, 200)
      const cookie = await signIn(after.front, 'datahub', password)
      t.match(await (await fetch(`${after.front}/v1/tokens`, { headers: { cookie } })).json(), {
        items: [{}],
      })
    },
  )
}

const TOKEN = { name: 'ingest', duration: 'ONE_MONTH' }

function proposal(description: string): object {
  return {
    entityType: 'dataset',
    entityUrn: DATASET,
    changeType: 'UPSERT',
    aspectName: 'datasetProperties',
    aspect: { value: JSON.stringify({ description, customProperties: {} }), contentType: 'application/json' },
  }
}
