import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { openApiDocument } from '../../scripts/pages/openapi.ts'
import { buildCore } from '../../src/build-core.ts'
import { buildFrontDoor } from '../../src/build-doors.ts'
import { loadSettings } from '../../src/config/load.ts'
import { startInProcess } from '../helpers/service.ts'

// What goes to GMS is described by GMS.
const PROXIED = ['/api/gms', '/api/gms/*', '/openapi/*']

const VIEWER = [
  '/docs/page.js',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
  '/docs/favicon-32x32.png',
]

// What the page is made of, and its other spelling.
const PARTS = ['/docs/', ...VIEWER]

interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  security?: object[]
  parameters?: { name: string; in: string; required?: boolean; schema: { default?: unknown } }[]
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>
}

interface Document {
  openapi: string
  servers: object[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> }
}

const file = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')

/** The front door as it is built, with every route that was registered on it. */
async function frontDoor(t: Test): Promise<{ door: FastifyInstance; routes: RouteOptions[] }> {
  const folder = t.testdir({ data: {} })
  const settings = loadSettings({ DATABASE_URL: `sqlite:${folder}/data/latchkey.db` })
  const core = await buildCore({ settings, logger: pino({ level: 'silent' }), onRootPassword() {} })
  const routes: RouteOptions[] = []
  const collect = (message: unknown): void => {
    ;(message as { fastify: FastifyInstance }).fastify.addHook('onRoute', (route) => void routes.push(route))
  }
  subscribe('fastify.initialization', collect)
  const door = await buildFrontDoor(core)
  unsubscribe('fastify.initialization', collect)
  await door.ready()
  t.teardown(async () => {
    await door.close()
    await core.close()
  })
  return { door, routes }
}

/** As the document writes it: `/v1/tokens/{id}`. */
// Two colons are the router's spelling of one that begins no parameter.
const template = (url: string): string => url.replaceAll(/\/:(\w+)/g, '/{$1}').replaceAll('::', ':')

const operations = (document: Document): [string, string, Operation][] =>
  Object.entries(document.paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      method,
      url,
      operation,
    ]),
  )

t.test('the document that is served is the one that was generated from the routes', async (t) => {
  const { front } = await startInProcess(t)
  const answer = await fetch(`${front}/docs/json`)
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  t.equal(await answer.text(), file)
})

t.test('every route of the front door is described, and nothing else is', async (t) => {
  const { door, routes } = await frontDoor(t)
  const { paths } = JSON.parse(file) as Document
  for (const { method, url, schema } of routes) {
    for (const one of [method].flat()) {
      if (one === 'HEAD' || PROXIED.includes(url) || PARTS.includes(url)) continue
      const described = paths[template(url)]?.[one.toLowerCase()]
      // What is hidden are the methods that a URL does not take, which say so.
      if (schema?.hide !== true) t.ok(described, `${one} ${url}`)
      else t.ok(paths[template(url)] !== undefined && described === undefined, `${one} ${url}`)
    }
  }
  for (const [method, url] of operations(JSON.parse(file))) {
    const path = url.replaceAll(':', '::').replaceAll(/\{(\w+)\}/g, ':$1')
    t.ok(door.hasRoute({ method: method.toUpperCase() as 'GET', url: path }), `${method} ${url}`)
  }
})

t.test('an operation has a name of its own, a place in the list, and says who may call it', async (t) => {
  const document = JSON.parse(file) as Document
  t.match(document.openapi, /^3\.1\./)
  const names = new Set<string>()
  const { routes } = await frontDoor(t)
  for (const [method, url, operation] of operations(document)) {
    const what = `${method} ${url}`
    t.match(operation.operationId, /^[a-z]+[A-Za-z0-9]+$/, what)
    t.notOk(names.has(operation.operationId ?? ''), what)
    names.add(operation.operationId ?? '')
    t.equal(operation.tags?.length, 1, what)
    t.ok(operation.summary, what)
    const route = routes.find(
      (one) => template(one.url) === url && [one.method].flat().includes(method.toUpperCase()),
    )
    const isOpen = route?.config?.access?.kind === 'public'
    t.strictSame(operation.security, isOpen ? undefined : [{ token: [] }, { session: [] }], what)
  }
  t.match(document.components.securitySchemes, {
    token: { type: 'http', scheme: 'bearer' },
    session: { type: 'apiKey', in: 'cookie', name: 'latchkey_session' },
  })
})

t.test('an operation says what it answers, and each of its errors has a schema', async (t) => {
  const document = JSON.parse(file) as Document
  for (const [method, url, { responses, security }] of operations(document)) {
    const what = `${method} ${url}`
    const statuses = Object.keys(responses)
    t.ok(
      statuses.some((status) => /^[23]/.test(status)),
      what,
    )
    // What changes something is refused to a cookie from another origin, and without JSON.
    const errors = ['400', '401', ...(method === 'get' ? [] : ['403', '415']), '500', '503']
    if (security !== undefined)
      for (const status of errors) t.ok(statuses.includes(status), `${what} ${status}`)
    for (const [status, { content = {} }] of Object.entries(responses)) {
      if (status < '4') continue
      const schemas = Object.values(content).map(({ schema }) => schema)
      t.ok(
        schemas.length > 0 && schemas.every((schema) => Object.keys(schema).length > 0),
        `${what} ${status}`,
      )
    }
  }
  for (const reference of file.matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g))
    t.ok(document.components.schemas[reference[1] ?? ''], reference[0])
})

t.test('the page is made of our own files, and may load and send nothing anywhere else', async (t) => {
  const { front } = await startInProcess(t)
  const page = await fetch(`${front}/docs`)
  const html = await page.text()
  t.match(page.headers.get('content-type'), /^text\/html/)
  t.notMatch(html, /https?:|<style|style=|<script>|onload=/)
  for (const url of ['/docs', '/docs/json', ...VIEWER]) {
    const { status, headers } = await fetch(front + url)
    t.equal(status, 200, url)
    t.equal(
      headers.get('content-security-policy'),
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    t.equal(headers.get('x-content-type-options'), 'nosniff')
  }
  for (const [, url] of html.matchAll(/(?:src|href)="([^"]+)"/g))
    t.equal((await fetch(new URL(url ?? '', `${front}/docs`))).status, 200, html)
  const slash = await fetch(`${front}/docs/`, { redirect: 'manual' })
  t.equal(new URL(slash.headers.get('location') ?? '', `${front}/docs/`).pathname, '/docs')
  t.equal((await fetch(`${front}/docs/..%2fpackage.json`)).status, 404)
})

t.test('attack 90: what anybody may read of the API tells nothing of this deployment', async (t) => {
  const secrets = {
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'canary-signing-key-canary-signing-key',
    DATAHUB_TOKEN_SERVICE_SALT: 'canary-salt-canary-salt-canary-salt-canary',
    ROOT_PASSWORD: 'canary-root-password',
  }
  const { front, metrics, folder } = await startInProcess(t, secrets)
  for (const url of ['/docs', '/docs/json', '/docs/page.js', '/health', '/admin'].map(
    (path) => front + path,
  )) {
    const text = await (await fetch(url)).text()
    for (const secret of [...Object.values(secrets), folder]) t.notOk(text.includes(secret), url)
  }
  for (const path of ['/metrics', '/readyz', '/livez', '/startupz']) {
    const text = await (await fetch(metrics + path)).text()
    for (const secret of [...Object.values(secrets), folder, 'eyJ']) t.notOk(text.includes(secret), path)
  }
})

t.test('the document lets out of a query what has a default', async (t) => {
  const document = JSON.parse(await openApiDocument()) as Document
  const inQueries = operations(document).flatMap(([, , { parameters = [] }]) =>
    parameters.filter((parameter) => parameter.in === 'query'),
  )
  t.ok(inQueries.some(({ schema }) => schema.default !== undefined))
  for (const { name, required, schema } of inQueries) {
    if (schema.default !== undefined) t.not(required, true, name)
  }
})
