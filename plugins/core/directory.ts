import { randomUUID } from 'node:crypto'
import fp from 'fastify-plugin'
import { loadDefaultRoles } from '../../src/adapters/default-roles.ts'
import { digest, newSecret } from '../../src/adapters/digests.ts'
import { digestOfIds } from '../../src/adapters/id-digest.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeTextSeal } from '../../src/adapters/text-seal.ts'
import { makeDirectory, makeDirectoryBesideDataHub } from '../../src/app/directory/make-directory.ts'
import type { DirectoryPosition } from '../../src/app/directory/ports.ts'

export default fp(
  async (core) => {
    const { stores, keys, settings, gmsUsers } = core
    const ports = {
      store: stores.directory,
      transactions: stores.transactions,
      actors: core.actors,
      tokenLookup: core.tokenLookup,
      requirePrivilege: core.requirePrivilege,
      auditRecordOf: core.audit.recordOf,
      digestOfIds,
      policies: core.policies,
      roles: loadDefaultRoles(),
      cursors: keys.cursorsOf<DirectoryPosition>('directory'),
      clock: systemClock,
      newUuid: randomUUID,
      newSecret,
      digest,
      inviteSeal: makeTextSeal(keys.signingKey, 'latchkey invite token'),
      systemClientId: settings.DATAHUB_SYSTEM_CLIENT_ID,
    }
    core.decorate(
      'directory',
      gmsUsers ? makeDirectoryBesideDataHub(ports, gmsUsers.serviceAccounts) : makeDirectory(ports),
    )
  },
  {
    name: 'directory',
    dependencies: ['stores', 'keys', 'token-cache', 'audit', 'actors', 'authorization', 'gms-users'],
  },
)
