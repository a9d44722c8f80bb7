import t from 'tap'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { makeAuthorize } from '../../src/app/authorize.ts'
import type { PolicyDocument } from '../../src/domain/policy.ts'

const JANE = 'urn:li:corpuser:jane'
const ROOT = 'urn:li:corpuser:datahub'

function policy(urn: string, users: string[], state = 'ACTIVE'): PolicyDocument {
  return {
    urn,
    info: {
      displayName: urn,
      type: 'PLATFORM',
      state,
      privileges: ['MANAGE_ACCESS_TOKENS'],
      actors: { users },
    },
  }
}

t.test(
  'a privilege comes from a policy that names it and the actor, and the answer says which',
  async (t) => {
    const policies = [
      policy('other', ['urn:li:corpuser:joe']),
      policy('off', [JANE], 'INACTIVE'),
      policy('on', [JANE]),
    ]
    const authorize = makeAuthorize({ policies: () => policies })
    t.strictSame(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: true, policyUrn: 'on' })
    t.strictSame(await authorize(JANE, 'GENERATE_PERSONAL_ACCESS_TOKENS'), { allowed: false })
    t.strictSame(await authorize('urn:li:corpuser:eve', 'MANAGE_ACCESS_TOKENS'), { allowed: false })
  },
)

t.test('policies are read at each question, so that a change counts at once', async (t) => {
  let policies: PolicyDocument[] = []
  const authorize = makeAuthorize({ policies: () => policies })
  t.match(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: false })
  policies = [policy('new', [JANE])]
  t.match(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: true })
  policies = []
  t.match(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: false })
})

t.test('a question about a resource is denied', async (t) => {
  const authorize = makeAuthorize({ policies: () => [policy('on', [JANE])] })
  t.strictSame(await authorize(JANE, 'MANAGE_ACCESS_TOKENS', { type: 'dataset', urn: 'urn:li:dataset:x' }), {
    allowed: false,
  })
})

t.test('by the default policies anybody may make own tokens, and root may manage all', async (t) => {
  const authorize = makeAuthorize(loadDefaultPolicies())
  t.match(await authorize(JANE, 'GENERATE_PERSONAL_ACCESS_TOKENS'), { allowed: true })
  t.match(await authorize(JANE, 'MANAGE_ACCESS_TOKENS'), { allowed: false })
  t.match(await authorize(ROOT, 'MANAGE_ACCESS_TOKENS'), { allowed: true })
})
