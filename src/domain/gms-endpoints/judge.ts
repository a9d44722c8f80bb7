import { readJsonBody } from './json-body.ts'
import type { GmsJudgement, GmsRequestHead } from './judgement.ts'
import { demandsOf, guardsNamedIn, textsOf } from './protected-writes.ts'
import { Unreadable } from './unreadable.ts'

const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** First behaviour: writes are judged by what they name. */
export function judgeGmsRequest(
  head: GmsRequestHead,
  options: { enforced: boolean; unmapped: 'allow' | 'deny' },
): GmsJudgement {
  if (READING_METHODS.has(head.method)) {
    return options.enforced && options.unmapped === 'deny' ? { kind: 'unmapped' } : { kind: 'open' }
  }
  return {
    kind: 'body',
    read: (body) => {
      try {
        const texts = [head.path, head.search, ...textsOf(readJsonBody(head, body))]
        const demands = demandsOf(guardsNamedIn(texts))
        return demands.length === 0 ? { kind: 'open' } : { kind: 'demands', demands }
      } catch (error) {
        if (error instanceof Unreadable) return { kind: 'unreadable', detail: error.message }
        throw error
      }
    },
  }
}
