import * as cedar from '@cedar-policy/cedar-wasm/nodejs'
import type { PolicyDocument, PolicyMatchCriterion } from '../../src/domain/policy/policy.ts'
import type { PolicyQuestion } from '../../src/domain/policy/question.ts'

export const CEDAR_OPTIONS =
  'preparsePolicySet and statefulIsAuthorized; no schema, so that requests are not validated; actions in the scope'

/** Cedar with the same policies. */
export function makeCedar(
  id: string,
  policies: readonly PolicyDocument[],
): (question: PolicyQuestion) => boolean {
  const staticPolicies = Object.fromEntries(policies.map((policy, i) => [`p${i}`, textOf(policy)]))
  const parsed = cedar.preparsePolicySet(id, { staticPolicies })
  if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors.slice(0, 3)))
  return ({ actor, privilege, resource }) => {
    const [principal, about] = [uid('User', actor.urn), uid('Entity', resource?.urn ?? '')]
    const answer = cedar.statefulIsAuthorized({
      principal,
      action: uid('Action', privilege),
      resource: about,
      context: {},
      preparsedPolicySetId: id,
      entities: [
        { uid: principal, attrs: {}, parents: actor.groups.map((group) => uid('Group', group)) },
        { uid: about, attrs: attributesOf(resource), parents: [] },
      ],
    })
    if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors.slice(0, 3)))
    return answer.response.decision === 'allow'
  }
}

const uid = (type: string, id: string) => ({ type, id })

function attributesOf(resource: PolicyQuestion['resource']) {
  const { type = '', urn = '', facts = {} } = resource ?? {}
  const owners: Record<string, { __entity: { type: string; id: string } }[]> = {}
  for (const { urn: owner, typeUrn } of facts.ownership ?? []) {
    if (typeUrn === undefined) continue
    const entity = { __entity: uid(owner.startsWith('urn:li:corpuser:') ? 'User' : 'Group', owner) }
    owners[typeUrn] = [...(owners[typeUrn] ?? []), entity]
  }
  const { DOMAIN = [], TAG = [], CONTAINER = [], GLOSSARY = [] } = facts
  return {
    TYPE: [type],
    URN: urn,
    DOMAIN: [...DOMAIN],
    TAG: [...TAG],
    CONTAINER: [...CONTAINER],
    GLOSSARY: [...GLOSSARY],
    owners,
  }
}

function textOf({ info }: PolicyDocument): string {
  const { groups = [], resourceOwnersTypes = [] } = info.actors
  const who = info.actors.resourceOwners
    ? resourceOwnersTypes.map(
        (type) => `(resource.owners has "${type}" && principal in resource.owners["${type}"])`,
      )
    : [`principal in [${groups.map((group) => `Group::"${group}"`).join(', ')}]`]
  const actions = info.privileges.map((privilege) => `Action::"${privilege}"`).join(', ')
  const wanted = (info.resources?.filter?.criteria ?? []).map(conditionOf)
  return `permit(principal, action in [${actions}], resource) when { ${[`(${who.join(' || ')})`, ...wanted].join(' && ')} };`
}

function conditionOf({ field, values, condition }: PolicyMatchCriterion): string {
  if (condition === 'STARTS_WITH')
    return `(${values.map((value) => `resource.URN like "${value}*"`).join(' || ')})`
  return `resource.${field}.containsAny(${JSON.stringify(values)})`
}
