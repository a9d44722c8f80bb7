import t from 'tap'
import { makeFindWithActor } from '../../../src/app/directory/find-with-actor.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { ALICE, actor } from '../../helpers/fakes/people.ts'

const SYSTEM = 'urn:li:corpuser:__datahub_system'

t.test(
  'who is behind a session or a token is known with it, but for those who may be nobody’s actor',
  async (t) => {
    const learnt: [string, Actor | undefined][] = []
    const find = makeFindWithActor({
      read: async (id) =>
        id === 'none'
          ? undefined
          : { record: { actorUrn: id }, actor: id === 'gone' ? undefined : actor(id) },
      actors: {
        learning:
          () =>
          (...what) =>
            void learnt.push(what),
      },
      systemClientId: '__datahub_system',
    })
    t.strictSame(await find(ALICE), { actorUrn: ALICE })
    t.strictSame(await find(SYSTEM), { actorUrn: SYSTEM })
    t.equal(await find('none'), undefined)
    t.strictSame(learnt, [[ALICE, actor(ALICE)]])
  },
)
