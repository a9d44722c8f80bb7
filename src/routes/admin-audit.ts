import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { AuditView } from '../app/audit/read-audit.ts'
import { prefers } from '../domain/accept.ts'
import type { Access } from '../domain/access.ts'
import { AUDIT_ACTIONS, type AuditAction } from '../domain/audit.ts'
import { LINK_FAULTS } from '../domain/audit-chain.ts'
import { callerOf } from './caller.ts'
import { Problem } from './token-schemas.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }

const NDJSON = 'application/x-ndjson'

// A million records take about a minute to a reader that keeps up; one that has stopped reading is cut off in the end.
const EXPORT_MS_MAX = 3_600_000

const Seal = Type.String({ pattern: '^[0-9a-f]{64}$' })
const TextOrNull = Type.Union([Type.String(), Type.Null()])
const SeqOrNull = Type.Union([Type.Integer(), Type.Null()])

const AuditRecord = Type.Object(
  {
    seq: Type.Union([Type.Integer(), Type.Null()], { description: 'Place in the chain; null until sealed' }),
    id: Type.String({ description: 'UUID' }),
    at: Type.Integer({ description: 'Epoch milliseconds' }),
    action: Type.Enum(Object.keys(AUDIT_ACTIONS) as AuditAction[]),
    outcome: Type.Enum(['done', 'refused']),
    actorUrn: Type.Union([Type.String(), Type.Null()], {
      description: 'Who did it; null: nobody signed in, or the service',
    }),
    actorTokenId: Type.Union([Type.String(), Type.Null()], { description: 'The token that was used' }),
    subject: Type.Union([Type.String(), Type.Null()], { description: 'What it was done to' }),
    address: TextOrNull,
    userAgent: TextOrNull,
    details: Type.Object({}, { additionalProperties: true, description: 'The rest, by action' }),
    seal: Type.Union([Type.String(), Type.Null()], { description: 'HMAC-SHA-256 in hexadecimal' }),
  },
  { description: 'What is remembered of one act; see docs/audit.md' },
)

const AuditList = Type.Object({
  items: Type.Array(AuditRecord),
  nextCursor: TextOrNull,
})

const AuditQuery = Type.Object(
  {
    action: Type.Optional(Type.Enum(Object.keys(AUDIT_ACTIONS) as AuditAction[])),
    actor: Type.Optional(Type.String({ maxLength: 1024, description: 'URN of who did it' })),
    subject: Type.Optional(Type.String({ maxLength: 1024, description: 'URN of what it was done to' })),
    outcome: Type.Optional(Type.Enum(['done', 'refused'])),
    address: Type.Optional(Type.String({ maxLength: 64, description: 'IP address as recorded' })),
    since: Type.Optional(Type.Integer({ minimum: 0, description: 'Epoch milliseconds, inclusive' })),
    until: Type.Optional(Type.Integer({ minimum: 0, description: 'Epoch milliseconds, exclusive' })),
    limit: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 20,
      description: 'Of a page, not of an export',
    }),
    cursor: Type.Optional(
      Type.String({ maxLength: 500, description: 'nextCursor of the page before; not for an export' }),
    ),
    format: Type.Optional(
      Type.Enum(['json', 'ndjson'], { description: `Default: what Accept says. ndjson exports all` }),
    ),
  },
  { additionalProperties: false },
)

const VerificationQuery = Type.Object(
  {
    from: Type.Integer({ minimum: 1, default: 1, description: 'The first record to look at' }),
    knownSeq: Type.Optional(Type.Integer({ minimum: 1, description: 'Number of a head noted elsewhere' })),
    knownSeal: Type.Optional(Seal),
  },
  {
    additionalProperties: false,
    dependencies: { knownSeq: ['knownSeal'], knownSeal: ['knownSeq'] },
  },
)

const Verification = Type.Object(
  {
    verdict: Type.Enum(['intact', 'broken', 'unfinished'], {
      description: 'unfinished: intact so far; ask again with from = continueFrom',
    }),
    broken: Type.Union([
      Type.Object({
        seq: Type.Integer(),
        id: TextOrNull,
        fault: Type.Enum(Object.keys(LINK_FAULTS) as (keyof typeof LINK_FAULTS)[]),
      }),
      Type.Null(),
    ]),
    checked: Type.Object({ from: Type.Integer(), to: SeqOrNull, count: Type.Integer() }),
    continueFrom: SeqOrNull,
    head: Type.Union([Type.Object({ seq: Type.Integer(), seal: Type.String() }), Type.Null()]),
    unsealed: Type.Object({
      count: Type.Integer({ description: '10000 stands for more, too' }),
      oldestAt: Type.Union([Type.Integer(), Type.Null()], { description: 'Epoch milliseconds' }),
    }),
  },
  { description: 'The first broken link of the chain, and what is not in it yet' },
)

/** What was done, by whom, from where; and whether it still stands as it was written. */
export const adminAudit: FastifyPluginAsyncTypebox = async (door) => {
  const errors = { 400: Problem, 401: Problem, 403: Problem, 503: Problem }

  door.get(
    '/admin/audit',
    {
      config: PRINCIPAL,
      handlerTimeout: EXPORT_MS_MAX,
      // A HEAD would run the whole export to throw it away.
      exposeHeadRoute: false,
      schema: {
        summary: 'Read the audit trail, newest first, by page or as an export',
        tags: ['administration'],
        querystring: AuditQuery,
        response: {
          200: {
            description: 'A page; or, as NDJSON, one record a line, all that meet the filter',
            content: {
              'application/json': { schema: AuditList },
              // Described as one line of it; what is sent is a stream.
              [NDJSON]: { schema: Type.Unsafe<Readable>(AuditRecord) },
            },
          },
          ...errors,
        },
      },
    },
    async (request, reply) => {
      const { limit, cursor, format, actor, ...rest } = request.query
      const filter = { ...rest, ...(actor === undefined ? {} : { actorUrn: actor }) }
      reply.header('cache-control', 'no-store').header('vary', 'accept')
      if (format === 'json' || (format === undefined && !wantsNdjson(request))) {
        const page = cursor === undefined ? { limit } : { limit, cursor }
        return door.auditTrail.list(callerOf(request), filter, page)
      }
      const pages = await door.auditTrail.exportAll(callerOf(request), filter)
      return reply
        .type(NDJSON)
        .header('content-disposition', 'attachment; filename="audit.ndjson"')
        .send(Readable.from(lines(pages)))
    },
  )

  door.get(
    '/admin/audit/verification',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Verify the chain of the audit trail',
        tags: ['administration'],
        querystring: VerificationQuery,
        response: { 200: Verification, ...errors },
      },
    },
    async (request, reply) => {
      const { from, knownSeq: seq, knownSeal: seal } = request.query
      const known = seq === undefined || seal === undefined ? {} : { known: { seq, seal } }
      reply.header('cache-control', 'no-store')
      return door.auditTrail.verify(callerOf(request), { from, ...known })
    },
  )
}

function wantsNdjson({ headers }: FastifyRequest): boolean {
  return prefers(headers.accept ?? '', NDJSON, 'application/json')
}

/** A text of one line a record for each page, made when the reader takes it. */
async function* lines(pages: AsyncIterable<readonly AuditView[]>): AsyncGenerator<string> {
  for await (const page of pages) {
    if (page.length > 0) yield page.map((view) => `${JSON.stringify(view)}\n`).join('')
  }
}
