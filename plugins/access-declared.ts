import fp from 'fastify-plugin'

/**
 * Every route says who may call it, or the service does not start. Registered first on each app: a route that is there
 * before would escape it.
 */
export default fp(
  async (app) => {
    app.addHook('onRoute', (route) => {
      if (route.config?.access === undefined)
        throw new Error(`${route.method} ${route.url} declares no access`)
    })
  },
  { name: 'access-declared' },
)
