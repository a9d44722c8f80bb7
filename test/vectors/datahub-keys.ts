import fastify from 'fastify'
import fp from 'fastify-plugin'
import type { Test } from 'tap'
import keysPlugin from '../../plugins/core/keys.ts'
import type { Keys } from '../../plugins/core/types.ts'
import type { Jwt } from '../../src/adapters/token-signer.ts'
import { loadSettings } from '../../src/config/load.ts'
import vectors from '../data/datahub-token-vectors.json' with { type: 'json' }

export interface DatahubKeys {
  keys: Keys
  /** What `@fastify/jwt` decorated, below everything of ours. */
  jwt: Jwt
}

/** The service's own signing plugin over DataHub's published key, and a salt. */
export async function datahubKeys(t: Test, salt = vectors.salt): Promise<DatahubKeys> {
  const core = fastify()
  t.teardown(() => core.close())
  const settings = loadSettings({
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: vectors.signingKey,
    DATAHUB_TOKEN_SERVICE_SALT: salt,
    ALLOW_PUBLIC_DEFAULT_SECRETS: 'true',
  })
  core.decorate('settings', settings)
  // With key and salt configured the plugin needs the stores to have been there, and nothing of them.
  await core.register(fp(async () => {}, { name: 'stores' }))
  await core.register(keysPlugin)
  await core.ready()
  return { keys: core.keys, jwt: core.jwt }
}
