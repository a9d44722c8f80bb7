import t from 'tap'
import { makeLru } from '../../../src/adapters/lru.ts'
import { makeFindWithActor } from '../../../src/app/directory/find-with-actor.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { ALICE, actor } from '../../helpers/fakes/people.ts'

const SYSTEM = 'urn:li:corpuser:__datahub_system'

/** Records that are named by their actors. */
function world() {
  const learnt: [string, Actor | undefined][] = []
  const reads: string[] = []
  const known = new Set<string>()
  const find = makeFindWithActor({
    async find(id) {
      reads.push('alone')
      return { actorUrn: id }
    },
    async findWithActor(id) {
      reads.push('with actor')
      return id === 'none' ? undefined : { record: { actorUrn: id }, actor: actor(id) }
    },
    actors: {
      isKnown: (urn) => known.has(urn),
      learning:
        () =>
        (...what) =>
          void learnt.push(what),
    },
    actorOf: makeLru(10),
    systemClientId: '__datahub_system',
  })
  return { find, learnt, reads, known }
}

t.test(
  'who is behind a session or a token is known with it, but for those who may be nobody’s actor',
  async (t) => {
    const { find, learnt } = world()
    t.strictSame(await find(ALICE), { actorUrn: ALICE })
    t.strictSame(await find(SYSTEM), { actorUrn: SYSTEM })
    t.equal(await find('none'), undefined)
    t.strictSame(learnt, [[ALICE, actor(ALICE)]])
  },
)

t.test('an actor is brought along only where they are not known', async (t) => {
  const { find, reads, known } = world()
  known.add(ALICE)
  await find(ALICE)
  await find(ALICE)
  t.strictSame(reads.splice(0), ['with actor', 'alone'], 'whose it is has to be read once')
  known.delete(ALICE)
  t.strictSame(await find(ALICE), { actorUrn: ALICE })
  t.strictSame(reads, ['with actor'])
})
