import type { Caller } from '../../domain/caller.ts'
import type { ResourceSpec } from '../../domain/policy/question.ts'
import { invalid } from '../../errors/service-error.ts'
import { checkLine } from '../plain-text.ts'
import type { PolicySnapshots } from '../ports/policies.ts'
import type { Authorize } from './authorize.ts'
import { eachInSlices } from './each-in-slices.ts'
import { explain } from './explain.ts'
import type { AccessAnswer, AccessQuestion, AskAccess } from './questions.ts'
import type { RequirePrivilege } from './require-privilege.ts'
import { type AccessRequest, makeRule, type RulePorts } from './rule.ts'
import type { SlicesOptions } from './run-in-slices.ts'

export interface AskAccessPorts extends RulePorts {
  policies: Pick<PolicySnapshots, 'current'>
  authorize: Authorize
  requirePrivilege: RequirePrivilege
  slices: SlicesOptions
}

const QUESTIONS_MAX = 1000
const SUB_RESOURCES_MAX = 100
const PRIVILEGE_MAX = 200
const URN_MAX = 1024

const EXPLAINED_POLICIES_MAX = 100
// Of some hundred bytes each.
const EXPLAINED_POLICIES_OF_BATCH = 10_000

export function makeAskAccess(ports: AskAccessPorts): AskAccess {
  const { policies, authorize, requirePrivilege, slices, facts } = ports
  const rule = makeRule(ports)

  async function answer(
    request: AccessRequest,
    explaining: { policiesMax: number; withFound: boolean } | undefined,
  ): Promise<AccessAnswer> {
    const ruling = await rule(request, policies.current)
    const { actorUrn, privilege, resource } = request
    const { granting, undecided } = ruling.by === 'policies' ? ruling : {}
    return {
      actorUrn,
      privilege,
      ...(resource && { resource }),
      allowed: ruling.allowed,
      ...(granting && { policyUrn: granting.urn }),
      ...(undecided && { undecided: { code: undecided.code, detail: undecided.detail } }),
      ...(explaining && { explanation: await explain(ruling, { facts, ...explaining }) }),
    }
  }

  return async (caller, questions, options) => {
    checkQuestions(questions)
    const { actorUrn: own } = caller.principal
    const requests = questions.map((question) => ({ ...question, actorUrn: question.actorUrn ?? own }))
    if (requests.some(({ actorUrn }) => actorUrn !== own)) await requireForOthers(requirePrivilege, caller)
    const explaining = options.explain
      ? {
          policiesMax: Math.min(
            EXPLAINED_POLICIES_MAX,
            Math.floor(EXPLAINED_POLICIES_OF_BATCH / Math.max(1, requests.length)),
          ),
          withFound: (await authorize(own, 'MANAGE_POLICIES')).allowed,
        }
      : undefined
    const answers: AccessAnswer[] = []
    await eachInSlices(
      requests.entries(),
      async ([at, request]) => {
        answers[at] = await answer(request, explaining)
      },
      slices,
    )
    return answers
  }
}

/** Errors: FORBIDDEN for who has not Manage Policies. */
export function requireForOthers(requirePrivilege: RequirePrivilege, caller: Caller): Promise<void> {
  const instead = 'Without it you may ask about yourself.'
  return requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'access.ask', instead })
}

function checkQuestions(questions: readonly AccessQuestion[]): void {
  if (questions.length > QUESTIONS_MAX)
    throw invalid(`Ask at most ${QUESTIONS_MAX} questions at once. Send the rest after.`)
  for (const { actorUrn, privilege, resource, subResources = [] } of questions) {
    checkLine('actorUrn', actorUrn ?? '', URN_MAX)
    checkLine('privilege', privilege, PRIVILEGE_MAX)
    if (subResources.length > SUB_RESOURCES_MAX)
      throw invalid(`subResources must be at most ${SUB_RESOURCES_MAX}.`)
    for (const each of resource === undefined ? subResources : [resource, ...subResources])
      checkResource(each)
  }
}

/** Throws INVALID_REQUEST for what no resource can be; the URN of a type alone is empty. */
export function checkResource({ type, urn }: ResourceSpec): void {
  checkLine('The type of a resource', type, PRIVILEGE_MAX)
  checkLine('The URN of a resource', urn, URN_MAX)
}
