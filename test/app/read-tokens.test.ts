import t from 'tap'
import { makeCursorCodec } from '../../src/adapters/page-cursors.ts'
import type { TokenStore } from '../../src/app/ports.ts'
import { makeReadTokens } from '../../src/app/read-tokens.ts'
import { Secret } from '../../src/domain/secret.ts'
import { tokenIdForPath } from '../../src/domain/token-id.ts'
import type { TokenRecord } from '../../src/domain/token-record.ts'
import { allowing } from '../helpers/fakes/authorize.ts'
import { fakeClock } from '../helpers/fakes/clock.ts'
import { ALICE, BOB, caller, MANAGER } from '../helpers/fakes/people.ts'
import { memoryTokenStore } from '../helpers/fakes/stores.ts'
import { idOf, tokenRecord } from '../store/records.ts'

const SIGNING_KEY = new Secret('the key of this deployment, 32 bytes')
const cursors = makeCursorCodec<{ createdAt: number; id: string }>(SIGNING_KEY, 'tokens')

async function reader(records: TokenRecord[] = []) {
  const store = memoryTokenStore()
  for (const record of records) await store.insert(record)
  const clock = fakeClock()
  const authorize = allowing({ [MANAGER]: ['MANAGE_ACCESS_TOKENS'] })
  return { store, clock, ...makeReadTokens({ store, authorize, clock, cursors }) }
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
  const { list, store } = await reader([...own, ...tokensOf(BOB, 30)])
  const seen = await pages(list, ALICE, 20)
  t.strictSame(
    seen.map((page) => page.length),
    [20, 20, 15],
  )
  const inOrder = await store.listByOwner({ ownerUrn: ALICE, limit: 100 })
  t.strictSame(
    seen.flat(),
    inOrder.map(({ id }) => id),
  )
  t.equal(inOrder[0]?.createdAt, Math.max(...own.map(({ createdAt }) => createdAt)))
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
  const authorize = allowing({ [MANAGER]: ['MANAGE_ACCESS_TOKENS'] })
  const store = { find, listByOwner: async () => [] }
  const { get } = makeReadTokens({ store, authorize, clock: fakeClock(), cursors })
  await t.rejects(get(caller(MANAGER), 'A'.repeat(44)), { code: 'NOT_FOUND' })
})
