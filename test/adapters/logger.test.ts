import { inspect } from 'node:util'
import t from 'tap'
import { makeLogger } from '../../src/adapters/logger.ts'
import { Secret } from '../../src/domain/secret.ts'
import { ServiceError } from '../../src/errors/service-error.ts'
import { makeToken } from '../helpers/fakes/tokens.ts'

const { token } = makeToken({ actorId: 'canary' })
const [, PAYLOAD = '', SIGNATURE = ''] = token.split('.')

function captured() {
  const lines: string[] = []
  const logger = makeLogger('trace', { write: (line) => lines.push(line) })
  return { logger, lines, output: () => lines.join('') }
}

t.test('a line is JSON with the level in words, and nothing of the machine', async (t) => {
  const { logger, lines } = captured()
  logger.info({ tokenId: 'x' }, 'a token was made')
  t.equal(lines.length, 1)
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>
  t.match(line, { level: 'info', tokenId: 'x', msg: 'a token was made' })
  t.strictSame(Object.keys(line).sort(), ['level', 'msg', 'time', 'tokenId'])
})

t.test('the level decides what is written', async (t) => {
  const lines: string[] = []
  const logger = makeLogger('warn', { write: (line) => lines.push(line) })
  logger.info('quiet')
  logger.warn('loud')
  t.equal(lines.length, 1)
  t.match(lines[0], 'loud')
})

t.test('a token is in no line, wherever somebody put it', async (t) => {
  const inner = new Error(`GMS said: ${token}`)
  const nested = Object.assign(new Error('outer', { cause: inner }), { request: { headers: { a: token } } })
  const ways: Record<string, (log: ReturnType<typeof captured>['logger']) => void> = {
    'in the message': (log) => log.info(`got ${token}`),
    'as an argument': (log) => log.info('got %s of %j', token, { token }),
    'in an object': (log) => log.info({ token }, 'x'),
    'deep in an object': (log) => log.info({ a: [{ b: { c: token } }] }),
    'as a key': (log) => log.info({ [token]: 1 }),
    'in headers': (log) => log.info({ headers: { authorization: `Bearer ${token}` } }),
    'in raw headers': (log) => log.info({ rawHeaders: ['Authorization', `Bearer ${token}`] }),
    'in an error': (log) => log.error(inner),
    'in an error under err': (log) => log.error({ err: inner }, 'failed'),
    'in an error’s cause and its properties': (log) => log.error({ err: nested }),
    'in an aggregate': (log) => log.error({ err: new AggregateError([inner, nested], token) }),
    'in a ServiceError': (log) =>
      log.error({ err: new ServiceError('INTERNAL', { internal: token, cause: inner }) }),
    'in a URL': (log) => log.info({ url: `/x?access_token=${token}&y=1` }),
    'in an encoded URL': (log) => log.info({ url: `/x/${encodeURIComponent(`Bearer ${token}`)}` }),
    'in JSON within JSON': (log) => log.info({ body: JSON.stringify({ token: JSON.stringify({ token }) }) }),
    'in inspected text': (log) => log.info(inspect({ token }, { depth: 5 })),
    'in a child’s bindings': (log) => log.child({ token }).info('x'),
    'twice in a line': (log) => log.info({ a: token, b: token }, token),
    'among letters': (log) => log.info(`x${token}y`),
    'cut short': (log) => log.info(token.slice(0, -20)),
    'without its signature': (log) => log.info(token.slice(0, token.lastIndexOf('.'))),
  }
  for (const [what, write] of Object.entries(ways)) {
    const { logger, output } = captured()
    write(logger)
    t.not(output(), '', what)
    // A part of it is as good for the payload's claims, and a signature that is cut cannot be guessed.
    for (const part of [PAYLOAD.slice(0, 30), SIGNATURE.slice(0, 20)]) t.notOk(output().includes(part), what)
    for (const line of output().trim().split('\n')) t.doesNotThrow(() => JSON.parse(line), what)
  }
})

t.test('credentials are struck out by their scheme, in any case', async (t) => {
  const { logger, output } = captured()
  for (const scheme of ['Basic', 'basic', 'BEARER'])
    logger.info({ header: `${scheme} canary-id:canary-secret` })
  t.notMatch(output(), 'canary')
  t.match(output(), '"header":"***"')
})

t.test('a Secret is not shown, however it is logged', async (t) => {
  const { logger, output } = captured()
  const secret = new Secret('canary')
  logger.info({ secret, deep: { secret, list: [secret] } }, `${secret}`)
  logger.info('%s %j %o %O', secret, secret, secret, secret)
  logger.error(Object.assign(new Error('x'), { secret }))
  t.notMatch(output(), 'canary')
})

t.test('what is no credential is left as it is', async (t) => {
  const { logger, lines } = captured()
  const harmless =
    'eyJ is how a token begins. A bearer: of news; basics; https://x/eyJabc; urn:li:corpuser:jane'
  logger.info(harmless)
  t.equal((JSON.parse(lines[0] ?? '') as { msg: string }).msg, harmless)
})
