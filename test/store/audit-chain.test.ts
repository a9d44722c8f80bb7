import t from 'tap'
import { bytesToUuid } from '../../src/adapters/sql/column-bytes.ts'
import { auditId, auditing, auditRecord, count } from './auditing.ts'
import { DATABASES } from './databases.ts'

for (const [name, makeDatabase] of DATABASES) {
  t.test(`on ${name}, records are chained in the order in which their commits are seen`, async (t) => {
    const { append, sealer, verify, chained } = auditing(await makeDatabase(t))
    t.match(await verify(), {
      verdict: 'intact',
      checked: { from: 1, to: null, count: 0 },
      head: null,
      unsealed: { count: 0, oldestAt: null },
    })
    await append(auditRecord(1), auditRecord(3))
    await sealer.run()
    // Made before 3, committed after it was sealed.
    await append(auditRecord(2))
    t.match(await verify(), {
      verdict: 'intact',
      checked: { from: 1, to: 2, count: 2 },
      head: { seq: 2, seal: /^[0-9a-f]{64}$/ },
      unsealed: { count: 1, oldestAt: auditRecord(2).at },
    })
    await sealer.run()
    t.same(
      (await chained()).map(({ seq, id }) => [seq, bytesToUuid(id)]),
      [1, 3, 2].map((n, i) => [i + 1, auditId(n)]),
    )
    t.match(await verify(), {
      verdict: 'intact',
      broken: null,
      checked: { count: 3 },
      unsealed: { count: 0 },
    })
    t.match(sealer.stats, { sealed: 3, unsealed: 0, sealerFailures: 0, linksLost: 0, headSeq: 3 })
  })

  t.test(`on ${name}, whatever a record says comes back as it was sealed`, async (t) => {
    const { append, sealer, verify } = auditing(await makeDatabase(t))
    await append(
      auditRecord(1, {
        actorUrn: 'urn:li:corpuser:Ümit 🦊 ',
        actorTokenId: Buffer.alloc(32, 0xfb).toString('base64'),
        subject: null,
        address: '2001:db8::1',
        userAgent: 'trailing spaces  ',
        details: { '10': 1, '9': [true, null, 'ß\u2028"\\'], b: { z: -1.5e-9, a: 1e21 }, é: '', a: {} },
      }),
      auditRecord(2, { outcome: 'refused', actorUrn: null, address: null, userAgent: null, details: {} }),
    )
    await sealer.run()
    t.match(await verify(), { verdict: 'intact', checked: { count: 2 } })
  })

  t.test(`on ${name}, thousands that wait are sealed in one run, and verified in parts`, async (t) => {
    const { append, sealer, verify, clock } = auditing(await makeDatabase(t))
    for (const hundred of count(13, 0)) await append(...count(100, hundred * 100).map((n) => auditRecord(n)))
    await sealer.run()
    t.equal(sealer.stats.sealed, 1300)
    t.match(await verify(), { verdict: 'intact', checked: { from: 1, to: 1300, count: 1300 } })

    clock.monotonic = (
      (ms) => () =>
        (ms += 5_000)
    )(0)
    t.match(await verify(), {
      verdict: 'unfinished',
      checked: { from: 1, to: 1000, count: 1000 },
      continueFrom: 1001,
    })
    t.match(await verify({ from: 1001 }), {
      verdict: 'intact',
      checked: { from: 1001, to: 1300, count: 300 },
    })
    await t.rejects(verify({ from: 1302 }), {
      code: 'INVALID_REQUEST',
      detail: /there is none of number 1301/,
    })
  })

  t.test(`on ${name}, a process takes the chain up where another left it`, async (t) => {
    const database = await makeDatabase(t)
    const first = auditing(database)
    await first.append(auditRecord(1))
    await first.sealer.finish()
    const second = auditing(database)
    await second.append(auditRecord(2))
    await second.sealer.finish()
    t.match(await first.verify(), { verdict: 'intact', checked: { to: 2, count: 2 } })
    t.same(
      second.heads.map(({ seq }) => seq),
      [2],
    )
  })
}
