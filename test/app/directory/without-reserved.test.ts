import t from 'tap'
import { withoutReserved } from '../../../src/app/directory/without-reserved.ts'
import { actor } from '../../helpers/fakes/people.ts'

t.test('whom GMS gives power without a policy is nobody, whatever the directory says', async (t) => {
  const asked: string[] = []
  const load = withoutReserved(async (urn) => {
    asked.push(urn)
    return actor(urn)
  }, 'gms-client')
  for (const id of ['__datahub_system', 'gms-client', 'UNKNOWN', 'unknown'])
    t.equal(await load(`urn:li:corpuser:${id}`), undefined, id)
  t.strictSame(asked, [])
  t.match(await load('urn:li:corpuser:datahub'), { status: 'ACTIVE' })
  t.match(await load('urn:li:corpuser:ann'), { status: 'ACTIVE' })
})
