import t from 'tap'
import { makeSqlDirectoryStore } from '../../src/adapters/sql/directory-store.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { makeSqlReadsWithActor } from '../../src/adapters/sql/with-actor.ts'
import { ALICE, BOB } from '../helpers/fakes/people.ts'
import { DATABASES } from './databases.ts'
import { groupRecord, idOf, sessionRecord, tokenRecord, userRecord } from './records.ts'

const GROUP = 'urn:li:corpGroup:data'
const ADMIN = 'urn:li:dataHubRole:Admin'

for (const [name, makeDatabase] of DATABASES) {
  t.test(`a session and a token come from ${name} with their actor as the directory has them`, async (t) => {
    const database = await makeDatabase(t)
    const directory = makeSqlDirectoryStore(database)
    const reads = makeSqlReadsWithActor(database)
    const session = sessionRecord({ actorUrn: ALICE })
    const token = tokenRecord({ actorUrn: ALICE, ownerUrn: BOB })
    const { change } = makeSqlTransactions(database)
    await change((writes) => {
      writes.sessions.insert(session)
      writes.tokens.insert(token)
    })
    t.strictSame(await reads.session(session.id), { record: session, actor: undefined }, 'nobody')
    t.strictSame(await reads.token(token.id), { record: token, actor: undefined }, 'nobody')
    await change(({ directory }) => {
      directory.insertUser(userRecord({ urn: ALICE }))
      directory.insertUser(userRecord({ urn: BOB, status: 'SUSPENDED' }))
      directory.insertGroup(groupRecord({ urn: GROUP }))
      directory.addMembers(GROUP, [ALICE])
      directory.setRole([GROUP], ADMIN)
    })
    const actor = await directory.findActor(ALICE)
    t.match(actor, { urn: ALICE, status: 'ACTIVE', groups: [GROUP], roles: [ADMIN] })
    t.strictSame(await reads.session(session.id), { record: session, actor })
    t.strictSame(await reads.token(token.id), { record: token, actor })
    t.equal(await reads.session(idOf('another')), undefined)
    t.equal(await reads.token(idOf('another')), undefined)
    await t.rejects(reads.token('AAAA'), TypeError)
  })
}
