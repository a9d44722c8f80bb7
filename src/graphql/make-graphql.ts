import type { CallGms, GmsAnswer } from '../app/ports/gms.ts'
import { type Answer, refusal } from './answer.ts'
import { buildSchemaOf } from './build-schema.ts'
import { makeIsIncluded } from './conditions.ts'
import { type GraphqlContext, gmsCallerOf } from './context.ts'
import { type ChosenOperation, chooseOperation, type Document, parseDocument } from './document.ts'
import { admitDocument, type GraphqlGuardPorts, guardedPartOf } from './guard.ts'
import { makeJudge } from './judge.ts'
import { checkSize } from './limits.ts'
import { checkOccurrences } from './occurrences.ts'
import { makeOwners, type Ownership } from './ownership.ts'
import type { GraphqlRequest } from './request.ts'
import { invalidRequest, isRefusal } from './request-errors.ts'
import { completeResolvers, type Resolvers } from './resolvers.ts'
import { collectRootFields, type RootSelection } from './root-fields.ts'
import { runAll } from './run-all.ts'
import { GMS_PATH, prepareGms } from './run-gms.ts'
import { prepareOurs } from './run-ours.ts'
import { type Split, splitByOwner } from './split.ts'
import { subdocumentOf } from './subdocument.ts'
import { Allowance } from './weight.ts'

export interface GraphqlOptions {
  typeDefs: readonly string[]
  resolvers: Resolvers
  ownership: Ownership
  /** `undefined` where there is no DataHub behind us: then everything is ours, introspection too. */
  callGms: CallGms | undefined
  guard: GraphqlGuardPorts
}

/** Our own answer, or GMS's as it came. */
export type GraphqlOutcome = { by: 'ours'; answer: Answer } | { by: 'gms'; answer: GmsAnswer }

export interface Graphql {
  /**
   * Answers a request: here, by GMS, or by both, field by field. Rejects with a ServiceError only where the whole request
   * is GMS's and GMS cannot be asked.
   */
  execute(request: GraphqlRequest, context: GraphqlContext): Promise<GraphqlOutcome>
}

/** Throws where schema, resolvers and ownership do not belong together. */
export function makeGraphql(options: GraphqlOptions): Graphql {
  const { typeDefs, resolvers, ownership, callGms, guard } = options
  const schema = buildSchemaOf(typeDefs)
  const rootResolvers = completeResolvers(schema, resolvers, ownership)
  const owners = makeOwners(ownership)
  const judge = makeJudge(owners)

  async function execute(request: GraphqlRequest, context: GraphqlContext): Promise<GraphqlOutcome> {
    if (callGms === undefined)
      return { by: 'ours', answer: await answer(parseDocument(request.query), request, context) }
    const { by, document } = judge(request.query)
    if (document === undefined) return { by: 'gms', answer: await handOver(callGms, request, context) }
    const guarded = guardedPartOf(document, owners, request.variables ?? {})
    await admitDocument(guard, guarded, context)
    try {
      return by === 'ours'
        ? { by, answer: await answer(document, request, context) }
        : { by: 'gms', answer: await handOver(callGms, request, context) }
    } finally {
      // Of a part that GMS refused, or did not answer in time, nobody knows how much was done.
      await guard.noteChange(guarded.demands)
    }
  }

  async function answer(
    document: Document,
    request: GraphqlRequest,
    context: GraphqlContext,
  ): Promise<Answer> {
    const chosen = chooseOperation(document, request.operationName)
    const { operation } = chosen.operation
    if (operation === 'subscription')
      throw invalidRequest('Subscriptions are not supported.', chosen.operation)
    checkSize(chosen)
    const variables = request.variables ?? {}
    const selections = collectRootFields(chosen, makeIsIncluded(chosen.operation, variables))
    checkOccurrences(operation, selections, owners)
    const allowance = new Allowance()
    return runAll(split(chosen, selections), ({ by, keys, nodes }) => {
      const part = subdocumentOf(chosen, nodes, variables)
      if (by === 'ours' || callGms === undefined) {
        return prepareOurs(schema, rootResolvers, part, context, allowance)
      }
      return prepareGms(callGms, part, keys, context)
    })
  }

  function split(chosen: ChosenOperation, selections: readonly RootSelection[]): Split {
    if (callGms !== undefined) return splitByOwner(chosen, selections, owners)
    const keys = selections.map(({ key }) => key)
    const nodes = selections.flatMap((selection) => selection.nodes)
    return { keys, overlaid: new Map(), stages: keys.length === 0 ? [] : [[{ by: 'ours', keys, nodes }]] }
  }

  return {
    async execute(request, context) {
      try {
        return await execute(request, context)
      } catch (error) {
        if (isRefusal(error)) return { by: 'ours', answer: refusal(error) }
        throw error
      }
    },
  }
}

function handOver(callGms: CallGms, { bytes }: GraphqlRequest, context: GraphqlContext): Promise<GmsAnswer> {
  const { headers } = context
  return callGms({ caller: gmsCallerOf(context), method: 'POST', path: GMS_PATH, body: bytes, headers })
}
