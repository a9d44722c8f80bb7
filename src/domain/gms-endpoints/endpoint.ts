import type { ResourceSpec } from '../policy/question.ts'
import { fieldOf, listOf, textOf } from './json-body.ts'
import type { GmsDemand } from './judgement.ts'
import { type Operation, type OperationGroup, privilegesFor } from './operation-privileges.ts'
import type { Guard } from './protected-writes.ts'
import { type Query, repeatable, restLiList, single } from './query.ts'
import { anyOfType, resourceOf } from './subject.ts'
import { Unreadable } from './unreadable.ts'
import type { Write } from './writes.ts'

/** What a row reads its resources from. */
export interface EndpointRequest {
  /** Segments by the names of the pattern, decoded. */
  path: Readonly<Record<string, string>>
  query: Query
  /** Of a row with `body`; `undefined` of an empty one. */
  body: unknown
}

/** One row of the table of GMS's endpoints. */
export interface Endpoint {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Literals and `{names}`, each a whole segment. A slash at the end is the same endpoint, as it is to Spring. */
  path: string
  /** Of Rest.li: what `action=` says. */
  action?: string
  /** Whether what it reads or writes stands in its body. */
  body?: boolean
  /** What is asked where REST authorization is enforced; without it, what its writes ask; neither: nothing. */
  asks?(request: EndpointRequest): GmsDemand[]
  /** What it writes, which is looked through for what is protected whatever is enforced. */
  writes?(request: EndpointRequest): Write[]
  /** What guards it by itself, whatever is enforced. */
  guards?(request: EndpointRequest): readonly Guard[]
}

/** `undefined` stands for everything there is. */
type Sources = (request: EndpointRequest) => readonly (ResourceSpec | undefined)[]

/** A demand for each resource. A question about everything passes by policies that name no resources. */
export function on(
  group: OperationGroup,
  operation: Operation,
  sources: Sources,
): Required<Endpoint>['asks'] {
  return (request) =>
    sources(request).map((resource) => demandOn(privilegesFor(group, operation, resource?.type), resource))
}

/** Any of these privileges, on nothing in particular or on each resource. */
export function any(
  privileges: readonly string[],
  sources: Sources = everything,
): Required<Endpoint>['asks'] {
  return (request) =>
    sources(request).map((resource) =>
      demandOn(
        privileges.map((one) => [one]),
        resource,
      ),
    )
}

export function demandOn(
  anyOf: readonly (readonly string[])[],
  resource: ResourceSpec | undefined,
): GmsDemand {
  return resource === undefined ? { anyOf } : { anyOf, resource }
}

/** What the operations endpoints ask since PR 11325. */
export function orSystemOperations(privilege: string, sources?: Sources): Required<Endpoint>['asks'] {
  return any([privilege, 'MANAGE_SYSTEM_OPERATIONS'], sources)
}

export const everything: Sources = () => [undefined]

export const pathUrns =
  (...names: string[]): Sources =>
  ({ path }) =>
    names.map((name) => resourceOf(path[name] as string))

/** A type of the path, as a question about all of its entities. */
export const pathType: Sources = ({ path }) => [anyOfType(path.type as string)]

export const queryUrn: Sources = ({ query }) => {
  const urn = single(query, 'urn')
  if (urn === undefined) throw new Unreadable('Write the parameter urn.')
  return [resourceOf(urn)]
}

export const queryIds: Sources = ({ query }) => restLiList(query, 'ids').map(resourceOf)

/** Of OpenAPI's v1, which decodes once more what is already decoded: no escape may be left. */
export function urnsDecodedTwice({ query }: EndpointRequest): string[] {
  const urns = repeatable(query, 'urns')
  if (urns.length === 0) throw new Unreadable('Write the parameter urns.')
  if (urns.some((urn) => /[%+]/.test(urn)))
    throw new Unreadable('Percent-encode urns once, without % or + in them.')
  return urns
}

export const bodyUrn =
  (name: string): Sources =>
  ({ body }) => {
    const urn = textOf(body, name)
    if (urn === undefined) throw new Unreadable(`${name} is to be a URN.`)
    return [resourceOf(urn)]
  }

/** A URN that may be left out, which means everything. */
export const bodyUrnOrAll =
  (name: string): Sources =>
  ({ body }) => {
    const urn = textOf(body, name)
    return [urn === undefined ? undefined : resourceOf(urn)]
  }

export const urnsIn = (list: unknown, name: string): ResourceSpec[] =>
  listOf(list, name).map((urn) => {
    if (typeof urn !== 'string') throw new Unreadable(`${name} is to be a list of URNs.`)
    return resourceOf(urn)
  })

/**
 * A type in the body. Search-like endpoints ask about the type alone, where DataHub looks at every hit besides: whoever
 * passes for a type without a URN passes by a policy that names no more than the type, and so for every hit.
 */
export const bodyType =
  (name: string): Sources =>
  ({ body }) => {
    const type = textOf(body, name)
    if (type === undefined) throw new Unreadable(`${name} is to be an entity type.`)
    return [anyOfType(type)]
  }

/** As `bodyType`, of a list; without one, or with an empty one, everything is searched. */
export const bodyTypes =
  (name: string): Sources =>
  ({ body }) => {
    const types = listOf(fieldOf(body, name) ?? [], name)
    if (types.length === 0) return [undefined]
    return types.map((type) => {
      if (typeof type !== 'string') throw new Unreadable(`${name} is to be a list of entity types.`)
      return anyOfType(type)
    })
  }
