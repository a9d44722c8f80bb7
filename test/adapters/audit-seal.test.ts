import { createHmac } from 'node:crypto'
import t from 'tap'
import { makeAuditSeal } from '../../src/adapters/audit-seal.ts'
import { CHAIN_START, chain } from '../../src/domain/audit-chain.ts'
import { Secret } from '../../src/domain/secret.ts'

const hmac = (key: Buffer, data: string | Buffer) => createHmac('sha256', key).update(data).digest()

t.test('a seal is HMAC-SHA-256 under the key that docs/audit.md derives', async (t) => {
  const key = hmac(hmac(Buffer.alloc(32), 'the salt'), 'latchkey audit seal\x01')
  const text = 'number\nseal\n{"ä":1}'
  t.equal(makeAuditSeal(new Secret('the salt'))(text), hmac(key, text).toString('hex'))
})

t.test('the seals of a chain stay what they are from release to release', async (t) => {
  const sealOf = makeAuditSeal(new Secret('the salt'))
  t.same(chain(CHAIN_START, [{ b: 1, a: 'ä' }, {}], sealOf), [
    { seq: 1, seal: 'a9cbc9a6d7caafd71e1122270c613a69c1a392c3fe8998b535b9636c7c43e710' },
    { seq: 2, seal: '523337475dec0cb4f9cab91190c54120b6081842d052a5f020eed7d06d15076d' },
  ])
})
