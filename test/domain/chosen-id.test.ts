import fc from 'fast-check'
import t from 'tap'
import {
  chosenIdFault,
  chosenUsernameFault,
  isServiceAccountUrn,
  serviceAccountUrn,
} from '../../src/domain/chosen-id.ts'

const SYSTEM = '__datahub_system'
const usernameFault = (username: string) => chosenUsernameFault(username, SYSTEM)

t.test('people choose names and e-mail addresses of any script', async (t) => {
  for (const id of ['jane', 'Jane.Doe', 'jane+data@example.com', 'ümit', '李雷', "o'neil", 'a'.repeat(255)]) {
    t.equal(chosenIdFault(id), undefined, id)
    t.equal(usernameFault(id), undefined, id)
  }
})

t.test(
  'an id that looks like another, or that something on the way reads differently, is not chosen',
  async (t) => {
    const hostile: [string, string][] = [
      ['blank', ' jane'],
      ['blank', 'jane doe'],
      ['tab', 'jane\t'],
      ['no-break space', 'jane\u00a0'],
      ['zero-width space', 'ja\u200bne'],
      ['right-to-left override', '\u202eenaj'],
      ['byte-order mark', '\ufeffjane'],
      ['NUL', 'jane\0'],
      ['lone surrogate', 'jane\ud800'],
      ['full-width letters', 'ｊａｎｅ'],
      ['ligature', 'ﬁnance'],
      ['decomposed umlaut', 'u\u0308mit'],
      ['percent-encoding', 'al%69ce'],
      ['a URN for a name', 'urn:li:corpuser:jane'],
      ['end of a key', 'jane)'],
      ['part of a key', 'jane,PROD'],
    ]
    for (const [why, id] of hostile) {
      t.type(chosenIdFault(id), 'string', why)
      t.type(usernameFault(id), 'string', why)
    }
    t.equal(chosenIdFault(''), 'must have 1 to 255 characters.')
    t.equal(chosenIdFault('a'.repeat(256)), 'must have 1 to 255 characters.')
  },
)

t.test('nobody takes the name of the system, of nobody, or of a service account', async (t) => {
  const taken = ['__datahub_system', 'UNKNOWN', 'unknown', 'service_x', 'service_']
  for (const username of taken) t.match(usernameFault(username), /reserved for the system/, username)
  t.match(chosenUsernameFault('our-client', 'our-client'), /reserved for the system/)
  t.equal(usernameFault('service'), undefined)
})

t.test('a service account is told by its URN', async (t) => {
  const urn = serviceAccountUrn('2b1c0a52-5d2f-4a57-9c4d-0d6ea7a9f0ac')
  t.equal(urn, 'urn:li:corpuser:service_2b1c0a52-5d2f-4a57-9c4d-0d6ea7a9f0ac')
  t.equal(isServiceAccountUrn(urn), true)
  t.equal(isServiceAccountUrn('urn:li:corpuser:jane'), false)
  t.equal(isServiceAccountUrn('urn:li:corpGroup:service_x'), false)
})

t.test('two chosen ids that look alike to Unicode are one', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (id) => {
      const fault = chosenIdFault(id)
      if (fault === undefined) return id === id.normalize('NFKC') && id === id.trim() && encodeURI(id) !== ''
      return /\.$/.test(fault)
    }),
  )
})
