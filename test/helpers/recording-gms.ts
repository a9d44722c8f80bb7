import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** A request as it reached GMS, byte for byte where that matters. */
export interface Recorded {
  method: string
  target: string
  /** `[name, value, name, value, …]`, as sent. */
  rawHeaders: string[]
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface RecordingGms {
  url: string
  /** Requests other than those for a session, in order. */
  requests: Recorded[]
  /** Bare user ids for whom a session was asked. */
  minted: string[]
  server: Server
}

/**
 * A GMS that records what reaches it and answers as the test says (default: 200 `ok`). It mints sessions `session-1`,
 * `session-2`, … so that a test sees which one a request came with.
 */
export async function startRecordingGms(t: Test, answer: Answer = ok): Promise<RecordingGms> {
  const requests: Recorded[] = []
  const minted: string[] = []
  const server = createServer((request, response) => {
    const { method = '', url = '', rawHeaders } = request
    if (url === '/auth/generateSessionTokenForUser') {
      mint(request, response, minted)
      return
    }
    requests.push({ method, target: url, rawHeaders })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, minted, server }
}

function ok(request: IncomingMessage, response: ServerResponse): void {
  request.resume().on('end', () => response.end('ok'))
}

function mint(request: IncomingMessage, response: ServerResponse, minted: string[]): void {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    minted.push((JSON.parse(body) as { userId: string }).userId)
    response.end(JSON.stringify({ accessToken: `session-${minted.length}` }))
  })
}

/** The values of a header as they reached GMS, whatever its spelling. */
export function valuesOf(recorded: Recorded | undefined, name: string): string[] {
  const values: string[] = []
  const raw = recorded?.rawHeaders ?? []
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() === name.toLowerCase()) values.push(raw[i + 1] ?? '')
  }
  return values
}
