import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { format, inspect } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { makeLogger } from '../../src/adapters/logger.ts'
import { Secret } from '../../src/domain/secret.ts'

const VALUE = 'correct-horse-battery-staple'
const secret = new Secret(VALUE)

/** A stream that keeps what is written, and what that was. */
function sink(): { stream: Writable; text: () => string } {
  let written = ''
  const stream = new Writable({
    write(chunk, _, done) {
      written += chunk
      done()
    },
  })
  return { stream, text: () => written }
}

function consoleText(use: (console: Console) => void): string {
  const { stream, text } = sink()
  use(new Console({ stdout: stream, stderr: stream }))
  return text()
}

function loggedText(use: (log: ReturnType<typeof makeLogger>) => void): string {
  const { stream, text } = sink()
  use(makeLogger('trace', stream))
  return text()
}

t.test('a secret gives its value to whom asks for it by name', async (t) => {
  t.equal(secret.reveal(), VALUE)
  const key = Buffer.from(VALUE)
  t.equal(new Secret(key).reveal(), key, 'of any type')
})

t.test('a secret that is printed shows three stars, however it is printed', async (t) => {
  const rows: Record<string, string> = {
    'as text': String(secret),
    'in a template': `${secret}`,
    'joined to text': `key: ${secret as unknown as string}`,
    'in a list of texts': [secret].join(),
    'as JSON': JSON.stringify(secret),
    'as JSON, deep': JSON.stringify({ settings: { keys: [secret] } }),
    'in the message of an error': new Error(`bad key ${secret}`).message,
    'in the stack of an error': String(new Error(`bad key ${secret}`).stack),
    inspected: inspect(secret),
    'inspected deep': inspect({ a: { b: { c: { d: secret } } } }, { depth: 9 }),
    'inspected with what is hidden': inspect({ secret }, { showHidden: true }),
    'inspected in a map': inspect(new Map([[secret, secret]])),
    'inspected as the cause of an error': inspect(new Error('bad key', { cause: secret })),
    'inspected as a property of an error': inspect(Object.assign(new Error('bad key'), { secret })),
    'formatted as text': format('%s', secret),
    'formatted as an object': format('%o %O', { secret }, { secret }),
    'formatted as JSON': format('%j', secret),
    'on the console': consoleText((console) => console.log(secret, { secret })),
    'on the console, formatted': consoleText((console) => console.error('%s %o', secret, { secret })),
    'in a table on the console': consoleText((console) => console.table([{ secret }])),
    'in a log line': loggedText((log) => log.info({ secret }, 'a key')),
    'in a log line, deep': loggedText((log) => log.error({ settings: { keys: [secret] } })),
    'in the text of a log line': loggedText((log) => log.warn('a key %s %o %j', secret, { secret }, secret)),
    'in a log line of its child': loggedText((log) => log.child({ secret }).info('a key')),
    'in a logged error': loggedText((log) =>
      log.error(Object.assign(new Error(`bad key ${secret}`, { cause: secret }), { secret })),
    ),
  }
  for (const [how, text] of Object.entries(rows)) {
    t.notMatch(text, VALUE, how)
    t.match(text, '***', how)
  }
})

t.test('a secret has nothing that could be walked, copied or cloned', async (t) => {
  t.same(Reflect.ownKeys(secret), [])
  t.same({ ...secret }, {})
  t.same(Object.assign({}, secret), {})
  t.same(structuredClone(secret), {})
  t.notMatch(inspect(secret, { customInspect: false, showHidden: true }), VALUE, 'nor seen past its own word')
})

t.test('no value of a secret ever shows, whatever it is', async () => {
  // Long enough not to be in a stack trace by chance.
  const value = fc.string({ unit: 'binary-ascii', minLength: 12 })
  fc.assert(
    fc.property(value, (text) => {
      const hidden = new Secret(text)
      const shown = [
        `${hidden}`,
        JSON.stringify({ hidden }),
        inspect({ hidden }),
        format('%s %o', hidden, hidden),
      ]
      return shown.every((each) => !each.includes(text)) && hidden.reveal() === text
    }),
  )
})
