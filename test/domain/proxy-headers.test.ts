import fc from 'fast-check'
import t from 'tap'
import { downstreamResponseHeaders, upstreamRequestHeaders } from '../../src/domain/proxy-headers.ts'

const ORIGIN = { address: '192.0.2.7', host: 'tokens.example.com', proto: 'http' } as const
const IDENTITY = ['authorization', 'Bearer a-session-of-gms']
const OURS = [
  'x-forwarded-for',
  '192.0.2.7',
  'x-forwarded-proto',
  'http',
  'x-forwarded-host',
  'tokens.example.com',
  ...IDENTITY,
]

// What GMS, or something before it, would believe of its sender.
const IDENTITY_NAMES = [
  'x-datahub-actor',
  'x-datahub-delegated-for-id',
  'x-datahub-delegated-for-type',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-uri',
  'x-forwarded-user',
  'x-latchkey-actor',
  'x-real-ip',
  'x-original-url',
  'x-rewrite-url',
  'forwarded',
  'authorization',
  'cookie',
  'host',
]
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
const PASSING = [
  'accept',
  'accept-encoding',
  'content-length',
  'content-type',
  'user-agent',
  'traceparent',
  'x-request-id',
  'x-restli-method',
  'x-restli-protocol-version',
  'x-datahub-client-mode',
  'x-http-method-override',
  'x-actor',
  'datahub-actor',
]

const headerValue = fc.string({ unit: fc.constantFrom(...'abc019 ,;=/"'), maxLength: 20 })

/** The name with letters in any case. */
function inAnyCase(name: string): fc.Arbitrary<string> {
  return fc
    .tuple(...[...name].map((letter) => fc.constantFrom(letter, letter.toUpperCase())))
    .map((letters) => letters.join(''))
}

/** The name with letters in any case and other separators. */
function inAnySpelling(name: string): fc.Arbitrary<string> {
  return fc
    .tuple(
      ...[...name].map((c) =>
        c === '-' ? fc.constantFrom('-', '_', '.') : fc.constantFrom(c, c.toUpperCase()),
      ),
    )
    .map((characters) => characters.join(''))
}

const identityField = fc.tuple(fc.constantFrom(...IDENTITY_NAMES).chain(inAnySpelling), headerValue)
const hopField = fc.tuple(fc.constantFrom(...HOP_BY_HOP).chain(inAnyCase), headerValue)
const passingField = fc.tuple(fc.constantFrom(...PASSING).chain(inAnyCase), headerValue)
type Field = [name: string, value: string]

const fold = (name: string) => name.toLowerCase().replaceAll(/[_.]/g, '-')
const namesOf = (flat: readonly string[]) => flat.filter((_, index) => index % 2 === 0)

t.test('no spelling of a header that says who is calling passes', async () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(identityField, passingField)), (fields) => {
      const headers = upstreamRequestHeaders(fields.flat(), undefined, ORIGIN, IDENTITY)
      const foreign = namesOf(headers.slice(0, -OURS.length)).map(fold)
      return foreign.every((name) => !IDENTITY_NAMES.includes(name))
    }),
    { numRuns: 500 },
  )
})

t.test('a header that only begins like one of identity is dropped too', async (t) => {
  for (const name of [
    'X-DataHub-Actor-Urn',
    'x_forwarded_client_cert',
    'X-Forwarded',
    'X.Latchkey',
    'X-Latchkey-Id',
  ]) {
    t.same(upstreamRequestHeaders([name, 'x'], undefined, ORIGIN, IDENTITY), OURS, name)
  }
})

t.test('what we add is there, once and last, whatever the Connection header names', async () => {
  const nominated = fc.array(
    fc.constantFrom(...namesOf(OURS), 'x-datahub-actor', 'close', 'Keep-Alive', '*', '').chain(inAnySpelling),
  )
  fc.assert(
    fc.property(nominated, fc.array(fc.oneof(identityField, hopField)), (names, fields) => {
      const connection = names.join(', ')
      const headers = upstreamRequestHeaders(
        [...fields, ['Connection', connection]].flat(),
        connection,
        ORIGIN,
        IDENTITY,
      )
      return JSON.stringify(headers) === JSON.stringify(OURS)
    }),
  )
})

t.test('all other headers reach GMS in their order, their spelling and their number', async () => {
  const field = fc.oneof(
    fc.record({ passes: fc.constant(true), field: passingField }),
    fc.record({ passes: fc.constant(false), field: fc.oneof(identityField, hopField) }),
  )
  fc.assert(
    fc.property(
      fc.array(field),
      fc.constantFrom(undefined, 'close', 'keep-alive', 'Upgrade'),
      (fields, connection) => {
        const sent = fields.flatMap(({ field }) => field)
        const kept = fields.filter(({ passes }) => passes).flatMap(({ field }) => field)
        const headers = upstreamRequestHeaders(sent, connection, ORIGIN, IDENTITY)
        return JSON.stringify(headers) === JSON.stringify([...kept, ...OURS])
      },
    ),
    { numRuns: 500 },
  )
})

t.test('a header named in Connection stays here, in any case and amid spaces', async (t) => {
  const sent = ['X-One', '1', 'x-two', '2', 'X-Three', '3', 'Connection', 'close,  X-TWO ,x-one']
  const headers = upstreamRequestHeaders(sent, 'close,  X-TWO ,x-one', ORIGIN, IDENTITY)
  t.same(headers, ['X-Three', '3', ...OURS])
})

t.test('expectations are met here and not passed on', async (t) => {
  t.same(upstreamRequestHeaders(['Expect', '100-continue'], undefined, ORIGIN, IDENTITY), OURS)
})

t.test('a request without a host gets no forwarded host, and one as nobody no identity', async (t) => {
  const headers = upstreamRequestHeaders(['Accept', '*/*'], undefined, { ...ORIGIN, host: undefined }, [])
  t.same(headers, ['Accept', '*/*', 'x-forwarded-for', '192.0.2.7', 'x-forwarded-proto', 'http'])
})

t.test('a flood of header names opens no gap', async (t) => {
  // More names than verdicts are remembered for.
  const flood = Array.from({ length: 3_000 }, (_, i) => [`x-flood-${i}`, `${i}`]).flat()
  t.same(upstreamRequestHeaders(flood, undefined, ORIGIN, IDENTITY), [...flood, ...OURS])
  const sent = ['x_DataHub.aCtor', 'urn:li:corpuser:datahub', 'X-Late', '1', 'x-Real_Ip', '10.0.0.1']
  for (const repetition of [1, 2]) {
    const headers = upstreamRequestHeaders(sent, undefined, ORIGIN, IDENTITY)
    t.same(headers, ['X-Late', '1', ...OURS], `time ${repetition}`)
  }
})

t.test("GMS's answer reaches the client whole, but for what is between two neighbours", async () => {
  const answerField = fc.tuple(
    fc.constantFrom(
      'Content-Type',
      'Set-Cookie',
      'ETag',
      'x-forwarded-for',
      'X-DataHub-Actor',
      'WWW-Authenticate',
    ),
    headerValue,
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(answerField, hopField)), (fields) => {
      const kept = fields.filter(([name]: Field) => !HOP_BY_HOP.includes(name.toLowerCase())).flat()
      return JSON.stringify(downstreamResponseHeaders(fields.flat(), undefined)) === JSON.stringify(kept)
    }),
  )
})

t.test("a header named in the Connection field of GMS's answer does not reach the client", async (t) => {
  const answer = ['Set-Cookie', 'a=1', 'X-Internal', 'x', 'set-cookie', 'b=2', 'Connection', 'x-internal']
  t.same(downstreamResponseHeaders(answer, 'x-internal'), ['Set-Cookie', 'a=1', 'set-cookie', 'b=2'])
})
