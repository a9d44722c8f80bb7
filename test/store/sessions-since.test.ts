import t from 'tap'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { DATABASES } from './databases.ts'
import { userRecord } from './records.ts'
import { writableDirectory } from './writing.ts'

const NOW = 1_790_000_000_000
const ALICE = 'urn:li:corpuser:alice'
const BOB = 'urn:li:corpuser:bob'

for (const [name, open] of DATABASES) {
  t.test(`since when sessions count in ${name}`, async (t) => {
    const database = await open(t)
    const { change } = makeSqlTransactions(database)
    const directory = await writableDirectory(database)
    for (const urn of [ALICE, BOB]) await directory.insertUser(userRecord({ urn }))
    const since = async (urn: string) => (await directory.findActor(urn))?.sessionsSince
    const end = (atMs: number) => change(({ sessions }) => sessions.endByActor(ALICE, atMs))

    t.equal(await since(ALICE), 0, 'all of them, at first')
    await end(NOW)
    t.equal(await since(ALICE), NOW)
    t.equal(await since(BOB), 0, 'nobody else is meant')
    await end(NOW - 1)
    t.equal(await since(ALICE), NOW, 'a clock that is late takes nothing back')
    await directory.removeUser(ALICE, NOW)
    await end(NOW + 1)
    t.equal(await since(ALICE), undefined)
    await directory.replaceUser(userRecord({ urn: ALICE }))
    t.equal(await since(ALICE), NOW + 1, 'also for who is made anew under the name')
    await change(({ sessions }) => sessions.endByActor('urn:li:corpuser:nobody', NOW))
    t.equal(await since('urn:li:corpuser:nobody'), undefined)
  })
}
