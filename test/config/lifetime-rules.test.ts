import t from 'tap'
import { lifetimeRules } from '../../src/config/lifetime-rules.ts'
import { loadSettings } from '../../src/config/load.ts'

const DAY = 86_400_000

t.test(
  'without settings any life with an end is allowed, up to the bound that the use-case knows',
  async (t) => {
    t.strictSame(lifetimeRules(loadSettings({})), { allowNoExpiry: false })
  },
)

t.test(
  'what an administrator allows reaches the use-case in milliseconds, in the words of the setting',
  async (t) => {
    const settings = loadSettings({
      TOKEN_ALLOWED_DURATIONS: 'ONE_WEEK, P3Y,PT12H',
      TOKEN_MAX_LIFETIME: 'P3Y',
    })
    t.strictSame(lifetimeRules(settings), {
      allowNoExpiry: false,
      allowedDurations: [
        { name: 'ONE_WEEK', ms: 7 * DAY },
        { name: 'P3Y', ms: 94_608_000_000 },
        { name: 'PT12H', ms: DAY / 2 },
      ],
      maxLifetimeMs: 94_608_000_000,
    })
    t.strictSame(lifetimeRules(loadSettings({ TOKEN_ALLOW_NO_EXPIRY: 'true' })), { allowNoExpiry: true })
  },
)
