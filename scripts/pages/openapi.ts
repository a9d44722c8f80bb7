import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import packageJson from '../../package.json' with { type: 'json' }
import { frontPages } from '../../src/routes/front-pages.ts'
import { ownTokens } from '../../src/routes/own-tokens.ts'
import { signIn } from '../../src/routes/sign-in.ts'

/** docs/openapi.json: the front door's own API, from the schemas of its routes. */
export async function openApiDocument(): Promise<string> {
  const app = Fastify({ exposeHeadRoutes: false })
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
    // Who may call a route is declared once, for the guard; the document says the same.
    transform: ({ schema, url, route }) => ({
      url,
      schema:
        route.config?.access?.kind === 'principal'
          ? { ...schema, security: [{ token: [] }, { session: [] }] }
          : schema,
    }),
  })
  await app.register(frontPages)
  await app.register(signIn)
  await app.register(ownTokens)
  await app.ready()
  return `${JSON.stringify(app.swagger(), null, 2)}\n`
}
