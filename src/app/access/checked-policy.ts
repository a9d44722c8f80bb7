import { fieldNamed } from '../../domain/policy/criteria.ts'
import type { PolicyActors, PolicyInfo, PolicyResources } from '../../domain/policy/policy.ts'
import { FACT_FIELDS } from '../../domain/policy/question.ts'
import { corpGroupId, corpuserId, idOfType } from '../../domain/urn.ts'
import { invalid } from '../../errors/service-error.ts'
import { checkedName, checkLine, checkLines } from '../plain-text.ts'
import type { PolicyFilterInput, PolicyInput, PolicyResourcesInput } from './policies.ts'

const TYPES = ['METADATA', 'PLATFORM']
const STATES = ['ACTIVE', 'INACTIVE', 'DRAFT']
const CONDITIONS = ['EQUALS', 'STARTS_WITH', 'NOT_EQUALS']
const FIELDS = ['TYPE', 'URN', ...FACT_FIELDS]

const NAME_MAX = 200
const DESCRIPTION_MAX = 10_000
const WORD_MAX = 200
const PRIVILEGES_MAX = 500
const URNS_MAX = 1000
const CRITERIA_MAX = 50
const VALUES_MAX = 1000
const VALUE_MAX = 1024
// 10,000 such policies would be 2.6 GB, but who writes policies may do everything; it bounds one mistake.
const JSON_BYTES_MAX = 256 * 1024

/**
 * A policy as somebody wrote it, as it is kept: each thing once, and a description where DataHub needs one. What DataHub
 * takes is taken, privileges that nobody knows too, but for criteria that would never hold: on a field that there is not, or
 * with values that are neither types nor URNs. Errors: INVALID_REQUEST.
 */
export function checkedPolicy(input: PolicyInput): PolicyInfo {
  const { type, state, resources } = input
  const description = input.description ?? ''
  checkLines('description', description, DESCRIPTION_MAX)
  const info: PolicyInfo = {
    displayName: checkedName('name', input.name, NAME_MAX),
    description,
    type: oneOf('type', type, TYPES),
    state: oneOf('state', state, STATES),
    privileges: words('privileges', input.privileges, PRIVILEGES_MAX),
    actors: checkedActors(input.actors),
    ...(resources != null && { resources: checkedResources(resources) }),
  }
  checkSize(info)
  return info
}

/**
 * Errors: INVALID_REQUEST for more than 256 kB. `kept`: the fields that are not of whoever wrote it, who would not find them
 * in what they sent.
 */
export function checkSize(info: PolicyInfo, kept: readonly string[] = []): void {
  if (sizeOf(info) <= JSON_BYTES_MAX) return
  const also =
    kept.length === 0 ? '' : ` together with ${kept.join(' and ')} as before, kept where they are left out`
  throw invalid(`The policy has more than 256 kB as JSON${also}. Make several of it.`)
}

/** Bytes of a policy as JSON. */
export function sizeOf(info: PolicyInfo): number {
  return new TextEncoder().encode(JSON.stringify(info)).length
}

function checkedActors(actors: PolicyInput['actors']): PolicyActors {
  const { allUsers, allGroups, resourceOwners } = actors
  return {
    ...urns(actors, 'users', (urn) => corpuserId(urn), 'urn:li:corpuser:jane'),
    ...urns(actors, 'groups', (urn) => corpGroupId(urn), 'urn:li:corpGroup:finance'),
    ...urns(actors, 'roles', (urn) => idOfType('dataHubRole', urn), 'urn:li:dataHubRole:Admin'),
    ...(allUsers != null && { allUsers }),
    ...(allGroups != null && { allGroups }),
    ...(resourceOwners != null && { resourceOwners }),
    ...urns(
      actors,
      'resourceOwnersTypes',
      (urn) => idOfType('ownershipType', urn),
      'urn:li:ownershipType:__system__technical_owner',
    ),
  }
}

function urns<Field extends 'users' | 'groups' | 'roles' | 'resourceOwnersTypes'>(
  actors: PolicyInput['actors'],
  field: Field,
  idOf: (urn: string) => string | undefined,
  example: string,
): { [K in Field]?: string[] } {
  const given = actors[field]
  if (given == null) return {}
  checkCount(`actors.${field}`, given, URNS_MAX)
  if (given.some((urn) => idOf(urn) === undefined))
    throw invalid(`actors.${field} must be URNs such as ${example}.`)
  return { [field]: distinct(given) } as { [K in Field]?: string[] }
}

function checkedResources(given: PolicyResourcesInput): PolicyResources {
  const { type, resources, allResources, filter, privilegeConstraints } = given
  return {
    ...(type != null && { type: words('resources.type', [type], 1)[0] as string }),
    ...(resources != null && { resources: resourceUrns('resources.resources', resources) }),
    ...(allResources != null && { allResources }),
    ...(filter != null && { filter: checkedFilter('resources.filter', filter) }),
    ...(privilegeConstraints != null && {
      privilegeConstraints: checkedFilter('resources.privilegeConstraints', privilegeConstraints),
    }),
  }
}

function checkedFilter(
  name: string,
  { criteria }: PolicyFilterInput,
): NonNullable<PolicyResources['filter']> {
  checkCount(`${name}.criteria`, criteria, CRITERIA_MAX)
  const checked = criteria.map(({ field, values, condition }) => {
    const named = fieldNamed(field)
    if (named === undefined)
      throw invalid(`A field in ${name} is none of those that there are: ${FIELDS.join(', ')}.`)
    return {
      field,
      values:
        named === 'TYPE'
          ? words(`values of ${named} in ${name}`, values, VALUES_MAX)
          : resourceUrns(`values of ${named} in ${name}`, values),
      ...(condition != null && { condition: oneOf(`condition in ${name}`, condition, CONDITIONS) }),
    }
  })
  return { criteria: checked }
}

/** Names of privileges and of types of entities. */
function words(name: string, texts: readonly string[], countMax: number): string[] {
  checkCount(name, texts, countMax)
  if (texts.some((text) => text.length > WORD_MAX || !/^\w+$/.test(text)))
    throw invalid(
      `${name} must be of letters, digits and underscores, at most ${WORD_MAX}, such as MANAGE_TAGS or dataset.`,
    )
  return distinct(texts)
}

function resourceUrns(name: string, texts: readonly string[]): string[] {
  checkCount(name, texts, VALUES_MAX)
  if (!texts.every((text) => text.startsWith('urn:li:')))
    throw invalid(`${name} must be URNs, or their beginnings, from urn:li: on.`)
  for (const text of texts) checkLine(name, text, VALUE_MAX)
  return distinct(texts)
}

function checkCount(name: string, items: readonly unknown[], countMax: number): void {
  if (items.length > countMax) throw invalid(`${name} must have at most ${countMax} entries.`)
}

function oneOf(name: string, text: string, known: readonly string[]): string {
  if (!known.includes(text)) throw invalid(`${name} must be ${known.join(' or ')}.`)
  return text
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
