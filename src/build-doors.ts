import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifySchema,
  type FastifyServerOptions,
} from 'fastify'
import accessDeclared from '../plugins/access-declared.ts'
import accessGuard from '../plugins/door/access-guard.ts'
import docsFiles from '../plugins/door/docs-files.ts'
import errors, { sendError } from '../plugins/door/errors.ts'
import gmsRoutes from '../plugins/door/gms-routes.ts'
import jsonBodies from '../plugins/door/json-bodies.ts'
import services from '../plugins/door/services.ts'
import sessionCookies from '../plugins/door/session-cookies.ts'
import { answerUnreadable } from './adapters/write-problem.ts'
import { callbackUrl } from './config/sign-in-rules.ts'
import { adminAudit } from './routes/admin-audit.ts'
import { adminGroups } from './routes/admin-groups.ts'
import { adminPolicies } from './routes/admin-policies.ts'
import { adminRoles } from './routes/admin-roles.ts'
import { adminServiceAccounts } from './routes/admin-service-accounts.ts'
import { adminTokens } from './routes/admin-tokens.ts'
import { adminUsers } from './routes/admin-users.ts'
import { authorize } from './routes/authorize.ts'
import { docs } from './routes/docs.ts'
import { frontPages } from './routes/front-pages.ts'
import { graphqlRoutes } from './routes/graphql.ts'
import { lastUse } from './routes/last-use.ts'
import { otherMethodsOf } from './routes/other-methods.ts'
import { ownTokens } from './routes/own-tokens.ts'
import { presentedTokens } from './routes/presented-tokens.ts'
import { signIn } from './routes/sign-in.ts'
import { signUp } from './routes/sign-up.ts'
import { sso } from './routes/sso.ts'
import { parameterErrors } from './routes/validation.ts'
import { whoAmI } from './routes/who-am-i.ts'

// The largest body that our own endpoints take; what goes to GMS streams through and has no such bound.
const OWN_BODY_BYTES_MAX = 65_536

// A request to an endpoint of ours, its body included; what goes to GMS may take its time.
const OWN_REQUEST_MS_MAX = 15_000

// Each of them is datahub-frontend's name for GMS's `/api/graphql` (Application.java).
const FRONT_GRAPHQL = ['/api/v2/graphql', '/api/graphql', '/api/gms/api/graphql']

const FRONT_TO_GMS = [
  { url: '/api/gms', mount: '/api/gms', access: { kind: 'proxied' } },
  { url: '/api/gms/*', mount: '/api/gms', access: { kind: 'proxied' } },
  { url: '/openapi/*', mount: '', access: { kind: 'proxied' } },
] as const

const ANYBODY = {
  kind: 'public',
  why: 'GMS answers these to anybody, and clients ask before they have a token',
} as const

const GMS_TO_GMS = [
  { url: '/health', mount: '', access: ANYBODY },
  { url: '/config', mount: '', access: ANYBODY },
  { url: '/*', mount: '', access: { kind: 'proxied' } },
] as const

/** The routes of the front door that are described in docs/openapi.json; the others are GMS's. */
export const FRONT_ROUTES: readonly FastifyPluginAsync[] = [
  frontPages,
  docs,
  signIn,
  signUp,
  sso,
  ownTokens,
  adminTokens,
  lastUse,
  presentedTokens,
  whoAmI,
  adminUsers,
  adminGroups,
  adminRoles,
  adminServiceAccounts,
  adminPolicies,
  authorize,
  adminAudit,
  graphqlRoutes(FRONT_GRAPHQL),
]

/** The front door (9002): what datahub-frontend answers, our own API, and GMS behind `/api/gms`. */
export async function buildFrontDoor(core: FastifyInstance): Promise<FastifyInstance> {
  const door = await buildDoor(core, { cookies: true })
  const otherMethods = otherMethodsOf(door)
  await door.register(docsFiles)
  for (const routes of FRONT_ROUTES) await door.register(routes)
  otherMethods.refuse()
  await door.register(gmsRoutes, { routes: FRONT_TO_GMS })
  return door
}

/** The GMS-shaped door (8080): everything goes to GMS, tokens only. */
export async function buildGmsDoor(core: FastifyInstance): Promise<FastifyInstance> {
  const door = await buildDoor(core, { cookies: false })
  const otherMethods = otherMethodsOf(door)
  await door.register(graphqlRoutes(['/api/graphql']))
  otherMethods.refuse()
  await door.register(gmsRoutes, { routes: GMS_TO_GMS })
  return door
}

async function buildDoor(core: FastifyInstance, { cookies }: { cookies: boolean }): Promise<FastifyInstance> {
  const options: FastifyServerOptions = {
    // With a logger of its own Fastify makes a child of it and two listeners for each request, a tenth of what a small
    // answer costs; errors are logged through the core's.
    logger: false,
    bodyLimit: OWN_BODY_BYTES_MAX,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, _, reply) => sendError(door, error, reply),
    // A request on a kept-alive connection that arrives while the door closes is still served, then the connection ends.
    return503OnClosing: false,
    // A URN has at most 1024 bytes, each of them three characters when percent-encoded.
    routerOptions: { maxParamLength: 3_072 },
    schemaErrorFormatter: parameterErrors,
    ajv: { customOptions: { removeAdditional: false } },
  }
  const door: FastifyInstance = Fastify(options)
  await door.register(accessDeclared)
  await door.register(services, { core })
  await door.register(sessionCookies, {
    secure: core.settings.AUTH_COOKIE_SECURE,
    callbackPath: callbackUrl(core.settings).pathname,
  })
  door.addHook('onRoute', (route) => {
    const kind = route.config?.access?.kind
    if (kind === 'public' || kind === 'principal') route.handlerTimeout ??= OWN_REQUEST_MS_MAX
    route.schema = withoutFailures(route.schema)
  })
  await door.register(jsonBodies)
  await door.register(accessGuard, { cookies })
  await door.register(errors, { log: core.log })
  return door
}

/**
 * A route's schema without the answers that are errors: these are text already when they are sent, and a serializer for
 * each of some 400 would cost the start half a second and 40 MB.
 */
function withoutFailures(schema: FastifySchema = {}): FastifySchema {
  const successes = Object.entries(schema.response ?? {}).filter(([status]) => status < '4')
  return { ...schema, response: Object.fromEntries(successes) }
}
