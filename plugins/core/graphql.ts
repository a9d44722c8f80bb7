import fp from 'fastify-plugin'
import { makeGraphql } from '../../src/graphql/make-graphql.ts'
import type { RootField } from '../../src/graphql/ownership.ts'
import { APP_OVERLAYS, makeAppResolvers } from '../../src/graphql/resolvers/app.ts'
import { TYPE_DEFS } from '../../src/graphql/schema/index.ts'

/** DataHub's GraphQL: what has a resolver is answered here, but for what `APP_OVERLAYS` leaves to a DataHub behind us. */
export default fp(
  async (core) => {
    const resolvers = makeAppResolvers({
      authorize: core.authorize,
      tokenAuthEnabled: core.settings.METADATA_SERVICE_AUTH_ENABLED,
    })
    const fields = Object.entries(resolvers).flatMap(([type, ours]) =>
      Object.keys(ours).map((field) => `${type}.${field}` as RootField),
    )
    const overlaid: ReadonlyMap<RootField, readonly string[]> = APP_OVERLAYS
    core.decorate(
      'graphql',
      makeGraphql({
        typeDefs: TYPE_DEFS,
        resolvers,
        ownership: { ours: new Set(fields.filter((field) => !overlaid.has(field))), overlaid },
        callGms: core.settings.GMS_URL === undefined ? undefined : core.gmsCall,
      }),
    )
  },
  { name: 'graphql', dependencies: ['gms', 'policies'] },
)
