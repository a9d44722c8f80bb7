import type { ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { gmsUser, startDirectoryGms } from '../../helpers/directory-gms.ts'
import { freePort } from '../../helpers/servers/free-port.ts'
import { DEADLINE_MS, directoryAt } from './directory-world.ts'
import { tinyGms } from './tiny-gms.ts'

const ALICE = 'urn:li:corpuser:alice'

function respond(response: ServerResponse, status: number, body: string | object = ''): true {
  response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  return true
}

/** An answer of Rest.li's with these entities in it. */
function batchOf(...entities: unknown[]): object {
  return { results: Object.fromEntries(entities.map((entity, i) => [`key-${i}`, entity])), errors: {} }
}

function alice(aspects: Record<string, unknown>): object {
  const enveloped = Object.entries(aspects).map(([name, value]) => [name, { name, value }])
  return { urn: ALICE, entityName: 'corpuser', aspects: Object.fromEntries(enveloped) }
}

t.test('a GMS that cannot be asked says nothing of anybody', async (t) => {
  const nobodyListens = directoryAt(t, `http://127.0.0.1:${await freePort()}`)
  await t.rejects(nobodyListens.load(ALICE), { code: 'DIRECTORY_UNAVAILABLE' })
  const breaksOff = directoryAt(t, await tinyGms(t, (request) => request.destroy()))
  await t.rejects(breaksOff.load(ALICE), { code: 'DIRECTORY_UNAVAILABLE' })
  await t.rejects(breaksOff.stateOf(ALICE), { code: 'DIRECTORY_UNAVAILABLE' })
})

t.test('a GMS that is slow is given up at the deadline, the wait for a connection included', async (t) => {
  const { load } = directoryAt(t, await tinyGms(t, (request) => request.resume()))
  const start = performance.now()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, (_, i) => load(`urn:li:corpuser:${i}`)),
  )
  const tookMs = performance.now() - start
  for (const outcome of outcomes)
    t.match(outcome, { status: 'rejected', reason: { code: 'DIRECTORY_UNAVAILABLE' } })
  t.ok(tookMs >= DEADLINE_MS - 20 && tookMs < DEADLINE_MS + 1_000, `${Math.round(tookMs)} ms`)
})

t.test('a GMS that answers without end fills no memory', async (t) => {
  let written = 0
  const url = await tinyGms(t, (_, response) => {
    const chunk = Buffer.alloc(65_536, ' ')
    const more = (): void => {
      written += chunk.length
      if (written > 50_000_000) response.end()
      else response.write(chunk)
    }
    response.on('drain', more)
    more()
  })
  await t.rejects(directoryAt(t, url).load(ALICE), { code: 'DIRECTORY_UNAVAILABLE' })
  t.ok(written < 25_000_000, `${written} bytes`)
})

t.test('a GMS that refuses our credentials is an error for our administrator', async (t) => {
  const gms = await startDirectoryGms(t)
  const { load } = directoryAt(t, gms.url, { secret: 'canary-wrong-secret' })
  const [outcome] = await Promise.allSettled([load(ALICE)])
  t.match(outcome, { reason: { code: 'GMS_CREDENTIALS_REFUSED', message: /DATAHUB_SYSTEM_CLIENT_ID/ } })
  t.notMatch(inspect(outcome, { depth: 20, showHidden: true }), /canary/)
  gms.interfere = (_, response) => respond(response, 403)
  await t.rejects(directoryAt(t, gms.url).load(ALICE), { code: 'GMS_CREDENTIALS_REFUSED' })
})

t.test('a secret that no header can carry is an error that does not show it', async (t) => {
  const gms = await startDirectoryGms(t)
  const [outcome] = await Promise.allSettled([
    directoryAt(t, gms.url, { secret: 'canary\nX: y' }).load(ALICE),
  ])
  t.match(outcome, { reason: { code: 'DIRECTORY_UNAVAILABLE' } })
  t.notMatch(inspect(outcome, { depth: 20, showHidden: true }), /canary/)
})

t.test('an answer of another shape is no answer, whatever it seems to say', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set(...gmsUser(ALICE))
  const { load } = directoryAt(t, gms.url)
  const info = { corpUserInfo: { active: true } }
  const bodies: (string | object)[] = [
    '',
    'null',
    '[]',
    '"ok"',
    '<html>',
    '{',
    '{"results":null}',
    '{"results":[]}',
    { results: {}, errors: { [ALICE]: { status: 500 } } },
    batchOf(),
    batchOf(null),
    batchOf({ aspects: {} }),
    batchOf({ urn: ALICE }),
    batchOf({ urn: ALICE, aspects: [] }),
    batchOf({ urn: ALICE, aspects: { corpUserInfo: {} } }),
    batchOf({ urn: 'urn:li:corpuser:bob', aspects: {} }),
    batchOf(alice({ ...info, status: { removed: 'true' } })),
    batchOf(alice({ ...info, status: { removed: 1 } })),
    batchOf(alice({ ...info, corpUserStatus: { status: ['SUSPENDED'] } })),
    batchOf(alice({ ...info, groupMembership: { groups: 'urn:li:corpGroup:a' } })),
    batchOf(alice({ ...info, nativeGroupMembership: { nativeGroups: [{}] } })),
    batchOf(alice({ ...info, roleMembership: { roles: { 0: 'urn:li:dataHubRole:Admin' } } })),
    batchOf(alice({ ...info, subTypes: { typeNames: [null] } })),
  ]
  for (const body of bodies) {
    gms.interfere = (_, response) => respond(response, 200, body)
    await t.rejects(load(ALICE), { code: 'DIRECTORY_UNAVAILABLE' }, JSON.stringify(body))
  }
  for (const status of [204, 301, 302, 400, 404, 405, 429, 500, 502, 503]) {
    gms.interfere = (_, response) => respond(response, status, status === 204 ? '' : batchOf(alice(info)))
    await t.rejects(load(ALICE), { code: 'DIRECTORY_UNAVAILABLE' }, String(status))
  }
  gms.interfere = () => false
  t.match(await load(ALICE), { urn: ALICE })
})

t.test('keys that objects have of their own are keys like others', async (t) => {
  const gms = await startDirectoryGms(t)
  const { load } = directoryAt(t, gms.url)
  const body = `{"results":{"__proto__":{"urn":"${ALICE}","aspects":{"__proto__":{"value":{"removed":true}},"corpUserInfo":{"value":{"__proto__":{"roles":["urn:li:dataHubRole:Admin"]}}}}}}}`
  gms.interfere = (_, response) => respond(response, 200, body)
  t.match(await load(ALICE), { status: 'ACTIVE', roles: [] })
})

t.test('whatever JSON comes, an actor has DataHub’s shape or there is an error', async (t) => {
  const gms = await startDirectoryGms(t)
  const { load } = directoryAt(t, gms.url)
  let body: object = {}
  gms.interfere = (_, response) => respond(response, 200, body)
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.array(fc.string(), { maxLength: 2 }))
  const aspect = (field: string) => fc.record({ [field]: value }, { requiredKeys: [] })
  const aspects = fc.record(
    {
      corpUserInfo: aspect('active'),
      corpUserStatus: aspect('status'),
      status: aspect('removed'),
      groupMembership: aspect('groups'),
      nativeGroupMembership: aspect('nativeGroups'),
      roleMembership: aspect('roles'),
    },
    { requiredKeys: [] },
  )
  const property = fc.asyncProperty(aspects, async (found) => {
    body = batchOf(alice(found))
    const [outcome] = await Promise.allSettled([load(ALICE)])
    if (outcome.status === 'rejected') return outcome.reason.code === 'DIRECTORY_UNAVAILABLE'
    const actor = outcome.value
    if (actor === undefined) return true
    return [...actor.groups, ...actor.roles].every((urn) => typeof urn === 'string')
  })
  await t.resolves(fc.assert(property, { numRuns: 200 }))
})

t.test('who comes on top of very many is told to try again', async (t) => {
  const gms = await startDirectoryGms(t)
  const { load } = directoryAt(t, gms.url, { loadsMax: 5 })
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => load(`urn:li:corpuser:${i}`)))
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  t.equal(refused.length, 3)
  for (const outcome of refused) t.match(outcome, { reason: { code: 'DIRECTORY_UNAVAILABLE' } })
  t.equal(await load(ALICE), undefined, 'and there is room again')
})
