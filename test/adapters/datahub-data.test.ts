import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { loadDefaultRoles } from '../../src/adapters/default-roles.ts'

function sha256Of(file: string): string {
  const bytes = readFileSync(new URL(`../../db/data/${file}`, import.meta.url))
  return createHash('sha256').update(bytes).digest('hex')
}

t.test('the roles and policies that we start with are DataHub’s own files at v0.13.1', async (t) => {
  // Of `roles.json` and `policies.json` in metadata-service/war/src/main/resources/boot.
  const files = {
    'datahub-roles.json': 'b7d91cd9443fc6057d4a6a4df42f9a480a25dcfed53813d1faef7246fa573272',
    'datahub-default-policies.json': 'f10100ba99e33ade081d99daa41303bd396a0b328bb43ab82209e08cb86051db',
  }
  for (const [file, digest] of Object.entries(files)) t.equal(sha256Of(file), digest, file)
})

t.test('there are the three roles of DataHub, in its order and words', async (t) => {
  t.strictSame(loadDefaultRoles(), [
    {
      urn: 'urn:li:dataHubRole:Admin',
      name: 'Admin',
      description: 'Can do everything on the platform.',
    },
    {
      urn: 'urn:li:dataHubRole:Editor',
      name: 'Editor',
      description: 'Can read and edit all metadata. Cannot take administrative actions.',
    },
    {
      urn: 'urn:li:dataHubRole:Reader',
      name: 'Reader',
      description: 'Can read all metadata. Cannot edit anything by default, or take administrative actions.',
    },
  ])
})

t.test('every role that a default policy names is one of them', async (t) => {
  const known = loadDefaultRoles().map(({ urn }) => urn)
  const named = loadDefaultPolicies().flatMap(({ info }) => info.actors.roles ?? [])
  t.strictSame([...new Set(named)].toSorted(), known.toSorted())
})
