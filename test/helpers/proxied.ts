import { connect } from 'node:net'
import type { Test } from 'tap'
import { issueToken, signIn } from './person.ts'
import { type Answer, type RecordingGms, startRecordingGms } from './recording-gms.ts'
import { type Environment, type RunningService, type Start, startInProcess } from './service.ts'

const ROOT_PASSWORD = 'a password for tests'

/** Latchkey in front of a GMS that records, with a token of root's. */
export interface Proxied {
  service: RunningService
  gms: RecordingGms
  cookie: string
  token: string
}

export async function startProxied(
  t: Test,
  options: { answer?: Answer; settings?: Environment; start?: Start } = {},
): Promise<Proxied> {
  const { answer, settings = {}, start = startInProcess } = options
  const gms = await startRecordingGms(t, answer)
  const service = await start(t, {
    GMS_URL: gms.url,
    DIRECTORY: 'local',
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-tests',
    ROOT_PASSWORD,
    ...settings,
  })
  const cookie = await signIn(service.front, 'datahub', ROOT_PASSWORD)
  if (settings.METADATA_SERVICE_AUTH_ENABLED === 'false') return { service, gms, cookie, token: '' }
  const { token } = await issueToken(service.front, cookie, { name: 'proxied', duration: 'ONE_HOUR' })
  return { service, gms, cookie, token }
}

/**
 * Sends bytes as they are, which a client library would tidy up, and gives everything that came back until the other
 * side closed. `Connection: close` is the caller's to send.
 */
export function sendRaw(url: string, bytes: string): Promise<string> {
  const { port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes, 'latin1'))
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('close', () => resolve(received))
    socket.on('error', reject)
  })
}
