import fc from 'fast-check'
import t from 'tap'
import { factAspects, parentAspect, readFacts, readParent } from '../../../src/adapters/gms/fact-aspects.ts'
import { FACT_FIELDS, type FactField } from '../../../src/domain/policy/question.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import vectors from '../../data/datahub-field-resolver-vectors.json' with { type: 'json' }
import { startDirectoryGms } from '../../helpers/directory-gms.ts'
import { factsAt } from './facts-world.ts'

type Node = { parent?: string | null; domains?: string[]; container?: string; terms?: string[] }

interface Vector {
  name: string
  /** `*`: every field. */
  field: FactField | '*'
  entity: string
  aspects?: Record<string, object> | 'THROW' | null
  graph?: Record<string, Node | boolean>
  expect: string[]
}

/** A node of DataHub's test graphs as the aspects that it stands for. */
function aspectsOf(urn: string, { parent, domains, container, terms }: Node): Record<string, object> {
  const above = parent ?? undefined
  return {
    ...(domains && { domains: { domains } }),
    ...(container && { container: { container } }),
    ...(terms && { glossaryTerms: { terms: terms.map((term) => ({ urn: term })) } }),
    ...(above && urn.startsWith('urn:li:domain:') && { domainProperties: { parentDomain: above } }),
    ...(above && urn.startsWith('urn:li:container:') && { container: { container: above } }),
    ...(above && urn.startsWith('urn:li:glossaryTerm:') && { glossaryTermInfo: { parentNode: above } }),
    ...(above && urn.startsWith('urn:li:glossaryNode:') && { glossaryNodeInfo: { parentNode: above } }),
  }
}

t.test('a field has what DataHub finds there', async (t) => {
  const cases = vectors.cases as unknown as Vector[]
  t.equal(cases.length, 37)
  let outages = 0
  for (const { name, field, entity, aspects, graph = {}, expect } of cases) {
    const gms = await startDirectoryGms(t)
    const fields = field === '*' ? FACT_FIELDS : [field]
    const fails = aspects === 'THROW' || graph.error === true
    if (aspects && aspects !== 'THROW') gms.entities.set(entity, aspects)
    for (const [urn, node] of Object.entries(graph))
      if (typeof node === 'object') gms.entities.set(urn, aspectsOf(urn, node))
    gms.interfere = (_, response) => {
      if (fails) response.writeHead(500).end()
      return fails
    }
    const found = factsAt(t, gms.url).factsOf(entity, ...fields)
    // DataHub finds nothing where it cannot look, and `NOT_EQUALS` holds then. Here that is undecided.
    if (fails) {
      outages++
      await t.rejects(found, { code: 'UNDECIDED' }, `${field} ${name}`)
      continue
    }
    const facts = await found
    for (const one of fields) t.strictSame(facts[one]?.toSorted(), expect.toSorted(), `${one} ${name}`)
  }
  t.equal(
    outages,
    cases.filter(({ name }) => name === 'shouldReturnEmptyFieldValueWhenThereIsAnException').length,
  )
})

const NAMES = [...new Set(FACT_FIELDS.flatMap((field) => factAspects('urn:li:dataset:x', [field])))]
const URNS = ['dataset', 'domain', 'container', 'glossaryTerm', 'glossaryNode', 'dataPlatformInstance'].map(
  (type) => `urn:li:${type}:x`,
)
const member = fc.constantFrom(
  'owners',
  'owner',
  'typeUrn',
  'domains',
  'groups',
  'nativeGroups',
  'instance',
  'tags',
  'tag',
  'container',
  'terms',
  'urn',
)
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('urn:li:tag:x', '', null, undefined, 0, true),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(member, tie('node'), { maxKeys: 3 }),
  ),
})).node

t.test('aspects of any shape give facts, or leave it undecided', async (t) => {
  let known = 0
  const seen = (run: () => unknown): boolean => {
    try {
      run()
      known++
      return true
    } catch (error) {
      return error instanceof ServiceError && error.code === 'UNDECIDED'
    }
  }
  const aspects = fc.dictionary(
    fc.constantFrom(...NAMES, 'domainProperties', 'glossaryTermInfo', 'glossaryNodeInfo'),
    fc.dictionary(fc.oneof(member, fc.constantFrom('parentNode', 'parentDomain')), value),
  )
  const property = fc.property(
    fc.oneof(fc.constantFrom(...URNS), fc.string()),
    fc.subarray([...FACT_FIELDS]),
    aspects,
    (urn, fields, found) =>
      seen(() => factAspects(urn, fields)) &&
      seen(() => parentAspect(urn)) &&
      seen(() => {
        const facts = readFacts(urn, fields, found as never)
        for (const field of fields)
          if (!facts[field]?.every((item) => typeof item === 'string')) throw new Error(field)
      }) &&
      seen(() => readParent(urn, found as never)),
  )
  t.doesNotThrow(() => fc.assert(property, { numRuns: 3_000 }))
  t.ok(known > 3_000 * 2, `${known} known`)
})
