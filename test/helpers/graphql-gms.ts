import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './recording-gms.ts'

export interface GraphqlGms {
  /** What was sent to GMS's GraphQL, byte for byte. */
  bodies: Buffer[]
  answer: Answer
}

/** A GMS's GraphQL that keeps what it is sent and says what it is told to (default: no data). */
export function graphqlGms(
  say: (body: string, response: ServerResponse) => void = (_, response) => response.end('{"data":{}}'),
): GraphqlGms {
  const bodies: Buffer[] = []
  return {
    bodies,
    answer(request: IncomingMessage, response: ServerResponse) {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks)
        bodies.push(body)
        say(body.toString(), response)
      })
    },
  }
}
