import fp from 'fastify-plugin'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { makeAuthorize } from '../../src/app/authorize.ts'

export default fp(
  async (core) => {
    core.decorate('authorize', makeAuthorize(loadDefaultPolicies()))
  },
  { name: 'policies' },
)
