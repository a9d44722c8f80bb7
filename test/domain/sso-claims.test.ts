import t from 'tap'
import { displayNameIn, groupsIn, textClaim } from '../../src/domain/sso-claims.ts'

t.test('a claim counts where it is text with something in it', async (t) => {
  t.equal(textClaim({ email: 'a@b' }, 'email'), 'a@b')
  for (const value of ['', '  ', 7, true, null, ['a@b'], { value: 'a@b' }, undefined])
    t.equal(textClaim({ email: value }, 'email'), undefined)
  t.equal(textClaim({}, 'constructor'), undefined)
  t.equal(textClaim({}, '__proto__'), undefined)
})

t.test('a person is called by their name, or its parts, or as they sign on', async (t) => {
  t.equal(displayNameIn({ name: 'Alice L', given_name: 'x', family_name: 'y' }, 'alice'), 'Alice L')
  t.equal(displayNameIn({ given_name: 'Alice', family_name: 'Liddell' }, 'alice'), 'Alice Liddell')
  t.equal(displayNameIn({ given_name: 'Alice' }, 'alice'), 'alice')
  t.equal(displayNameIn({ name: 7 }, 'alice'), 'alice')
  t.equal(displayNameIn({ name: 'x'.repeat(300) }, 'alice').length, 255)
  t.ok(displayNameIn({ name: `${'x'.repeat(254)}🔑` }, 'alice').isWellFormed())
})

t.test('groups are what the claims list, once each', async (t) => {
  const claims = { groups: ['a', ' b ', 'a', '', 7, null, ['c']], teams: 'd', other: ['e'], none: { f: 1 } }
  t.same(groupsIn(claims, ['groups', 'teams', 'none', 'missing']), ['a', 'b', 'd'])
  t.same(groupsIn(claims, []), [])
  t.same(groupsIn({}, ['constructor', 'toString']), [])
})
