import fp from 'fastify-plugin'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { makeAuthorize } from '../../src/app/access/authorize.ts'
import { makeRequirePrivilege } from '../../src/app/access/require-privilege.ts'

export default fp(
  async (core) => {
    const source = loadDefaultPolicies()
    core.decorate('policies', source)
    const authorize = makeAuthorize({ source, actors: core.actors })
    core.decorate('authorize', authorize)
    const { transactions } = core.stores
    core.decorate(
      'requirePrivilege',
      makeRequirePrivilege({ authorize, transactions, auditRecordOf: core.audit.recordOf }),
    )
  },
  { name: 'policies', dependencies: ['stores', 'audit', 'actors'] },
)
