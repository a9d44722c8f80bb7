import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import type { Access } from '../domain/access.ts'

const OPEN = {
  access: {
    kind: 'public',
    why: 'describes the API, which is published, and says nothing of this deployment',
  } satisfies Access,
}

// Everything is ours and lies in files: no origin but this one, nothing written in the page itself. The icons of the
// viewer's style sheet are data URLs.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

// Addresses are relative, so that the page works under a prefix too.
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Latchkey API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<noscript>The description of the API is at <a href="docs/json">docs/json</a> (OpenAPI 3.1).</noscript>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/page.js"></script>
</body>
</html>
`

const SCRIPT = `SwaggerUIBundle({ url: 'docs/json', dom_id: '#docs', deepLinking: true, validatorUrl: null })
`

/** The description of our API, OpenAPI 3.1, for programs and for people. */
export const docs: FastifyPluginAsyncTypebox = async (door) => {
  door.get(
    '/docs',
    { config: OPEN, schema: { summary: 'Read this description as a page', tags: ['documentation'] } },
    async (_, reply) => page(reply, 'text/html; charset=utf-8').send(PAGE),
  )

  door.get(
    '/docs/json',
    { config: OPEN, schema: { summary: 'Get this description, as OpenAPI 3.1', tags: ['documentation'] } },
    async (_, reply) => {
      const { type, content } = await door.docsFiles('openapi.json')
      return page(reply, type).send(content)
    },
  )

  const hidden = { config: OPEN, schema: { hide: true } }
  door.get('/docs/', hidden, async (_, reply) => reply.redirect('../docs', 308))
  door.get('/docs/page.js', hidden, async (_, reply) =>
    page(reply, 'text/javascript; charset=utf-8').send(SCRIPT),
  )
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const) {
    door.get(`/docs/${name}`, hidden, async (_, reply) => {
      const { type, content } = await door.docsFiles(name)
      return page(reply, type).header('cache-control', 'public, max-age=3600').send(content)
    })
  }
}

function page(reply: FastifyReply, type: string): FastifyReply {
  return reply.type(type).headers({
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
}
