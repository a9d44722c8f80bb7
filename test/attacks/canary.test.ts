import { readdirSync, readFileSync } from 'node:fs'
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import t from 'tap'
import { TYPE_DEFS } from '../../src/graphql/schema/index.ts'
import { issueToken, signIn } from '../helpers/person.ts'
import { startProcess } from '../helpers/service.ts'
import { PASSWORD, REQUEST } from './attacked.ts'

/**
 * Part E of the attack list, attack 85 (docs/attacks.md): a token in every input that the front door describes, and in
 * none of its outputs. What misuses tokens elsewhere, as in paths and header fields, is in test/doors/secrets.test.ts.
 */

const JANE = 'urn:li:corpuser:jane'

// What somebody writes as a description is kept, and given back, as it stands.
const KEPT_TEXT = 'description'

interface Schema {
  type?: string
  enum?: string[]
  properties?: Record<string, Schema>
  required?: string[]
  schema?: Schema
}

interface Operation {
  parameters?: { in: string; name: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

interface Input {
  what: string
  path: string
  init: RequestInit
}

const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
}

/** A value that gets past the first checks, so that what is wrong is found as far inside as can be. */
function sample(name: string, path: string, { type, enum: values }: Schema): unknown {
  if (values !== undefined) return values[0]
  if (type === 'integer') return 1
  if (type === 'boolean') return true
  if (type === 'array') return [JANE]
  if (/roles/.test(path) && /urn/i.test(name)) return 'urn:li:dataHubRole:Reader'
  return /urn/i.test(name) ? JANE : 'x'
}

/** Requests for an operation, with the canary in one parameter, header or field of each. */
function inputsOf(url: string, method: string, operation: Operation, canary: string): Input[] {
  const { parameters = [], requestBody } = operation
  const json = requestBody && { 'content-type': 'application/json' }
  const { properties = {}, required = [] } = requestBody?.content['application/json']?.schema ?? {}
  const body = Object.fromEntries(
    required.map((name) => [name, sample(name, url, properties[name] as Schema)]),
  )
  const request = (what: string, at: Record<string, string>, sent: object = body, headers = {}): Input => {
    const path = url.replaceAll(/\{(\w+)\}/g, (_, name) =>
      encodeURIComponent(at[name] ?? String(sample(name, url, {}))),
    )
    const init = { method, headers: { ...json, ...headers }, ...(json && { body: JSON.stringify(sent) }) }
    return { what: `${method} ${url} ${what}`, path, init }
  }
  const fields = Object.entries(properties).filter(([name]) => name !== KEPT_TEXT)
  return [
    ...parameters.map(({ in: place, name }) => {
      if (place === 'header') return request(name, {}, body, { [name]: canary })
      const input = request(name, place === 'path' ? { [name]: canary } : {})
      return place === 'query' ? { ...input, path: `${input.path}?${name}=${canary}` } : input
    }),
    { ...request('an unknown parameter', {}), path: `${request('', {}).path}?${canary}=1` },
    ...fields.flatMap(([name]) => [
      request(name, {}, { ...body, [name]: canary }),
      request(`${name}, in a list`, {}, { ...body, [name]: [canary] }),
    ]),
    ...(json === undefined
      ? []
      : [
          request('an unknown field', {}, { ...body, [canary]: 1 }),
          { ...request('no JSON', {}), init: { method, headers: json, body: `{"x":"${canary}` } },
          { ...request('a type', {}), init: { method, headers: { 'content-type': canary }, body: canary } },
        ]),
  ]
}

/** Values of a type that can be, and each with the canary in one of its leaves. */
function valuesOf(type: GraphQLInputType, canary: string): { plain: unknown; bad: unknown[] } {
  if (isNonNullType(type)) return valuesOf(type.ofType, canary)
  if (isListType(type)) {
    const { plain, bad } = valuesOf(type.ofType, canary)
    return { plain: [plain], bad: [...bad.map((value) => [value]), canary] }
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields())
    const plain = Object.fromEntries(
      fields.flatMap(({ name, type }) =>
        isNonNullType(type) ? [[name, valuesOf(type, canary).plain] as const] : [],
      ),
    )
    const bad = fields
      .filter(({ name }) => name !== KEPT_TEXT)
      .flatMap(({ name, type }) => valuesOf(type, canary).bad.map((value) => ({ ...plain, [name]: value })))
    return {
      plain,
      bad: [
        ...bad,
        canary,
        { ...plain, [canary]: 1 },
        ...(type.name === 'FacetFilterInput' ? [{ field: canary, values: [] }] : []),
      ],
    }
  }
  const name = isEnumType(type) ? type.getValues()[0]?.name : { Int: 1, Long: 1, Boolean: true }[type.name]
  return { plain: name ?? JANE, bad: [canary] }
}

/** GraphQL for a root field, with the canary in each of its arguments, as a variable and in the document. */
function questionsOf(
  kind: string,
  { name, args, type }: GraphQLField<unknown, unknown>,
  canary: string,
): object[] {
  const selection = isCompositeType(getNamedType(type)) ? '{ __typename }' : ''
  return args.flatMap((argument) =>
    valuesOf(argument.type, canary).bad.flatMap((value) => {
      const others = args.filter((other) => other !== argument && isNonNullType(other.type))
      const rest = others
        .map((other) => `, ${other.name}: ${literal(valuesOf(other.type, canary).plain)}`)
        .join('')
      const asked = (given: string) => `{ ${name}(${argument.name}: ${given}${rest}) ${selection} }`
      return [
        { query: `${kind}($v: ${argument.type}) ${asked('$v')}`, variables: { v: value } },
        { query: `${kind} ${asked(literal(value))}` },
      ]
    }),
  )
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${literal(inner)}`)
    .join(', ')} }`
}

t.test(
  'attack 85: a token that is put into any input is in no answer, log, metric, record or file',
  async (t) => {
    const service = await startProcess(t, { LOG_LEVEL: 'trace', ROOT_PASSWORD: PASSWORD })
    const { front, gms, metrics, folder } = service
    const cookie = await signIn(front, 'datahub', PASSWORD)
    const { token: canary } = await issueToken(front, cookie, REQUEST)
    const [, payload = '', signature = ''] = canary.split('.')
    const tells = (text: string) => text.includes(payload) || text.includes(signature)
    let asked = 0
    const ask = async (what: string, url: string, init: RequestInit = {}) => {
      const headers = { cookie, 'sec-fetch-site': 'same-origin', ...(init.headers as object) }
      const answer = await fetch(url, { redirect: 'manual', ...init, headers })
      const text = [...answer.headers]
        .flat()
        .concat(await answer.text())
        .join('\n')
      t.notOk(tells(text), `${what}: ${answer.status}`)
      t.ok(answer.status < 500, what)
      asked++
      return text
    }

    for (const [url, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods)) {
        if (url === '/logOut') continue
        for (const { what, path, init } of inputsOf(url, method.toUpperCase(), operation, canary))
          await ask(what, front + path, init)
      }
    const schema = buildSchema(TYPE_DEFS.join('\n'))
    for (const [kind, type] of [
      ['query', schema.getQueryType()],
      ['mutation', schema.getMutationType()],
    ] as const)
      for (const field of Object.values(type?.getFields() ?? {}))
        for (const question of questionsOf(kind, field, canary)) {
          const headers = { 'content-type': 'application/json' }
          const body = JSON.stringify(question)
          await ask(body.replaceAll(canary, '<token>'), `${front}/api/graphql`, {
            method: 'POST',
            headers,
            body,
          })
        }
    await ask('a path of GMS’s', `${gms}/auth/${canary}`, { headers: { authorization: `Basic ${canary}` } })
    await ask('the metrics', `${metrics}/metrics`)
    t.match(await ask('the audit export', `${front}/admin/audit?format=ndjson`), /token\.create/)
    t.ok(asked > 400, `${asked} questions were asked`)
    await service.stop()

    t.ok(service.output().includes('"level":"info"'), 'there is a log to look at')
    t.notOk(tells(service.output()), 'the log')
    for (const file of readdirSync(`${folder}/data`))
      t.notOk(tells(readFileSync(`${folder}/data/${file}`, 'latin1')), file)
  },
)
