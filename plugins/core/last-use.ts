import fp from 'fastify-plugin'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeLastUse } from '../../src/app/tokens/last-use.ts'
import { makeReadLastUse } from '../../src/app/tokens/read-last-use.ts'

// With the time that writing takes, within the ten seconds after which a use is to be seen.
const FLUSH_EVERY_MS = 5_000

// 100 statements of 100 tokens.
const FLUSH_AT = 10_000

// About 500 bytes a token: 10 MB when full.
const PENDING_MAX = 20_000

export default fp(
  async (core) => {
    const { authorize, requirePrivilege } = core
    const { transactions, tokens, lastUse: store } = core.stores
    const lastUse = makeLastUse({
      transactions,
      clock: systemClock,
      flushAt: FLUSH_AT,
      pendingMax: PENDING_MAX,
      onFailure: (err) =>
        core.log.warn({ err }, 'when tokens were last used cannot be written: it is kept for later'),
    })
    core.decorate('lastUse', {
      ...lastUse,
      read: makeReadLastUse({ store, tokens, authorize, requirePrivilege }),
    })
    const timer = setInterval(lastUse.flush, FLUSH_EVERY_MS)
    timer.unref()
    core.addHook('onClose', async () => {
      clearInterval(timer)
      // Twice: the first may have joined one that began before the last use.
      await lastUse.flush()
      await lastUse.flush()
    })
  },
  { name: 'last-use', dependencies: ['stores', 'authorization'] },
)
