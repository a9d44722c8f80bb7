import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { makeGmsCredentials } from '../../src/adapters/gms/credentials.ts'
import { makeReadAspects } from '../../src/adapters/gms/entity-aspects.ts'
import { makeGmsDirectory } from '../../src/adapters/gms/gms-directory.ts'
import { makeGmsServiceAccounts } from '../../src/adapters/gms/service-accounts.ts'
import { makeLru } from '../../src/adapters/lru.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import type { GmsUsers } from '../../src/app/ports/gms-directory.ts'
import { directoryLives, usesGmsDirectory } from '../../src/config/directory-rules.ts'

// Of their own, so that uploads through the proxy keep nobody from being recognised, nor sign-ins those who are signed in.
const READ_CONNECTIONS_MAX = 8
const SIGN_IN_CONNECTIONS_MAX = 4

// About 2 kB each: 4 MB. GMS answers 8 at a time in some milliseconds, so this many are through before the deadline.
const LOADS_MAX = 2000

// As many as wait for a hash of ours, where passwords are kept here.
const VERIFICATIONS_MAX = 33

// About 300 bytes each: 3 MB when full.
const KNOWN_GROUPS_MAX = 10_000

/** DataHub's users, where they come from there (`DIRECTORY`); else the decorator is `undefined`. */
export default fp(
  async (core) => {
    core.decorate('gmsUsers', usesGmsDirectory(core.settings) ? makeGmsUsers(core) : undefined)
  },
  { name: 'gms-users', dependencies: ['gms-upstream'] },
)

function makeGmsUsers(core: FastifyInstance): GmsUsers {
  const { credentials, sendBy } = core.gmsUpstream
  const send = sendBy(READ_CONNECTIONS_MAX)
  return {
    directory: makeGmsDirectory({
      readAspects: makeReadAspects(send, credentials, { code: 'DIRECTORY_UNAVAILABLE', what: 'users' }),
      clock: systemClock,
      groupLifeMs: directoryLives(core.settings).groupLifeMs,
      knownGroups: makeLru(KNOWN_GROUPS_MAX),
      loadsMax: LOADS_MAX,
    }),
    credentials: makeGmsCredentials({
      send: sendBy(SIGN_IN_CONNECTIONS_MAX),
      ...credentials,
      verificationsMax: VERIFICATIONS_MAX,
    }),
    serviceAccounts: makeGmsServiceAccounts(send, credentials),
  }
}
