import type { Test } from 'tap'
import { makeGmsPolicySource } from '../../../src/adapters/gms/policy-source.ts'
import type { PolicySource } from '../../../src/app/ports/policies.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { SYSTEM_CLIENT_SECRET } from '../../helpers/directory-gms.ts'
import { sendTo } from './directory-world.ts'

/** The policies of the GMS at this URL. */
export function policiesAt(
  t: Test,
  url: string,
  { secret = SYSTEM_CLIENT_SECRET, answerBytesMax = 4_194_304 } = {},
): PolicySource {
  const credentials = { systemClientId: '__datahub_system', systemClientSecret: new Secret(secret) }
  return makeGmsPolicySource({ send: sendTo(t, url, answerBytesMax), credentials })
}
