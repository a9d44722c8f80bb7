import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { makeGmsGuard } from '../../../src/adapters/gms/guard.ts'
import { type HeldBodiesOptions, makeHeldBodies } from '../../../src/adapters/gms/held-bodies.ts'
import { makeGmsPool } from '../../../src/adapters/gms/pool.ts'
import { makeGmsProxy } from '../../../src/adapters/gms/proxy.ts'
import { writeProblem } from '../../../src/adapters/write-problem.ts'
import { makeNoIdentity } from '../../../src/app/gms/gms-identity.ts'
import type { AdmitGmsRequest, GmsIdentityFor, NoteGmsChange } from '../../../src/app/ports/gms.ts'
import type { GmsJudgement, GmsRequestHead } from '../../../src/domain/gms-endpoints/judgement.ts'
import { problem } from '../../../src/errors/problem.ts'
import { type Answer, startRecordingGms } from '../../helpers/recording-gms.ts'

export interface GuardedOptions {
  judge: (head: GmsRequestHead) => GmsJudgement
  admit?: AdmitGmsRequest
  noteChange?: NoteGmsChange
  bodies?: Partial<HeldBodiesOptions>
  identityFor?: GmsIdentityFor
}

/** The proxy alone, guarded by these, in front of a GMS at `gmsUrl`; gives its own URL. */
async function startGuarded(t: Test, gmsUrl: string, options: GuardedOptions): Promise<string> {
  const { judge, admit = async () => undefined, noteChange = async () => undefined } = options
  const gms = makeGmsPool({
    url: gmsUrl,
    connectTimeoutMs: 1000,
    responseTimeoutMs: 5000,
    connectionsMax: 64,
  })
  const bodies = makeHeldBodies({
    bodyBytesMax: 1_000_000,
    allBytesMax: 2_000_000,
    arrivalMs: 5000,
    ...options.bodies,
  })
  const guard = makeGmsGuard({ judge, admit, noteChange, bodies })
  const proxy = makeGmsProxy({ gms, identityFor: options.identityFor ?? makeNoIdentity(), guard })
  const server = createServer((request, response) =>
    proxy.forward({
      request,
      response,
      target: request.url,
      principal: { via: 'session', actorUrn: 'urn:li:corpuser:alice', sessionId: 's' },
      open: false,
      fail: (error) => writeProblem(response, problem(error.code, { detail: error.detail })),
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
    await gms.pool.destroy()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A GMS that keeps each body, behind a proxy that is guarded by these. */
export async function guardedWorld(t: Test, options: GuardedOptions, answer?: Answer) {
  const bodies: Buffer[] = []
  const gms = await startRecordingGms(
    t,
    answer ??
      ((request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          bodies.push(Buffer.concat(chunks))
          response.end('ok')
        })
      }),
  )
  return { gms, bodies, url: await startGuarded(t, gms.url, options) }
}

export function post(url: string, body: Buffer | string, headers: Record<string, string> = {}) {
  return fetch(`${url}/aspects`, { method: 'POST', body, headers })
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5)
}
