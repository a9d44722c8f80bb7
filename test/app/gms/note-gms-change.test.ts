import t from 'tap'
import { makeNoteGmsChange } from '../../../src/app/gms/note-gms-change.ts'
import { ALICE } from '../../helpers/fakes/people.ts'

function world(reload: () => Promise<void> = async () => undefined) {
  const seen: (string | undefined)[] = []
  const note = makeNoteGmsChange({
    actors: { forget: (urn) => void seen.push(urn ?? 'everybody') },
    reloadPolicies: () => {
      seen.push('policies')
      return reload()
    },
  })
  return { note, seen }
}

t.test('a write about a user has that user asked for anew, one about anything else everybody', async (t) => {
  const { note, seen } = world()
  const anyOf = [['MANAGE_USERS_AND_GROUPS']]
  await note([{ anyOf, resource: { type: 'corpuser', urn: ALICE } }])
  await note([{ anyOf, resource: { type: 'corpGroup', urn: 'urn:li:corpGroup:admins' } }])
  await note([{ anyOf }])
  t.strictSame(seen, [ALICE, 'everybody', 'everybody'])
})

t.test('a write of policies or roles has the policies read anew before it is over', async (t) => {
  let read = () => {}
  const { note, seen } = world(() => new Promise((resolve) => (read = resolve)))
  let isOver = false
  const noting = note([{ anyOf: [['MANAGE_POLICIES']] }])?.then(() => {
    isOver = true
  })
  await new Promise(setImmediate)
  t.strictSame([seen, isOver], [['everybody', 'policies'], false])
  read()
  await noting
})

t.test('what decides nothing leaves all as it is', async (t) => {
  const { note, seen } = world()
  await note([{ anyOf: [['EDIT_ENTITY'], ['CREATE_ENTITY']] }, { anyOf: [] }])
  t.strictSame(seen, [])
})

t.test('policies that cannot be read, or are not GMS’s, fail no request', async (t) => {
  const failing = world(() => Promise.reject(new Error('GMS is away')))
  await failing.note([{ anyOf: [['MANAGE_POLICIES']] }])
  t.strictSame(failing.seen, ['everybody', 'policies'])
  const forgotten: unknown[] = []
  const note = makeNoteGmsChange({
    actors: { forget: () => void forgotten.push(1) },
    reloadPolicies: undefined,
  })
  await note([{ anyOf: [['MANAGE_POLICIES']] }])
  t.equal(forgotten.length, 1)
})
