import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import Fastify, { type FastifySchema, type RouteOptions } from 'fastify'
import type { TSchema } from 'typebox'
import packageJson from '../../package.json' with { type: 'json' }
import { FRONT_ROUTES } from '../../src/build-doors.ts'
import { loadSettings } from '../../src/config/load.ts'
import { OAuthProblem } from '../../src/routes/oauth-errors.ts'
import { Problem, Token } from '../../src/routes/token-schemas.ts'

/** Schemas that many operations share: written once, and referred to. The inner ones last. */
const COMPONENTS: Record<string, TSchema> = { OAuthProblem, Problem, Token }

/** docs/openapi.json: the front door's own API, from the schemas of its routes. */
export async function openApiDocument(): Promise<string> {
  const app = Fastify({ exposeHeadRoutes: false })
  // Nothing of the description depends on them; some routes read them when they are registered.
  app.decorate('settings', loadSettings({}))
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Latchkey', version: packageJson.version, description: packageJson.description },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          session: { type: 'apiKey', in: 'cookie', name: 'latchkey_session' },
        },
      },
    },
    transform: ({ schema, url, route }) => ({ url, schema: describe(schema, route) }),
  })
  for (const routes of FRONT_ROUTES) await app.register(routes)
  await app.ready()
  return `${JSON.stringify(sharing(app.swagger()), null, 2)}\n`
}

/** What a route says of itself, with what follows from its declarations: its name, who may call it, its errors. */
function describe(schema: FastifySchema = {}, route: RouteOptions): FastifySchema {
  const kind = route.config?.access?.kind
  const own = Object.entries(schema.response ?? {})
  const success = own.some(([status]) => status < '4')
    ? {}
    : { 200: { description: schema.summary, content: { '*/*': { schema: {} } } } }
  const errors = kind === 'public' ? {} : errorsOf(schema, route)
  return {
    ...schema,
    ...(schema.querystring === undefined ? {} : { querystring: withOptionals(schema.querystring as Query) }),
    operationId: operationId(route),
    ...(kind === 'public' ? {} : { security: [{ token: [] }, { session: [] }] }),
    response: {
      ...success,
      ...asProblems(Object.entries(errors)),
      ...asProblems(own),
    },
  }
}

interface Query {
  properties: Record<string, TSchema & { default?: unknown }>
  required?: readonly string[]
}

/** What has a default may be left out: it is filled in before anybody asks whether it is there. */
function withOptionals(query: Query): Query {
  const { properties, required = [] } = query
  return { ...query, required: required.filter((name) => properties[name]?.default === undefined) }
}

/** Errors that the door itself gives, before or around a route's own. */
function errorsOf(schema: FastifySchema, route: RouteOptions): Record<number, TSchema> {
  const changes = route.method !== 'GET'
  return {
    400: Problem,
    401: Problem,
    ...(changes ? { 403: Problem, 415: Problem } : {}),
    ...(schema.body === undefined ? {} : { 408: Problem, 413: Problem }),
    500: Problem,
    503: Problem,
  }
}

function asProblems(responses: [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(
    responses.map(([status, body]) => [
      status,
      body === Problem || body === OAuthProblem
        ? {
            description: STATUS_CODES[status],
            content: { 'application/problem+json': { schema: body } },
          }
        : body,
    ]),
  )
}

/** `GET /v1/tokens/:id` is `getV1TokensById`. */
function operationId({ method, url }: RouteOptions): string {
  const words = url
    .replaceAll(/\/:(\w+)/g, '/by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
  return String(method).toLowerCase() + words.map(capital).join('')
}

/** The document with each of COMPONENTS in one place. */
function sharing(document: object): object {
  const components = Object.entries(COMPONENTS)
  const shared = (value: unknown, except?: string): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const text = JSON.stringify(value)
    const known = components.find(([name, schema]) => name !== except && JSON.stringify(schema) === text)
    if (known !== undefined) return { $ref: `#/components/schemas/${known[0]}` }
    if (Array.isArray(value)) return value.map((item) => shared(item))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shared(member)]))
  }
  const {
    components: others,
    openapi,
    info,
    ...rest
  } = document as Record<'components' | 'openapi' | 'info', object>
  const schemas = Object.fromEntries(components.map(([name, schema]) => [name, shared(schema, name)]))
  return {
    openapi,
    info,
    // Relative to /docs/json, so that it holds under a prefix too.
    servers: [{ url: '..' }],
    ...(shared(rest) as object),
    components: { ...others, schemas },
  }
}
