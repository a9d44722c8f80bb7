import t from 'tap'
import { makeGmsChanges } from '../../../src/app/gms/gms-changes.ts'
import type { GmsDemand } from '../../../src/domain/gms-endpoints/judgement.ts'
import { demandsOf } from '../../../src/domain/gms-endpoints/protected-writes.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, BOB } from '../../helpers/fakes/people.ts'

function world(reload: () => Promise<void> = async () => undefined) {
  const seen: string[] = []
  const clock = fakeClock()
  const { note, readAgain } = makeGmsChanges({
    actors: { forget: (urn) => void seen.push(urn ?? 'everybody') },
    reloadPolicies: () => {
      seen.push('policies')
      return reload()
    },
    clock,
  })
  /** What is read anew until then, with the second in which it is. */
  const laterIn = async (seconds: number) => {
    const found: [number, string[]][] = []
    seen.length = 0
    for (let second = 1; second <= seconds; second++) {
      clock.advance(1000)
      readAgain()
      await new Promise(setImmediate)
      if (seen.length > 0) found.push([second, seen.splice(0)])
    }
    return found
  }
  return { note, readAgain, seen, clock, laterIn }
}

const about = (urn: string): GmsDemand => ({
  anyOf: [['MANAGE_USERS_AND_GROUPS']],
  resource: { type: urn.split(':')[2] ?? '', urn },
})

const POLICIES = demandsOf(['policies'])

t.test('a write about a user has that user asked for anew, one about anything else everybody', async (t) => {
  const { note, seen } = world()
  await note([about(ALICE)])
  await note([about('urn:li:corpGroup:admins')])
  await note([{ anyOf: [['MANAGE_USERS_AND_GROUPS']] }])
  t.strictSame(seen, [ALICE, 'everybody', 'everybody'])
})

t.test('a write of policies has them read anew before it is over', async (t) => {
  let read = () => {}
  const { note, seen } = world(() => new Promise((resolve) => (read = resolve)))
  let isOver = false
  const noting = note(POLICIES)?.then(() => {
    isOver = true
  })
  await new Promise(setImmediate)
  t.strictSame([seen, isOver], [['everybody', 'policies'], false])
  read()
  await noting
})

t.test('what is under the privilege to manage policies and writes none waits for no policies', async (t) => {
  const { note, seen, laterIn } = world()
  t.equal(note(demandsOf(['roles'])), undefined)
  t.equal(note(demandsOf(['settings'])), undefined)
  t.strictSame(seen, ['everybody', 'everybody'])
  t.strictSame(await laterIn(40), [
    [2, ['everybody']],
    [10, ['everybody']],
    [30, ['everybody']],
  ])
})

t.test('what decides nothing leaves all as it is', async (t) => {
  const { note, seen, laterIn } = world()
  t.equal(note([{ anyOf: [['EDIT_ENTITY'], ['CREATE_ENTITY']] }, { anyOf: [] }]), undefined)
  t.strictSame(seen, [])
  t.strictSame(await laterIn(40), [])
})

t.test('a change that GMS makes after its answer holds here some seconds later', async (t) => {
  const { note, laterIn } = world()
  await note(POLICIES)
  t.strictSame(await laterIn(40), [
    [2, ['everybody', 'policies']],
    [10, ['everybody', 'policies']],
    [30, ['everybody', 'policies']],
  ])
})

t.test('changes in short order are read again together', async (t) => {
  const { note, laterIn } = world()
  await note([about(ALICE)])
  await laterIn(1)
  await note([about(BOB)])
  await note(POLICIES.map((demand) => ({ ...demand, resource: about(BOB).resource as never })))
  t.strictSame(await laterIn(40), [
    [1, [ALICE, BOB]],
    [2, [ALICE, BOB, 'policies']],
    [10, [ALICE, BOB, 'policies']],
    [30, [BOB, 'policies']],
  ])
  await note([about(BOB)])
  t.strictSame((await laterIn(5))[0], [2, [BOB]], 'and forgotten with the last time')
})

t.test('who goes on changing does not put it off', async (t) => {
  const { note, laterIn } = world()
  const seconds: number[] = []
  for (let second = 1; second <= 60; second++) {
    await note([about(ALICE)])
    if ((await laterIn(1)).length > 0) seconds.push(second)
  }
  t.ok(seconds.length >= 20, `${seconds}`)
  t.ok(seconds.every((second, at) => second - (seconds[at - 1] ?? 0) <= 3))
})

t.test(
  'a change of policies has them read three times more, however many users change meanwhile',
  async (t) => {
    const { note, seen, laterIn } = world()
    await note(POLICIES)
    const read: string[] = [...seen]
    for (let minutes = 0; minutes < 10; minutes++) {
      for (let times = 0; times < 12; times++) {
        note([about(ALICE)])
        for (const [, found] of await laterIn(5)) read.push(...found)
      }
    }
    t.equal(read.filter((what) => what === 'policies').length, 4)
    t.ok(read.filter((what) => what === 'everybody').length < 20, 'nor is everybody asked for anew for good')
  },
)

t.test('of many users everybody is asked for anew, whatever was kept of them', async (t) => {
  const { note, laterIn } = world()
  for (let i = 0; i < 101; i++) await note([about(`urn:li:corpuser:user${i}`)])
  t.strictSame((await laterIn(2))[0], [2, ['everybody']])
})

t.test('policies that cannot be read, or are not GMS’s, fail no request', async (t) => {
  const away = new Error('GMS is away')
  const failing = world(() => Promise.reject(away))
  await failing.note(POLICIES)
  t.strictSame(failing.seen, ['everybody', 'policies'])
  t.strictSame(await failing.laterIn(40), [
    [2, ['everybody', 'policies']],
    [10, ['everybody', 'policies']],
    [30, ['everybody', 'policies']],
  ])
  const forgotten: unknown[] = []
  const { note } = makeGmsChanges({
    actors: { forget: () => void forgotten.push(1) },
    reloadPolicies: undefined,
    clock: fakeClock(),
  })
  t.equal(note(POLICIES), undefined)
  t.equal(forgotten.length, 1)
})
