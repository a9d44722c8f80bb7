// Longer than 300 lines: each way to read one request in two stands beside the others, and few are alike.
import fc from 'fast-check'
import t from 'tap'
import { judgeGmsRequest } from '../../../src/domain/gms-endpoints/judge.ts'
import { bytesOf, headOf, judged, shortly } from './judged.ts'

const INGEST = 'POST /aspects?action=ingestProposal'
const proposal = {
  entityType: 'dataset',
  entityUrn: 'urn:li:dataset:x',
  changeType: 'UPSERT',
  aspectName: 'status',
}

t.test('attack 16: a row fits whole segments, in its own case', async (t) => {
  for (const path of [
    '/config-secret',
    '/configs',
    '/config/x',
    '/healthz',
    '/openapi/entities/v10/latest',
    '/xconfig',
  ]) {
    t.equal(judged({ line: `GET ${path}`, enforced: true }).kind, 'unmapped', path)
  }
})

t.test('attack 16: a path that GMS may take for a row all the same is refused', async (t) => {
  for (const path of [
    '/Config',
    '/config.json',
    '/config%20',
    '/%63onfig',
    '/ENTITIES?action=delete',
    '/entities%2F?action=delete',
    '/entities.json?action=delete',
    '/openapi%2Fv3/entity/dataset',
    '/openapi/v3/Entity/corpuser/urn:li:corpuser:a',
    '/openapi/Operations/k8/pods',
    '/mux',
    '/gms/MUX;x',
    '/%',
    '/openapi/v3/entity/dataset/urn:li:dataset:x%2Fa/%ff',
  ]) {
    t.equal(judged({ line: `POST ${path}`, body: { urn: 'urn:li:tag:a' } }).kind, 'unreadable', path)
  }
})

t.test('attack 17: a body that tunnels another request is refused', async (t) => {
  for (const contentType of [
    'application/x-www-form-urlencoded',
    'multipart/mixed; boundary=x',
    'application/x-pson',
  ]) {
    t.equal(
      judged({ line: INGEST, body: 'ids=List(a)', headers: { contentType } }).kind,
      'unreadable',
      contentType,
    )
    t.equal(
      judged({ line: 'POST /new', body: '{}', headers: { contentType } }).kind,
      'unreadable',
      contentType,
    )
  }
})

t.test('attack 17: a form adds no parameters to a query that is judged', async (t) => {
  for (const contentType of ['application/x-www-form-urlencoded', 'Multipart/Form-Data; boundary=x']) {
    const line = 'DELETE /openapi/entities/v1?urns=urn:li:tag:a'
    t.equal(judged({ line, headers: { contentType } }).kind, 'unreadable', contentType)
    t.equal(judged({ line, headers: { contentType: undefined } }).kind, 'open')
  }
})

t.test('attack 18: signs of patterns in a URN are literal', async (t) => {
  for (const urn of [
    'urn:li:dataset:*',
    'urn:li:dataset:.*',
    'urn:li:dataset:$',
    'urn:li:dataset:a%',
    'urn:li:tag:[a]',
  ]) {
    const judgement = judged({ line: 'POST /entities?action=exists', body: { urn }, enforced: true })
    t.equal(judgement.kind === 'demands' && judgement.demands[0]?.resource?.urn, urn)
  }
})

t.test('a URN with two spellings is refused where a policy may be about it', async (t) => {
  for (const urn of [
    ' urn:li:tag:a',
    'urn:li:tag:a ',
    'urn:li:tag:(a)',
    'urn:li:tag:\ud800',
    'urn:li:tag:',
    'tag:a',
    7,
    null,
  ]) {
    const line = 'POST /entities?action=getBrowsePaths'
    t.equal(judged({ line, body: { urn }, enforced: true }).kind, 'unreadable', String(urn))
  }
  t.same(shortly(judged({ line: 'POST /entities?action=delete', body: { urn: ' urn:li:corpuser:(a)' } })), [
    'MANAGE_USERS_AND_GROUPS',
  ])
})

t.test('a query that can be read in two ways is refused', async (t) => {
  for (const query of [
    'action=ingestProposal&action=getCount',
    'action=ingestProposal&%61ction=getCount',
    'action=ingest+Proposal',
    'action=getCount;action=ingestProposal',
    'action=%ff',
    'a+b=1',
  ]) {
    t.equal(judged({ line: `POST /aspects?${query}`, body: {} }).kind, 'unreadable', query)
  }
  t.equal(judged({ line: 'POST /entities?action=search&action=delete', body: {} }).kind, 'unreadable')
  t.equal(judged({ line: 'POST /new?&a&b=1', body: {} }).kind, 'open')
})

t.test('what names no resources where they are needed is refused', async (t) => {
  const rows: [string, unknown?][] = [
    ['GET /entities'],
    ['GET /entities?ids=urn:li:tag:a'],
    ['GET /entities?ids=List(a)&ids=List(b)'],
    ['GET /entities?ids=List(urn:li:tag:(a))'],
    ['GET /entities?ids=List()'],
    ['GET /entitiesVersionedV2?ids=List(urn)'],
    ['GET /entitiesVersionedV2?ids=List((versionStamp:a))'],
    ['GET /relationships'],
    ['GET /openapi/entities/v1/latest'],
    ['GET /openapi/entities/v1/latest?urns=a%2Bb'],
    ['POST /entities?action=search', {}],
    ['POST /entities?action=searchAcrossEntities', { entities: [1] }],
    ['POST /entities?action=searchAcrossEntities', { entities: 'dataset' }],
    ['POST /openapi/v2/entity/batch/dataset', { urns: [1] }],
    ['POST /openapi/v1/trace/write/abc', ['urn:li:tag:a']],
  ]
  for (const [line, body] of rows) t.equal(judged({ line, body, enforced: true }).kind, 'unreadable', line)
})

t.test('a body is one JSON value, read in one way', async (t) => {
  const text = JSON.stringify({ proposal })
  const refused = [
    `\ufeff${text}`,
    `${text}${text}`,
    `${text.slice(0, -1)},"proposal":{}}`,
    '{"proposal":{"entityUrn":"urn:li:dataset:x","entityUrn":"urn:li:corpuser:x"}}',
    '{"proposal":[{"a":1},{"__proto__":1,"__proto__":2}]}',
    '{"proposal":{"a":{"b":1,"\\u0062":[]}}}',
    '{"proposal":{"1":1,"1":1}}',
    "{'proposal':1}",
    '{"proposal": "',
    `{"proposal":${'['.repeat(64)}${']'.repeat(64)}}`,
    new Uint8Array([0x22, 0xff, 0x22]),
    new Uint8Array(Buffer.from(text, 'utf16le')),
  ]
  for (const body of refused) t.equal(judged({ line: INGEST, body }).kind, 'unreadable')
  t.equal(judged({ line: INGEST, body: { proposal: { ...proposal, aspect: '}]"\\' } } }).kind, 'open')
  t.same(shortly(judged({ line: INGEST, body: text.replace('dataset', 'corp\\u0075ser') })), [
    'MANAGE_USERS_AND_GROUPS',
  ])
})

t.test('a body is read in a bounded time, whatever it is made of', async (t) => {
  const bytesMax = 16_777_216
  const listOf = (item: string) =>
    `[${Array(Math.floor(bytesMax / (item.length + 1)) - 1)
      .fill(item)
      .join(',')}]`
  const named = (name: (at: number) => string) => Array.from({ length: 250_000 }, (_, at) => name(at))
  const rows: [body: string, detail: RegExp][] = [
    [listOf('[]'), /200000 values/],
    [listOf('1'), /200000 values/],
    [listOf('""'), /200000 values/],
    [`[${named((at) => `{"k${at}":1}`).join(',')}]`, /200000 values/],
    [`{${named((at) => `"k${at}":1`).join(',')}}`, /200000 values/],
    ['['.repeat(bytesMax), /no deeper than 64/],
    ['"'.repeat(bytesMax), /one JSON value/],
    [`"${'\\\\'.repeat(bytesMax / 2 - 2)}`, /one JSON value/],
  ]
  for (const [body, detail] of rows) {
    const bytes = bytesOf(body)
    const begun = performance.now()
    t.match(judged({ line: 'POST /new', body: bytes }), { kind: 'unreadable', detail }, body.slice(0, 20))
    t.ok(performance.now() - begun < 1500, `${performance.now() - begun} ms`)
  }
  const escaped = bytesOf(JSON.stringify('%41'.repeat(5_000_000)))
  const begun = performance.now()
  t.equal(judged({ line: 'POST /new', body: escaped }).kind, 'open')
  t.ok(performance.now() - begun < 1500, `${performance.now() - begun} ms`)
  const proposals = Array(10_000).fill(proposal)
  t.equal(judged({ line: 'POST /aspects?action=ingestProposalBatch', body: { proposals } }).kind, 'open')
})

t.test('escapes in what is not known hide no name', async (t) => {
  for (const text of ['corp%75ser', '%63%6f%72%70user', '%u000c%6frpuser', '%zz%corp%55ser', 'corpuser%'])
    t.same(shortly(judged({ line: 'POST /new', body: [text] })), ['MANAGE_USERS_AND_GROUPS'], text)
})

t.test('a body comes as JSON in UTF-8 and without a coding', async (t) => {
  const kindWith = (headers: NonNullable<Parameters<typeof headOf>[1]>) =>
    judged({ line: INGEST, body: { proposal }, headers }).kind
  for (const contentType of [
    undefined,
    'application/json',
    'application/json; charset=UTF-8',
    'application/json-patch+json',
  ]) {
    t.equal(kindWith({ contentType }), 'open', String(contentType))
  }
  t.equal(kindWith({ contentType: 'application/vnd.x+json' }), 'open')
  for (const contentType of [
    'application/json; charset=utf-16',
    'text/plain',
    '',
    'application/json, text/plain',
  ]) {
    t.equal(kindWith({ contentType }), 'unreadable', contentType)
  }
  for (const contentEncoding of ['gzip', 'identity, gzip'])
    t.equal(kindWith({ contentEncoding }), 'unreadable')
  for (const contentEncoding of ['identity', '']) t.equal(kindWith({ contentEncoding }), 'open')
})

t.test('a read is open without a look where nothing is enforced', async (t) => {
  for (const line of ['GET /%ff?a;b', 'HEAD /entities', 'OPTIONS /']) {
    t.same(judgeGmsRequest(headOf(line), { enforced: false, unmapped: 'deny' }), { kind: 'open' })
  }
})

t.test('a bug is not taken for a bad request', async (t) => {
  const broken = {
    get path(): string {
      throw new Error('a bug')
    },
  }
  const head = Object.assign(Object.create(null), headOf('POST /x'))
  Object.defineProperties(head, Object.getOwnPropertyDescriptors(broken))
  t.throws(() => judgeGmsRequest(head, { enforced: false, unmapped: 'deny' }), { message: 'a bug' })
})

t.test('judging never throws', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      'entities',
      'aspects',
      'openapi',
      'v1',
      'v2',
      'v3',
      'entity',
      'generic',
      'dataset',
      'batch',
      'runs',
      'relationships',
    ),
    fc.webUrl(),
    fc.constantFrom(
      'urn:li:corpuser:a',
      '%2F',
      '%',
      'batchGet',
      'scroll',
      'latest',
      '__proto__',
      'constructor',
    ),
  )
  const action = fc.constantFrom(
    '',
    '?action=ingest',
    '?action=ingestProposalBatch',
    '?action=search',
    '?action=rollback',
    '?urns=a',
    '?ids=List(a)',
  )
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
  const body = fc.oneof(
    fc.json(),
    fc.uint8Array(),
    fc.jsonValue().map((value) => ({ entity: value, proposals: [value], urn: value })),
  )
  fc.assert(
    fc.property(
      method,
      fc.array(word, { maxLength: 6 }),
      action,
      body,
      fc.boolean(),
      (method, words, action, body, enforced) => {
        const line = `${method} /${words.join('/')}${action}`
        const judgement = judgeGmsRequest(headOf(line), { enforced, unmapped: 'allow' })
        if (judgement.kind === 'body') judgement.read(bytesOf(body))
        return true
      },
    ),
    { numRuns: 2000 },
  )
})
