import t from 'tap'
import { administration } from '../helpers/administration.ts'
import { signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'

const SETTINGS = { ROOT_PASSWORD: 'a password for tests' }

t.test('who repeats what they are refused writes one record, and what was counted is kept', async (t) => {
  const { service, person, ask, audited } = await administration(t, SETTINGS)
  const eve = await person('eve')
  const status = async () => (await ask(eve.as, 'GET', '/admin/users')).status
  const statuses = await Promise.all(Array.from({ length: 30 }, status))
  t.ok(statuses.every((each) => each === 403))
  const refusals = await audited('&action=access.refuse')
  t.match(refusals, [{ actorUrn: eve.urn, details: { what: 'user.list' } }])
  t.equal(refusals.length, 1)

  await service.stop()
  const { front } = await startInProcess(t, SETTINGS, service.folder)
  const cookie = await signIn(front, 'datahub', SETTINGS.ROOT_PASSWORD)
  const answer = await fetch(`${front}/admin/audit?action=access.refuse`, { headers: { cookie } })
  const { items } = (await answer.json()) as { items: { actorUrn: string; details: { repeats?: number } }[] }
  t.strictSame(
    items.map(({ actorUrn, details }) => [actorUrn, details.repeats]),
    [
      [eve.urn, 29],
      [eve.urn, undefined],
    ],
  )
})
