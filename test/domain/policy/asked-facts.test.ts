import t from 'tap'
import { askedFacts } from '../../../src/domain/policy/asked-facts.ts'
import type { PolicyDocument, PolicyInfo } from '../../../src/domain/policy/policy.ts'

function policy(info: Partial<PolicyInfo>): PolicyDocument {
  const urn = 'urn:li:dataHubPolicy:x'
  return {
    urn,
    info: { displayName: 'x', type: 'METADATA', state: 'ACTIVE', privileges: [], actors: {}, ...info },
  }
}

const asking = (...fields: string[]): Partial<PolicyInfo> => ({
  resources: { filter: { criteria: fields.map((field) => ({ field, values: ['x'] })) } },
})

const RESOURCE = { type: 'dataset', urn: 'urn:li:dataset:a' }

t.test('what policies ask of a resource is asked for once, whoever the policies are for', async (t) => {
  const policies = [
    policy(asking('tag', 'TYPE', 'DOMAIN')),
    policy(asking('TAG', 'RESOURCE_URN')),
    policy({ actors: { resourceOwners: true } }),
    policy({}),
  ]
  t.strictSame(askedFacts(policies, RESOURCE), ['OWNER', 'DOMAIN', 'TAG'])
})

t.test('what is known, of a type alone, of no field, or of a platform is not asked for', async (t) => {
  const policies = [policy(asking('TAG', 'CONTAINER', 'PLATFORM'))]
  t.strictSame(askedFacts(policies, { ...RESOURCE, facts: { TAG: [] } }), ['CONTAINER'])
  t.strictSame(askedFacts(policies, { type: 'dataset', urn: '' }), [])
  t.strictSame(askedFacts([policy({ type: 'PLATFORM', ...asking('TAG') })], RESOURCE), [])
})
