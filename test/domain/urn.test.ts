import fc from 'fast-check'
import t from 'tap'
import {
  corpGroupId,
  corpGroupUrn,
  corpuserId,
  corpuserUrn,
  entityTypeOf,
  idOfType,
  isReservedActor,
  ROOT_USER_URN,
} from '../../src/domain/urn.ts'

const SYSTEM_CLIENT = '__datahub_system'

t.test("the root user is DataHub's", async (t) => {
  t.equal(ROOT_USER_URN, corpuserUrn('datahub'))
})

t.test('the id of a user is what follows in the URN, character for character', async () => {
  // No control character, and no lone surrogate, which no URN from JSON or a database can hold.
  const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => text.length <= 255)
  fc.assert(fc.property(id, (text) => corpuserId(corpuserUrn(text)) === text))
})

t.test('a URN of anything but a user with a usable id names no user', async (t) => {
  const rows = [
    '',
    'datahub',
    'urn:li:corpuser',
    'urn:li:corpuser:',
    'urn:li:corpGroup:eng',
    'urn:li:corpUser:ann',
    'URN:LI:CORPUSER:ann',
    ' urn:li:corpuser:ann',
    'urn:li:dataHubRole:Admin',
    'urn:li:corpuser:a\nb',
    'urn:li:corpuser:a\u0000',
    'urn:li:corpuser:\u007f',
    corpuserUrn('a'.repeat(256)),
  ]
  for (const urn of rows) {
    t.equal(corpuserId(urn), undefined, JSON.stringify(urn))
    t.ok(isReservedActor(urn, SYSTEM_CLIENT), 'and so may be nobody’s actor')
  }
  t.equal(corpuserId(corpuserUrn('a'.repeat(255))), 'a'.repeat(255))
})

t.test('a group that an identity provider names has an id as long as columns hold', async (t) => {
  const rows: [string, boolean][] = [
    ['finance', true],
    ['%E8%B4%A2'.repeat(111), true],
    ['a'.repeat(1001), false],
    ['财'.repeat(255), true],
    ['财'.repeat(256), false],
    ['', false],
    ['a\nb', false],
  ]
  for (const [id, isOne] of rows)
    t.equal(corpGroupId(corpGroupUrn(id)), isOne ? id : undefined, `${id.slice(0, 9)} ${id.length}`)
  t.equal(corpGroupId(corpuserUrn('finance')), undefined)
})

t.test(
  'no token and no session may act as one of those to whom GMS gives power without a policy',
  async (t) => {
    const rows = [
      ['the system client', '__datahub_system', SYSTEM_CLIENT],
      ['a system client of another name', 'gms-client', 'gms-client'],
      ["DataHub's own system actor, whatever the client's name", '__datahub_system', 'gms-client'],
      ["DataHub's unknown actor", 'UNKNOWN', SYSTEM_CLIENT],
      ['the unknown actor in another case', 'unknown', SYSTEM_CLIENT],
      ['the unknown actor in mixed case', 'UnKnown', SYSTEM_CLIENT],
    ] as const
    for (const [what, id, systemClientId] of rows)
      t.ok(isReservedActor(corpuserUrn(id), systemClientId), what)
  },
)

t.test('everybody else may act', async (t) => {
  for (const id of ['datahub', 'ann@example.com', 'service_1', 'gms-client', 'unknown1', 'système']) {
    t.notOk(isReservedActor(corpuserUrn(id), SYSTEM_CLIENT), id)
  }
})

t.test('the id of a URN of some type is what follows, and of another type there is none', async (t) => {
  t.equal(idOfType('dataHubRole', 'urn:li:dataHubRole:Admin'), 'Admin')
  for (const urn of [
    'urn:li:dataHubRole:',
    'urn:li:ownershipType:Admin',
    `urn:li:dataHubRole:${'x'.repeat(256)}`,
  ])
    t.equal(idOfType('dataHubRole', urn), undefined, urn)
})

t.test('the type of an entity is in its URN', async (t) => {
  t.equal(entityTypeOf('urn:li:dataset:(urn:li:dataPlatform:hive,a,PROD)'), 'dataset')
  for (const text of ['', 'urn:li:dataset', 'urn:li:dataset:', 'urn:li::x', 'urn:x:dataset:y', 'dataset'])
    t.equal(entityTypeOf(text), undefined, text)
})
