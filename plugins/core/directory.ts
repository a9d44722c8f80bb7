import { randomUUID } from 'node:crypto'
import fp from 'fastify-plugin'
import { loadDefaultRoles } from '../../src/adapters/default-roles.ts'
import { digest, newSecret } from '../../src/adapters/digests.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeTextSeal } from '../../src/adapters/text-seal.ts'
import { makeDirectory, makeDirectoryBesideDataHub } from '../../src/app/directory/make-directory.ts'
import { usesGmsDirectory } from '../../src/config/directory-rules.ts'

export default fp(
  async (core) => {
    const { stores, keys, settings } = core
    const make = usesGmsDirectory(settings) ? makeDirectoryBesideDataHub : makeDirectory
    core.decorate(
      'directory',
      make({
        store: stores.directory,
        transactions: stores.transactions,
        actors: core.actors,
        tokenLookup: core.tokenLookup,
        requirePrivilege: core.requirePrivilege,
        auditRecordOf: core.audit.recordOf,
        policies: core.policies,
        roles: loadDefaultRoles(),
        cursors: keys.cursorsOf('directory'),
        clock: systemClock,
        newUuid: randomUUID,
        newSecret,
        digest,
        inviteSeal: makeTextSeal(keys.signingKey, 'latchkey invite token'),
        systemClientId: settings.DATAHUB_SYSTEM_CLIENT_ID,
      }),
    )
  },
  { name: 'directory', dependencies: ['stores', 'keys', 'token-cache', 'audit', 'actors', 'policies'] },
)
