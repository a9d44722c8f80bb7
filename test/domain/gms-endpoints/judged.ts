import { judgeGmsRequest } from '../../../src/domain/gms-endpoints/judge.ts'
import type { GmsDemand, GmsJudgement, GmsRequestHead } from '../../../src/domain/gms-endpoints/judgement.ts'

/** A request as a test writes it: `POST /aspects?action=ingestProposal`. */
export interface Asked {
  line: string
  body?: unknown
  headers?: Partial<Pick<GmsRequestHead, 'contentType' | 'contentEncoding'>>
  enforced?: boolean
  unmapped?: 'allow' | 'deny'
}

export function headOf(line: string, headers: Asked['headers'] = {}): GmsRequestHead {
  const [method = '', target = ''] = line.split(' ', 2)
  const at = target.indexOf('?')
  return {
    method,
    path: at === -1 ? target : target.slice(0, at),
    search: at === -1 ? '' : target.slice(at),
    contentType: 'application/json',
    contentEncoding: undefined,
    ...headers,
  }
}

export function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body
  if (body === undefined) return new Uint8Array()
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
}

/** What is judged in the end, with the body read where the head asks for it. */
export function judged({
  line,
  body,
  headers,
  enforced = false,
  unmapped = 'deny',
}: Asked): Exclude<GmsJudgement, { kind: 'body' }> {
  let judgement = judgeGmsRequest(headOf(line, headers), { enforced, unmapped })
  while (judgement.kind === 'body') judgement = judgement.read(bytesOf(body))
  return judgement
}

/** Demands in short: `EDIT_ENTITY|DELETE_ENTITY dataset urn:…`, a type alone as `dataset *`. */
export function shortly(judgement: GmsJudgement): string[] | GmsJudgement['kind'] {
  return judgement.kind === 'demands' ? judgement.demands.map(short) : judgement.kind
}

function short({ anyOf, resource }: GmsDemand): string {
  const privileges = anyOf.map((group) => group.join('&')).join('|')
  if (resource === undefined) return privileges
  return `${privileges} ${resource.type} ${resource.urn === '' ? '*' : resource.urn}`
}
