import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** Lends a door what its routes use of the core. */
export default fp<{ core: FastifyInstance }>(
  async (door, { core }) => {
    door.decorate('settings', core.settings)
    door.decorate('authenticate', core.authenticate)
    door.decorate('sessions', core.sessions)
    door.decorate('signIn', core.signIn)
    door.decorate('signUp', core.signUp)
    door.decorate('sso', core.sso)
    door.decorate('resetPassword', core.resetPassword)
    door.decorate('tokens', core.tokens)
    door.decorate('auditTrail', core.auditTrail)
    door.decorate('directory', core.directory)
    door.decorate('policyAdmin', core.policyAdmin)
    door.decorate('access', core.access)
    door.decorate('lastUse', core.lastUse)
    door.decorate('presentedTokens', core.presentedTokens)
    door.decorate('whoAmI', core.whoAmI)
    door.decorate('gmsProxy', core.gmsProxy)
    door.decorate('gmsCall', core.gmsCall)
    door.decorate('graphql', core.graphql)
  },
  { name: 'services' },
)
