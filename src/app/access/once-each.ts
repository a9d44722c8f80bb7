import type { RulePorts } from './rule.ts'

/** The same directory and facts, each asked for once, also where it could not be had: for what is done in one go. */
export function onceEach({
  actors,
  facts,
}: Pick<RulePorts, 'actors' | 'facts'>): Pick<RulePorts, 'actors' | 'facts'> {
  return {
    actors: {
      find: once(
        (urn: string) => urn,
        (urn) => actors.find(urn),
      ),
    },
    facts: {
      factsOf: once(
        ({ type, urn }, fields) => JSON.stringify([type, urn, fields]),
        (...asked: Parameters<RulePorts['facts']['factsOf']>) => facts.factsOf(...asked),
      ),
    },
  }
}

function once<Arguments extends unknown[], Answer>(
  keyOf: (...args: Arguments) => string,
  ask: (...args: Arguments) => Answer,
): (...args: Arguments) => Answer {
  const answers = new Map<string, Answer>()
  return (...args) => {
    const key = keyOf(...args)
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = ask(...args)
    answers.set(key, answer)
    return answer
  }
}
