import t from 'tap'
import { NOBODY } from '../../src/domain/gms-identity.ts'

t.test('a request of nobody adds no header for GMS, and a refusal of it is not tried again', async (t) => {
  t.same(NOBODY.headers, [])
  t.equal(NOBODY.renew(), false)
})
