import t from 'tap'
import type { AspectChange } from '../../src/sandbox/aspect-change.ts'
import { createAspectStore } from '../../src/sandbox/aspect-store.ts'
import { parseUrn } from '../../src/sandbox/entity-urn.ts'
import { refusalOf } from './helpers.ts'

const urn = parseUrn('urn:li:corpuser:alice')
const ACTOR = 'urn:li:corpuser:bob'

function upsert(aspectName: string, value: Record<string, unknown>): AspectChange {
  return { changeType: 'UPSERT', urn, aspectName, value }
}

t.test('an equal value makes no new version, whatever the order of its fields', async (t) => {
  const store = createAspectStore()
  store.apply([upsert('corpUserInfo', { a: 1, b: { c: [1, { d: 2, e: 3 }], f: 4 } })], ACTOR)
  store.apply([upsert('corpUserInfo', { b: { f: 4, c: [1, { e: 3, d: 2 }] }, a: 1 })], ACTOR)
  t.equal(store.find(urn.text, 'corpUserInfo', 1), undefined)
  store.apply([upsert('corpUserInfo', { b: { f: 4, c: [{ e: 3, d: 2 }, 1] }, a: 1 })], ACTOR)
  t.ok(store.find(urn.text, 'corpUserInfo', 1), 'the order of a list counts')
})

t.test('twenty versions are kept; the oldest goes and the others keep their numbers', async (t) => {
  const store = createAspectStore()
  const at = (version: number) => store.find(urn.text, 'corpUserInfo', version)?.value
  for (let n = 1; n <= 20; n++) store.apply([upsert('corpUserInfo', { n })], ACTOR)
  t.same([at(0), at(1), at(19), at(20)], [{ n: 20 }, { n: 1 }, { n: 19 }, undefined])
  store.apply([upsert('corpUserInfo', { n: 21 }), upsert('corpUserInfo', { n: 22 })], ACTOR)
  t.same([at(0), at(1), at(2), at(3), at(21)], [{ n: 22 }, undefined, undefined, { n: 3 }, { n: 21 }])
  t.same([at(-1), at(-19), at(-20)], [{ n: 21 }, { n: 3 }, undefined])
})

t.test(
  'deleting the key aspect deletes the entity; deleting another deletes that one with its versions',
  async (t) => {
    const store = createAspectStore()
    const all = [upsert('corpUserInfo', { n: 1 }), upsert('corpUserInfo', { n: 2 }), upsert('status', {})]
    store.apply(all, ACTOR)
    store.apply([{ changeType: 'DELETE', urn, aspectName: 'corpUserInfo' }], ACTOR)
    t.same([...store.latest(urn.text).keys()], ['corpUserKey', 'status'])
    store.apply([upsert('corpUserInfo', { n: 3 })], ACTOR)
    t.equal(store.find(urn.text, 'corpUserInfo', 1), undefined, 'numbers start anew')
    store.apply([{ changeType: 'DELETE', urn, aspectName: 'corpUserKey' }], ACTOR)
    t.equal(store.latest(urn.text).size, 0)
  },
)

t.test('a key aspect written by hand stays as it was written', async (t) => {
  const store = createAspectStore()
  store.apply([{ changeType: 'DELETE', urn, aspectName: 'corpUserKey' }], ACTOR)
  store.apply([upsert('corpUserKey', { username: 'alice', more: true }), upsert('status', {})], ACTOR)
  const key = store.find(urn.text, 'corpUserKey', 0)
  t.same(key?.value, { username: 'alice', more: true })
  t.equal(key?.recordName, 'com.linkedin.metadata.key.CorpUserKey')
})

t.test('a change in a batch sees those before it', async (t) => {
  const store = createAspectStore()
  const create: AspectChange = { changeType: 'CREATE', urn, aspectName: 'status', value: {} }
  const remove: AspectChange = { changeType: 'DELETE', urn, aspectName: 'status' }
  t.equal(
    refusalOf(() => store.apply([create, create], ACTOR)),
    422,
  )
  t.equal(store.latest(urn.text).size, 0)
  store.apply([create, remove, create], ACTOR)
  t.equal(
    refusalOf(() => store.apply([create], ACTOR)),
    422,
  )
})

t.test('a full store refuses with 507, applies nothing, and has room again after a delete', async (t) => {
  const store = createAspectStore(Date.now, 4_000)
  store.apply([upsert('corpUserInfo', { text: 'x'.repeat(2_000) })], ACTOR)
  const more = upsert('status', { text: 'x'.repeat(2_000) })
  t.equal(
    refusalOf(() => store.apply([upsert('globalTags', {}), more], ACTOR)),
    507,
  )
  t.same([...store.latest(urn.text).keys()], ['corpUserKey', 'corpUserInfo'])
  store.apply([{ changeType: 'DELETE', urn, aspectName: 'corpUserInfo' }], ACTOR)
  store.apply([more], ACTOR)
  t.equal(store.find(urn.text, 'status', 0)?.created.actor, ACTOR)
})

t.test('replaced versions are paid for until retention drops them', async (t) => {
  const store = createAspectStore(Date.now, 20_000)
  for (let n = 0; n < 200; n++) store.apply([upsert('corpUserInfo', { n })], ACTOR)
  t.same(store.find(urn.text, 'corpUserInfo', 0)?.value, { n: 199 })
})

t.test('what was read is a copy: changing it changes nothing', async (t) => {
  const store = createAspectStore()
  const value = { list: [1] }
  store.apply([upsert('corpUserInfo', value)], ACTOR)
  value.list.push(2)
  const read = store.find(urn.text, 'corpUserInfo', 0)?.value ?? {}
  read.list = []
  t.same(store.find(urn.text, 'corpUserInfo', 0)?.value, { list: [1] })
})
