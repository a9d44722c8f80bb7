import t from 'tap'
import { makeCursorCodec } from '../../../src/adapters/page-cursors.ts'
import { makeReadPolicies } from '../../../src/app/access/read-policies.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { ALICE, caller } from '../../helpers/fakes/people.ts'
import { snapshotOf } from '../../helpers/policies.ts'

const PAGE_CHARACTERS_MAX = 4_194_304

function policyOf(at: number, characters: number): PolicyDocument {
  const info = { displayName: `${at}`, type: 'PLATFORM', state: 'ACTIVE', privileges: [], actors: {} }
  return { urn: `urn:li:dataHubPolicy:${at}`, info: { ...info, description: 'x'.repeat(characters) } }
}

/** Policies with descriptions of these lengths. */
function reader(lengths: readonly number[]) {
  const policies = lengths.map((length, at) => policyOf(at, length))
  const snapshot = snapshotOf(policies)
  const { page } = makeReadPolicies({
    policies: { current: () => snapshot },
    requirePrivilege: async () => undefined,
    cursors: makeCursorCodec(new Secret('a signing key of at least 32 bytes.'), 'policies'),
  })
  async function pages(limit: number): Promise<PolicyDocument[][]> {
    const all: PolicyDocument[][] = []
    let cursor: string | undefined
    do {
      const { items, nextCursor } = await page(caller(ALICE), { limit, cursor })
      all.push(items)
      cursor = nextCursor ?? undefined
    } while (cursor !== undefined)
    return all
  }
  return { policies, pages }
}

t.test('a page of long policies is shorter, and the next goes on behind it', async (t) => {
  const { policies, pages } = reader(Array.from({ length: 100 }, () => 262_000))
  const all = await pages(100)
  t.strictSame(
    all.map(({ length }) => length),
    [16, 16, 16, 16, 16, 16, 4],
  )
  for (const items of all) t.ok(JSON.stringify(items).length <= PAGE_CHARACTERS_MAX + 16)
  t.strictSame(
    all.flat().map(({ urn }) => urn),
    policies.map(({ urn }) => urn),
  )
  t.strictSame(
    (await pages(10)).map(({ length }) => length),
    Array.from({ length: 10 }, () => 10),
    'and no page is longer than it is asked for',
  )
})

t.test('a policy that is longer than a page is one', async (t) => {
  const { pages } = reader([10, PAGE_CHARACTERS_MAX, 10, PAGE_CHARACTERS_MAX])
  t.strictSame(
    (await pages(100)).map((items) => items.map(({ urn }) => urn.at(-1))),
    [['0'], ['1'], ['2'], ['3']],
  )
  const { pages: ofOne } = reader([PAGE_CHARACTERS_MAX])
  t.equal((await ofOne(1)).length, 1)
})

t.test('policies are told by the roles that they name, each once and in their order', async (t) => {
  const naming = (at: number, roles?: string[]) => {
    const { urn, info } = policyOf(at, 0)
    return { urn, info: { ...info, actors: roles === undefined ? {} : { roles } } }
  }
  const policies = [naming(0, ['b', 'a', 'b']), naming(1), naming(2, []), naming(3, ['a'])]
  const asked: unknown[] = []
  const { byRole } = makeReadPolicies({
    policies: { current: () => snapshotOf(policies) },
    requirePrivilege: async (_, ...rest) => {
      asked.push(rest)
    },
    cursors: makeCursorCodec(new Secret('a signing key of at least 32 bytes.'), 'policies'),
  })
  t.strictSame(
    [...(await byRole(caller(ALICE)))].map(([role, of]) => [role, of.map(({ urn }) => urn.at(-1))]),
    [
      ['b', ['0']],
      ['a', ['0', '3']],
    ],
  )
  t.strictSame(asked, [['MANAGE_POLICIES', { what: 'policy.list' }]])
})
