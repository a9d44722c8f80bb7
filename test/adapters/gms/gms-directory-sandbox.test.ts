import t from 'tap'
import {
  proposal,
  type SandboxClient,
  SYSTEM_CLIENT_ID,
  SYSTEM_SECRET,
  sandboxFor,
} from '../../sandbox/helpers.ts'
import { directoryAt } from './directory-world.ts'

async function write(gms: SandboxClient, entityUrn: string, aspects: Record<string, object>): Promise<void> {
  const entityType = entityUrn.split(':')[2] ?? ''
  const proposals = Object.entries(aspects).map(([name, value]) =>
    proposal(name, value, { entityUrn, entityType }),
  )
  const { status, text } = await gms.post('/aspects?action=ingestProposalBatch', { proposals })
  if (status !== 200) throw new Error(text)
}

t.test('what is ingested into a GMS that was written for others is read as it was meant', async (t) => {
  const gms = await sandboxFor(t)
  const { load, stateOf } = directoryAt(t, gms.url, {
    systemClientId: SYSTEM_CLIENT_ID,
    secret: SYSTEM_SECRET,
  })
  const group = 'urn:li:corpGroup:Größe (alle), 100%'
  for (const name of ['alice', "a,b(c)'d%2C:e/f?g&h=i#j", '名前']) {
    const urn = `urn:li:corpuser:${name}`
    t.equal(await load(urn), undefined, 'whom nobody wrote')
    await write(gms, urn, {
      corpUserInfo: { active: true, displayName: name },
      groupMembership: { groups: [group] },
      roleMembership: { roles: ['urn:li:dataHubRole:Reader'] },
    })
    await write(gms, group, { roleMembership: { roles: ['urn:li:dataHubRole:Editor'] } })
    t.strictSame(await load(urn), {
      urn,
      kind: 'USER',
      status: 'ACTIVE',
      groups: [group],
      roles: ['urn:li:dataHubRole:Reader', 'urn:li:dataHubRole:Editor'],
      sessionsSince: 0,
    })
    await write(gms, urn, { corpUserStatus: { status: 'SUSPENDED' } })
    t.match(await load(urn), { status: 'SUSPENDED' })
    await write(gms, urn, { status: { removed: true } })
    t.equal(await stateOf(urn), 'REMOVED')
  }
  t.match(await load('urn:li:corpuser:datahub'), { status: 'ACTIVE' }, 'and who was there at the start')
})
