import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Provider } from 'oidc-provider'
import type { Test } from 'tap'
import { freePort } from './servers/free-port.ts'

type Claims = Record<string, unknown>

/** A real OpenID Connect provider on 127.0.0.1, whose people sign in by clicking on their name. */
export interface TestProvider {
  issuer: string
  discoveryUri: string
  clientId: string
  clientSecret: string
  /** What is told of a person besides `sub`, by name. */
  people: Map<string, Claims>
  /** Changes the claims of the next ID tokens before they are signed; `undefined`: leaves them. */
  alterIdToken: ((claims: Claims) => Claims) | undefined
  /** Signs the next ID tokens with a key that is not the provider's. */
  forgeSignature: boolean
  /** Requests by path. */
  asked: Map<string, number>
  stop(): Promise<void>
  restart(): Promise<void>
}

const CLIENT_ID = 'latchkey'
const CLIENT_SECRET = 'the-secret-of-the-client-at-the-provider'

export async function startIdentityProvider(
  t: Test,
  { redirectUris }: { redirectUris: string[] },
): Promise<TestProvider> {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const people = new Map<string, Claims>()
  const asked = new Map<string, number>()
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: redirectUris,
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username', 'groups'],
    },
    cookies: { keys: ['a key of the tests'] },
    features: { devInteractions: { enabled: false }, userinfo: { enabled: true } },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people.get(id) }) }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'first', use: 'sig' }] as never },
    // Everybody has agreed beforehand that we may know their name.
    async loadExistingGrant(ctx) {
      const { Grant } = ctx.oidc.provider
      const accountId = ctx.oidc.session?.accountId ?? ''
      const before = ctx.oidc.session?.grantIdFor(CLIENT_ID)
      if (before !== undefined) return Grant.find(before)
      const grant = new Grant({ clientId: CLIENT_ID, accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  })
  // It warns on standard error that it runs without TLS and with stores in memory.
  oidc.on('server_error', (_, error) => t.comment(error.message))

  const provider: TestProvider = {
    issuer,
    discoveryUri: `${issuer}/.well-known/openid-configuration`,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    people,
    alterIdToken: undefined,
    forgeSignature: false,
    asked,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
    restart: async () => {
      await once(server.listen(port, '127.0.0.1'), 'listening')
    },
  }

  oidc.use(async (ctx, next) => {
    asked.set(ctx.path, (asked.get(ctx.path) ?? 0) + 1)
    await next()
    const body = ctx.body as { id_token?: string } | undefined
    if (ctx.path !== '/token' || body?.id_token === undefined) return
    const key = provider.forgeSignature
      ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      : privateKey
    if (provider.alterIdToken || provider.forgeSignature)
      body.id_token = resigned(body.id_token, key, provider.alterIdToken ?? ((claims) => claims))
  })

  const handle = oidc.callback()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer)
    if (pathname.startsWith('/interaction/'))
      answerInteraction(oidc, request, response, searchParams.get('as'))
    else handle(request, response)
  })
  await provider.restart()
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
  })
  return provider
}

/** Without `?as=` a page with nothing on it; with it, that person signs in, and nobody does where it is empty. */
function answerInteraction(
  oidc: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  as: string | null,
): void {
  if (as === null) {
    response.end('Who are you?')
    return
  }
  const result =
    as === ''
      ? { error: 'access_denied', error_description: 'nobody signed in' }
      : { login: { accountId: as } }
  oidc
    .interactionFinished(request, response, result, { mergeWithLastSubmission: false })
    .catch((error: Error) => {
      response.statusCode = 500
      response.end(error.message)
    })
}

function resigned(jwt: string, key: KeyObject, alter: (claims: Claims) => Claims): string {
  const [header = '', payload = ''] = jwt.split('.')
  const claims = alter(JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims)
  const content = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`
}
