import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import type { AuditView } from '../../src/app/audit/read-audit.ts'
import { type Administration, administration } from '../helpers/administration.ts'
import { testPython } from '../vectors/pyjwt.ts'

const KEYS = {
  DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'a signing key of thirty-two bytes and more',
  DATAHUB_TOKEN_SERVICE_SALT: 'a salt of at least thirty-two bytes, too',
}

/** Asks the verifier until nothing waits for its seal. */
async function sealed({ done }: Administration) {
  for (;;) {
    const verification = await done('GET', '/admin/audit/verification')
    if (verification.unsealed.count === 0) return verification
  }
}

const NDJSON = { accept: 'application/x-ndjson' }

async function exported({ service, root }: Administration, query = '', headers = {}): Promise<AuditView[]> {
  const answer = await fetch(`${service.front}/admin/audit${query}`, { headers: { ...root, ...headers } })
  if (answer.headers.get('content-type') !== NDJSON.accept) throw new Error(`answered ${answer.status}`)
  const lines = (await answer.text()).split('\n')
  if (lines.pop() !== '') throw new Error('the last line has no end')
  return lines.map((line) => JSON.parse(line))
}

t.test('an administrator reads who did what, from where and to what, newest first', async (t) => {
  const world = await administration(t)
  const { ask, done, person, root } = world
  const alice = await person('alice')
  await done('PATCH', alice.path, { status: 'SUSPENDED' })
  const { items } = await done('GET', '/admin/audit?limit=4')
  t.match(items, [
    { action: 'user.suspend', subject: alice.urn },
    { action: 'token.create', details: { actorUrn: alice.urn } },
    { action: 'user.create', subject: alice.urn },
    { action: 'session.start', subject: 'urn:li:corpuser:datahub' },
  ])
  t.match(items[0], {
    id: /^[0-9a-f-]{36}$/,
    outcome: 'done',
    actorUrn: 'urn:li:corpuser:datahub',
    actorTokenId: null,
    address: /127\.0\.0\.1$/,
    userAgent: /./,
  })
  const answer = await ask(root, 'GET', '/admin/audit')
  t.equal(answer.headers.get('cache-control'), 'no-store')
  t.match(answer.headers.get('content-type'), 'application/json')
})

t.test('pages follow each other by cursor, and filters say what they are', async (t) => {
  const world = await administration(t)
  const { ask, done, person, root } = world
  const people = [await person('a'), await person('b'), await person('c')]
  const read = async (query: string): Promise<AuditView[]> => {
    const items: AuditView[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page = await done('GET', `/admin/audit?limit=2${query}${cursor && `&cursor=${cursor}`}`)
      items.push(...page.items)
      cursor = page.nextCursor
    }
    return items
  }
  const all = await read('')
  t.equal(new Set(all.map(({ id }) => id)).size, all.length)
  const [, , third] = all
  const filters: [string, (record: AuditView) => boolean][] = [
    ['&action=user.create', ({ action }) => action === 'user.create'],
    ['&actor=urn:li:corpuser:datahub', ({ actorUrn }) => actorUrn === 'urn:li:corpuser:datahub'],
    [`&subject=${people[1]?.urn}`, ({ subject }) => subject === people[1]?.urn],
    ['&outcome=done', ({ outcome }) => outcome === 'done'],
    ['&outcome=refused', ({ outcome }) => outcome === 'refused'],
    [`&address=${all[0]?.address}`, ({ address }) => address === all[0]?.address],
    [`&since=${third?.at}`, ({ at }) => at >= (third?.at ?? 0)],
    [`&until=${third?.at}`, ({ at }) => at < (third?.at ?? 0)],
    ['&action=token.create&outcome=done', ({ action }) => action === 'token.create'],
    ['&action=token.create&outcome=refused', () => false],
  ]
  for (const [query, meets] of filters) {
    t.strictSame(
      (await read(query)).map(({ id }) => id),
      all.filter(meets).map(({ id }) => id),
      query,
    )
  }

  const { nextCursor } = await done('GET', '/admin/audit?limit=2')
  const refusals: [string, RegExp][] = [
    [`?limit=2&action=user.create&cursor=${nextCursor}`, /cursor belongs to another list/],
    ['?cursor=AAAA', /cursor must be the nextCursor/],
    ['?action=token.steal', /querystring\/action .*: session.start, session.refuse/],
    ['?outcome=maybe', /querystring\/outcome .*: done, refused/],
    ['?since=yesterday', /querystring\/since must be integer/],
    ['?limit=101', /querystring\/limit must be <= 100/],
    ['?who=me', /must NOT have additional properties/],
    ['/verification?knownSeq=1', /knownSeal/],
    ['/verification?knownSeq=1&knownSeal=x', /knownSeal must match pattern/],
    ['/verification?from=100000', /there is none of number 99999/],
  ]
  for (const [query, detail] of refusals)
    t.match(await ask(root, 'GET', `/admin/audit${query}`), {
      status: 400,
      body: { code: 'INVALID_REQUEST', detail },
    })
})

t.test('whoever may not read the trail is refused, and that is in it', async (t) => {
  const { ask, audited, person } = await administration(t)
  const eve = await person('eve')
  for (const path of ['/admin/audit', '/admin/audit?format=ndjson', '/admin/audit/verification']) {
    t.match(await ask({}, 'GET', path), { status: 401 })
    const refused = await ask(eve.as, 'GET', path)
    t.match(refused, { status: 403, body: { code: 'FORBIDDEN', detail: /"Manage Users & Groups"/ } })
  }
  t.match(await audited('&action=access.refuse'), [
    { actorUrn: eve.urn, outcome: 'refused', details: { what: 'audit.read' } },
    { actorUrn: eve.urn, details: { what: 'audit.export' } },
    { actorUrn: eve.urn, details: { what: 'audit.verify', privilege: 'MANAGE_USERS_AND_GROUPS' } },
  ])
})

t.test('an export has a line for each record, asked for by Accept or by name', async (t) => {
  const world = await administration(t)
  const { ask, done, person, root, service } = world
  await person('alice')
  await sealed(world)
  const { items } = await done('GET', '/admin/audit?limit=100')
  t.same(await exported(world, '', NDJSON), items)
  t.same(
    await exported(world, '?format=ndjson&action=user.create'),
    items.filter(({ action }: AuditView) => action === 'user.create'),
  )
  t.same(await exported(world, '?action=group.create', NDJSON), [])
  for (const accept of ['application/x-ndjson;q=0', 'application/json, application/x-ndjson;q=0.5', '*/*']) {
    const { headers, body } = await ask({ ...root, accept }, 'GET', '/admin/audit?limit=1')
    t.match(headers.get('content-type'), /^application\/json/, accept)
    t.same(body.items, items.slice(0, 1), accept)
  }
  const asJson = await ask({ ...root, ...NDJSON }, 'GET', '/admin/audit?format=json&limit=1')
  t.same(asJson.body.items, items.slice(0, 1))
  const head = await fetch(`${service.front}/admin/audit?format=ndjson`, { method: 'HEAD', headers: root })
  t.equal(head.status, 405, 'HEAD runs no export')
})

t.test('records are sealed while the service runs, and the verifier says so', async (t) => {
  const world = await administration(t, KEYS)
  const { done, person } = world
  await person('alice')
  const { verdict, broken, head, checked } = await sealed(world)
  t.match({ verdict, broken }, { verdict: 'intact', broken: null })
  t.match(head, { seq: checked.count, seal: /^[0-9a-f]{64}$/ })
  const known = `knownSeq=${head.seq}&knownSeal=`
  t.match(await done('GET', `/admin/audit/verification?${known}${head.seal}`), { verdict: 'intact' })
  t.match(await done('GET', `/admin/audit/verification?${known}${'0'.repeat(64)}`), {
    verdict: 'broken',
    broken: { seq: head.seq, fault: 'altered' },
  })
  const text = await (await fetch(`${world.service.metrics}/metrics`)).text()
  t.match(text, new RegExp(`^latchkey_audit_head_seq ${head.seq}$`, 'm'))
  t.match(text, new RegExp(`^latchkey_audit_sealed_total ${head.seq}$`, 'm'))
  t.match(text, /^latchkey_audit_unsealed 0$/m)
  t.match(text, /^latchkey_audit_sealer_failures_total 0$/m)
  t.match(text, /^latchkey_audit_links_lost_total 0$/m)
})

t.test('the program in docs/audit.md verifies an export, and finds what was changed in it', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/audit.md'), 'utf8')
  const [, program = ''] = /```python\n(.*?)```/s.exec(page) ?? []
  const python = await testPython()
  const verify = async (records: readonly AuditView[], salt = KEYS.DATAHUB_TOKEN_SERVICE_SALT) => {
    const run = promisify(execFile)(python, ['-c', program], {
      env: { ...process.env, DATAHUB_TOKEN_SERVICE_SALT: salt },
    })
    run.child.stdin?.end(records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    return run.then(
      ({ stdout }) => stdout.trim(),
      ({ stderr }: { stderr: string }) => stderr.trim(),
    )
  }

  const world = await administration(t, KEYS)
  await world.person('Ümit-🦊')
  await world.done('POST', '/admin/groups', { name: 'quotes " and \\ and \u2028' })
  const { head } = await sealed(world)
  const records = await exported(world, '?format=ndjson')
  const changed = (seq: number, change: object) =>
    records.map((record) => (record.seq === seq ? { ...record, ...change } : record))

  t.equal(await verify(records), `intact: ${head.seq} sealed, 0 not yet, head ${head.seal}`)
  t.equal(await verify(records.toReversed()), `intact: ${head.seq} sealed, 0 not yet, head ${head.seal}`)
  t.equal(await verify(changed(2, { actorUrn: 'urn:li:corpuser:mallory' })), 'broken at 2: altered')
  t.equal(await verify(changed(2, { seq: 3 })), 'broken at 2: missing')
  t.match(await verify(changed(3, { seq: 2 })), /^broken at 2: (altered|duplicate)$/)
  t.equal(await verify(records.filter(({ seq }) => seq !== 1)), 'broken at 1: missing')
  t.equal(await verify(records, 'another salt'), 'broken at 1: altered')
})
