import httpProxy from '@fastify/http-proxy'
import Fastify from 'fastify'

/**
 * The library's own proxy without authentication, at the fastest options that its documentation names: undici with the
 * documented connections and pipelining, long keep-alive, no logger, one fixed upstream. Arguments: port, upstream URL.
 */
const [port, upstream] = process.argv.slice(2) as [string, string]

const app = Fastify({ logger: false })
app.register(httpProxy, {
  upstream,
  undici: { connections: 128, pipelining: 1, keepAliveTimeout: 60_000 },
  disableCache: false,
})
await app.listen({ host: '127.0.0.1', port: Number(port) })
