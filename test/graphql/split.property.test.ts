import { deepStrictEqual as deepEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { parse, validate } from 'graphql'
import t from 'tap'
import { type Asked, ask, askWhole, Happened, makeWorld, WHOLE_SCHEMA } from './world.ts'

const QUERY_FIELDS = ['mine', 'myNode', 'mySure', 'myFault', 'theirs', 'theirNode', 'theirSure', 'theirFault']
const MUTATION_FIELDS = ['myBump', 'myBump', 'mySureBump', 'theirBump', 'theirBump', 'theirSureBump']

type Choose = fc.GeneratorValue

/** Writes random documents that are valid for the whole schema, and gives values for the variables they declare. */
class Writer {
  readonly #pick: Choose
  readonly #fragments = new Map<string, string>()
  readonly #used = new Map<string, string>()
  #aliases = 0

  constructor(pick: Choose) {
    this.#pick = pick
  }

  ask(): Asked {
    const kind = this.#of('query', 'query', 'mutation')
    const root = this.#rootSelections(kind, 2)
    const name = this.#of('', 'Asks')
    const declared = [...this.#used].map(([variable, type]) => `$${variable}: ${type}`)
    const head = `${kind} ${name}${declared.length === 0 ? '' : `(${declared.join(', ')})`}`
    const others =
      name === '' ? '' : this.#of('', 'query Other { theirs __typename }', 'mutation More { myBump }')
    const query = [`${head} { ${root} }`, ...this.#fragments.values(), others].join('\n')
    return { query, variables: this.#values(), operationName: name === '' ? null : name }
  }

  #rootSelections(kind: string, nesting: number): string {
    return this.#many(1, 4, () => {
      const shape = nesting === 0 ? 'field' : this.#of('field', 'field', 'field', 'inline', 'spread')
      if (shape === 'field') return this.#rootField(kind)
      const type = kind === 'query' ? 'Query' : 'Mutation'
      const selections = this.#rootSelections(kind, nesting - 1)
      if (shape === 'inline')
        return `... ${this.#of('', `on ${type}`)} ${this.#condition()} { ${selections} }`
      return `...${this.#fragment(type, selections)} ${this.#condition()}`
    })
  }

  #rootField(kind: string): string {
    const alias = `a${this.#aliases++}: `
    if (kind === 'mutation') {
      return `${alias}${this.#of(...MUTATION_FIELDS)}(by: ${this.#number()}) ${this.#condition()}`
    }
    const field = this.#of(...QUERY_FIELDS, 'both', 'both', '__typename')
    if (field === 'both')
      return `${alias}both${this.#of('', '', '(fails: true)')} ${this.#condition()} ${this.#both()}`
    if (field === '__typename' || field.endsWith('Fault')) return `${alias}${field} ${this.#condition()}`
    if (field.endsWith('Node')) return `${alias}${field} ${this.#condition()} ${this.#node(2)}`
    return `${alias}${field}(n: ${this.#number()}) ${this.#condition()}`
  }

  #both(): string {
    const selections = this.#many(1, 3, () => {
      const shape = this.#of('ours', 'theirs', 'part', '__typename', 'spread')
      if (shape === '__typename') return shape
      if (shape === 'spread') return `...${this.#fragment('Both', `ours ${this.#node(0)} theirs { name }`)}`
      if (shape === 'part') return `part { ${this.#of('ours', 'theirs', 'ours theirs', '__typename')} }`
      return `${shape} ${this.#condition()} ${this.#node(1)}`
    })
    return `{ ${selections} }`
  }

  #node(nesting: number): string {
    const selections = this.#many(1, 3, () => {
      const shape =
        nesting === 0 ? this.#of('n', 'name') : this.#of('n', 'name', 'child', 'list', 'breaks', 'spread')
      if (shape === 'spread')
        return `...${this.#fragment('Node', this.#of('n name', 'child { n }', 'x: name'))}`
      if (shape === 'child') return `c${this.#aliases++}: child ${this.#node(nesting - 1)}`
      if (shape === 'list')
        return `l${this.#aliases++}: list(count: ${this.#number()}) ${this.#node(nesting - 1)}`
      return `${shape} ${this.#condition()}`
    })
    return `{ ${selections} }`
  }

  #fragment(type: string, selections: string): string {
    const name = `F${this.#fragments.size}`
    this.#fragments.set(name, `fragment ${name} on ${type} { ${selections} }`)
    return name
  }

  #condition(): string {
    const directive = this.#of('', '', '', '@include', '@skip')
    if (directive === '') return ''
    return `${directive}(if: ${this.#of('true', 'false', this.#variable('yes', 'Boolean!'), this.#variable('no', 'Boolean = false'))})`
  }

  #number(): string {
    return this.#of(
      '0',
      '1',
      '2',
      '2',
      '-1',
      this.#variable('two', 'Int'),
      this.#variable('three', 'Int = 3'),
    )
  }

  // Written down as used only when it is: an unused variable makes a document invalid.
  #variable(name: string, type: string): string {
    return `\u0000${name}:${type}`
  }

  #of(...choices: string[]): string {
    const choice = this.#pick(fc.constantFrom, ...choices) as string
    if (!choice.startsWith('\u0000')) return choice
    const [name = '', ...type] = choice.slice(1).split(':')
    this.#used.set(name, type.join(':'))
    return `$${name}`
  }

  #many(min: number, max: number, one: () => string): string {
    return Array.from({ length: this.#pick(fc.integer, { min, max }) }, one).join(' ')
  }

  #values(): Record<string, unknown> {
    const all: Record<string, unknown> = { yes: true, two: 2 }
    const given = Object.keys(all).filter((name) => this.#used.has(name))
    return Object.fromEntries(given.map((name) => [name, all[name]]))
  }
}

/** What must be the same; where data is null, siblings that ran may have failed as well, and either is right. */
function comparable(
  { data, errors = [] }: { data?: unknown; errors?: readonly { path?: unknown }[] },
  events: string[],
) {
  const paths = data === null ? [] : errors.map(({ path }) => JSON.stringify(path)).sort()
  return { data, keys: Object.keys(data ?? {}), paths, events }
}

t.test('a document that is split and merged is answered as it would be whole', async (t) => {
  const seen = { split: 0, mutations: 0, nulls: 0, errors: 0 }
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (pick) => {
      const asked = new Writer(pick).ask()
      const document = parse(asked.query)
      fc.pre(validate(WHOLE_SCHEMA, document).length === 0)
      const world = makeWorld()
      const happened = new Happened()
      const whole = await askWhole(document, asked, happened)
      const { by, answer } = await ask(world, asked)
      // One document in some thousands asks more often for what is ours than limits.test.ts lets it.
      fc.pre(
        !answer.errors?.some(({ message }: { message: string }) => message.endsWith('Send it in parts.')),
      )
      if (by === 'ours' && world.sent.length > 0) seen.split++
      if (happened.events.length > 1) seen.mutations++
      if (whole.data === null) seen.nulls++
      if (whole.errors !== undefined) seen.errors++
      const got = comparable(answer, world.happened.events)
      deepEqual({ ...got, query: asked.query }, { ...comparable(whole, happened.events), query: asked.query })
    }),
    { numRuns: 500 },
  )
  t.ok(seen.split > 100 && seen.mutations > 30 && seen.nulls > 30 && seen.errors > 100, JSON.stringify(seen))
})
