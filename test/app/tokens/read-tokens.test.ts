import t from 'tap'
import { makeCursorCodec } from '../../../src/adapters/page-cursors.ts'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import type { TokenPosition, TokenStore } from '../../../src/app/ports/tokens.ts'
import { findOwnToken, makeReadTokens } from '../../../src/app/tokens/read-tokens.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { tokenIdForPath } from '../../../src/domain/token-id.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, BOB, caller, MANAGER } from '../../helpers/fakes/people.ts'
import { memoryTokenStore } from '../../helpers/fakes/stores.ts'
import { memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'
import { idOf, tokenRecord } from '../../store/records.ts'

const SIGNING_KEY = new Secret('the key of this deployment, 32 bytes')
const cursors = makeCursorCodec<TokenPosition>(SIGNING_KEY, 'tokens')

const authorize = allowing({ [MANAGER]: ['MANAGE_ACCESS_TOKENS'] })

async function reader(records: TokenRecord[] = []) {
  const store = memoryTokenStore()
  for (const record of records) await store.insert(record)
  const clock = fakeClock()
  const transactions = memoryTransactions()
  const read = makeReadTokens({
    store,
    lists: store.lists,
    authorize,
    requirePrivilege: makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) }),
    clock,
    cursors,
  })
  return { store, clock, audited: transactions.audited, ...read }
}

/** Several of each millisecond, so that pages end inside one. */
function tokensOf(ownerUrn: string, count: number): TokenRecord[] {
  return Array.from({ length: count }, (_, i) =>
    tokenRecord({
      id: idOf(`${ownerUrn} ${i}`),
      name: `${i}`,
      ownerUrn,
      actorUrn: ownerUrn,
      createdAt: 1_790_000_000_000 + Math.floor(i / 7),
    }),
  )
}

async function pages(list: Awaited<ReturnType<typeof reader>>['list'], actorUrn: string, limit: number) {
  const all: string[][] = []
  let cursor: string | null = null
  do {
    const page = await list(caller(actorUrn), { limit, ...(cursor === null ? {} : { cursor }) })
    all.push(page.items.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return all
}

t.test('paging over 55 tokens by 20 shows each once, newest first, and nobody else’s', async (t) => {
  const own = tokensOf(ALICE, 55)
  const { list } = await reader([...own, ...tokensOf(BOB, 30)])
  const seen = await pages(list, ALICE, 20)
  t.strictSame(
    seen.map((page) => page.length),
    [20, 20, 15],
  )
  const inOrder = [...own].sort(
    (a, b) =>
      b.createdAt - a.createdAt || Buffer.compare(Buffer.from(b.id, 'base64'), Buffer.from(a.id, 'base64')),
  )
  t.strictSame(
    seen.flat(),
    inOrder.map(({ id }) => id),
  )
})

t.test('the last page says that it is the last, also where it is full', async (t) => {
  const { list } = await reader(tokensOf(ALICE, 40))
  t.strictSame(
    (await pages(list, ALICE, 20)).map((page) => page.length),
    [20, 20],
  )
  t.strictSame(await list(caller(BOB), { limit: 20 }), { items: [], nextCursor: null })
})

t.test('tokens that are made or revoked between two pages move nothing', async (t) => {
  const own = tokensOf(ALICE, 30)
  const { list, store } = await reader(own)
  const first = await list(caller(ALICE), { limit: 10 })
  await store.insert(tokenRecord({ id: idOf('newest'), ownerUrn: ALICE, createdAt: 1_790_000_999_999 }))
  await store.revoke(first.items.at(-1)?.id ?? '', 1)
  const rest = await list(caller(ALICE), { limit: 100, cursor: first.nextCursor ?? '' })
  const seen = [...first.items, ...rest.items].map(({ id }) => id)
  t.strictSame(seen.toSorted(), own.map(({ id }) => id).toSorted())
})

t.test('a cursor that we did not give out is refused', async (t) => {
  const { list } = await reader(tokensOf(ALICE, 30))
  const { nextCursor } = await list(caller(ALICE), { limit: 10 })
  const cursor = nextCursor ?? ''
  const position = { createdAt: 1, id: idOf('x') }
  const bad = {
    'made up': Buffer.from(JSON.stringify(position)).toString('base64url'),
    'of another deployment': makeCursorCodec(new Secret('another key'), 'tokens').seal(
      { ownerUrn: ALICE },
      position,
    ),
    edited: cursor.slice(0, 20) + (cursor[20] === 'A' ? 'B' : 'A') + cursor.slice(21),
    'cut short': cursor.slice(0, -4),
    'two in one': cursor + cursor,
    empty: '',
  }
  for (const [what, cursor] of Object.entries(bad)) {
    await t.rejects(
      list(caller(ALICE), { limit: 10, cursor }),
      { name: 'ServiceError', code: 'INVALID_REQUEST' },
      what,
    )
  }
})

t.test('a cursor of somebody else’s list is refused', async (t) => {
  const { list } = await reader([...tokensOf(ALICE, 10), ...tokensOf(BOB, 10)])
  const { nextCursor } = await list(caller(BOB), { limit: 5 })
  await t.rejects(list(caller(ALICE), { limit: 100, cursor: nextCursor ?? '' }), {
    code: 'INVALID_REQUEST',
    detail: /another list/,
  })
})

t.test('a token says whether it is active, expired or revoked at this moment', async (t) => {
  const { list, get, store, clock } = await reader()
  const id = idOf('short')
  await store.insert(tokenRecord({ id, expiresAt: clock.now() + 10 }))
  t.match(await get(caller(ALICE), id), { state: 'active' })
  clock.advance(10)
  t.match(await get(caller(ALICE), id), { state: 'expired' })
  t.match(await list(caller(ALICE), { limit: 1 }), { items: [{ state: 'expired' }] })
  await store.revoke(id, clock.now())
  t.match(await get(caller(ALICE), id), { state: 'revoked' })
})

t.test(
  'a token is shown to its creator, its subject and a manager, in either spelling of its id',
  async (t) => {
    // Its padded spelling has characters that the other one has not.
    const id = `${'+/'.repeat(21)}A=`
    const { get } = await reader([tokenRecord({ id, ownerUrn: ALICE, actorUrn: BOB })])
    for (const urn of [ALICE, BOB, MANAGER]) {
      const view = await get(caller(urn), id)
      t.match(view, { id, urn: `urn:li:dataHubAccessToken:${id}`, ownerUrn: ALICE, actorUrn: BOB })
      t.strictSame(await get(caller(urn), tokenIdForPath(id)), view)
    }
  },
)

t.test('what is shown of a token has no key name and no time of revocation', async (t) => {
  const { get } = await reader([tokenRecord({ revokedAt: 5 })])
  t.strictSame(Object.keys(await get(caller(ALICE), tokenRecord().id)), [
    'id',
    'urn',
    'name',
    'description',
    'type',
    'actorUrn',
    'ownerUrn',
    'createdAt',
    'expiresAt',
    'lastUsedAt',
    'state',
  ])
})

t.test('somebody else’s token, an unknown one and a malformed id are all the same NOT_FOUND', async (t) => {
  const { get } = await reader([tokenRecord({ ownerUrn: BOB, actorUrn: BOB })])
  const refusals = []
  for (const id of [tokenRecord().id, idOf('unknown'), '', 'x', `${tokenRecord().id} `, "' OR 1=1"]) {
    refusals.push(await get(caller(ALICE), id).catch((error: unknown) => error))
  }
  for (const refusal of refusals) {
    const { code, detail, message } = refusal as { code: string; detail: string; message: string }
    t.strictSame(
      { code, detail, message },
      { code: 'NOT_FOUND', detail: 'You have no token with this id.', message: 'NOT_FOUND' },
    )
  }
})

t.test('an id of a shape that none has is not looked up', async (t) => {
  const find: TokenStore['find'] = async () => t.fail('was looked up') as never
  await t.rejects(findOwnToken({ store: { find }, authorize }, caller(MANAGER), 'A'.repeat(44)), {
    code: 'NOT_FOUND',
  })
})

t.test('whatever a user asks, nobody else’s tokens are listed', async (t) => {
  const mine = tokenRecord({ id: idOf('mine'), ownerUrn: ALICE, actorUrn: BOB })
  const forMe = tokenRecord({ id: idOf('for me'), ownerUrn: MANAGER, actorUrn: ALICE })
  const bobs = tokenRecord({ id: idOf('bob’s'), ownerUrn: BOB, actorUrn: BOB })
  const { list } = await reader([mine, forMe, bobs])
  const seen = async (conditions: object) =>
    (await list(caller(ALICE), { limit: 10, ...conditions })).items.map(({ id }) => id)
  t.strictSame(await seen({}), [mine.id])
  t.strictSame(await seen({ ownerUrn: ALICE }), [mine.id])
  t.strictSame(await seen({ actorUrn: BOB }), [mine.id])
  t.strictSame(await seen({ actorUrn: ALICE }), [forMe.id])
  t.strictSame(await seen({ actorUrn: ALICE, ownerUrn: MANAGER }), [forMe.id])
  t.strictSame(await seen({ actorUrn: ALICE, ownerUrn: BOB }), [])
  for (const conditions of [{ ownerUrn: BOB }, { ownerUrn: BOB, actorUrn: BOB }, { ownerUrn: '' }])
    await t.rejects(list(caller(ALICE), { limit: 10, ...conditions }), {
      code: 'FORBIDDEN',
      detail: /your own tokens only.*\/admin\/tokens/,
    })
})

t.test(
  'a manager lists and looks at everybody’s; who asks for it without the right is remembered',
  async (t) => {
    const records = [...tokensOf(ALICE, 3), ...tokensOf(BOB, 3)]
    const { listAny, getAny, audited } = await reader(records)
    t.equal((await listAny(caller(MANAGER), { limit: 10 })).items.length, 6)
    t.match(await listAny(caller(MANAGER), { limit: 10, ownerUrn: BOB, name: '2' }), {
      items: [{ name: '2' }],
    })
    t.match(await getAny(caller(MANAGER), idOf(`${BOB} 0`)), { ownerUrn: BOB })
    await t.rejects(getAny(caller(MANAGER), idOf('unknown')), { code: 'NOT_FOUND' })
    await t.rejects(listAny(caller(ALICE), { limit: 10, ownerUrn: ALICE }), { code: 'FORBIDDEN' })
    await t.rejects(getAny(caller(ALICE), idOf(`${ALICE} 0`)), { code: 'FORBIDDEN' })
    t.match(audited, [
      { action: 'access.refuse', details: { what: 'token.list' } },
      { action: 'access.refuse', details: { what: 'token.read' } },
    ])
  },
)

t.test('a cursor goes on with its own conditions and sort, and with no others', async (t) => {
  const { list } = await reader(tokensOf(ALICE, 30))
  const { nextCursor } = await list(caller(ALICE), { limit: 5, name: '1' })
  const cursor = nextCursor ?? ''
  t.match(await list(caller(ALICE), { limit: 7, name: '1', sort: 'created', cursor }), { items: [{}] })
  const others = [
    {},
    { name: '2' },
    { name: '1', state: 'active' },
    { name: '1', sort: 'expires' },
    { name: '1', order: 'asc' },
  ]
  for (const other of others)
    await t.rejects(
      list(caller(ALICE), { limit: 5, cursor, ...(other as object) }),
      { code: 'INVALID_REQUEST', detail: /another list/ },
      JSON.stringify(other),
    )
})

t.test('a name that is none is refused, not taken for any', async (t) => {
  const { list } = await reader(tokensOf(ALICE, 3))
  for (const name of ['', ' ', '\u00a0', 'a b c d e f g h i j k', 'x\ud800', 'a\nb'])
    await t.rejects(
      list(caller(ALICE), { limit: 5, name }),
      { code: 'INVALID_REQUEST', detail: /^name must/ },
      JSON.stringify(name),
    )
  t.strictSame((await list(caller(ALICE), { limit: 5, name: '-' })).items, [])
})
