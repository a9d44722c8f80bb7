import { GraphQLError } from 'graphql'
import type { AdmitGmsRequest, NoteGmsChange } from '../app/ports/gms.ts'
import type { GmsDemand } from '../domain/gms-endpoints/judgement.ts'
import { ServiceError } from '../errors/service-error.ts'
import { argumentTexts, Steps } from './argument-texts.ts'
import type { GraphqlContext } from './context.ts'
import type { Document } from './document.ts'
import { fieldErrorOf } from './field-error.ts'
import { demandsOfField } from './guarded-mutations.ts'
import { type Owners, type RootField, rootTypeOf } from './ownership.ts'
import { everyRootField } from './touches.ts'

export interface GraphqlGuardPorts {
  admit: AdmitGmsRequest
  noteChange: NoteGmsChange
}

/** What a document has GMS write of what decides who may do what: the fields that do, and what that takes. */
export interface GuardedPart {
  fields: readonly string[]
  demands: readonly GmsDemand[]
}

/**
 * Reads a document for what of it, in any operation, is GMS's and has demands. Types of fragments and `@skip` count for
 * nothing here either. Throws a GraphQLError for a document that has more than can be looked at.
 */
export function guardedPartOf(
  document: Document,
  { ownerOf }: Owners,
  variables: Readonly<Record<string, unknown>>,
): GuardedPart {
  const fields = new Set<string>()
  const demands: GmsDemand[] = []
  const steps = new Steps()
  for (const operation of document.operations) {
    for (const node of everyRootField(operation, document.fragments)) {
      steps.take()
      const { value: name } = node.name
      if (ownerOf(operation.operation, name).by === 'ours') continue
      const texts = argumentTexts(node, operation, variables, steps)
      const found = typesOf(operation.operation).flatMap((type) =>
        demandsOfField(`${type}.${name}` as RootField, texts),
      )
      if (found.length > 0) fields.add(name)
      for (const demand of found) demands.push(demand)
    }
  }
  return { fields: [...fields], demands }
}

function typesOf(operation: string): readonly string[] {
  const type = rootTypeOf(operation)
  return type === 'Subscription' ? ['Mutation', 'Query'] : [type]
}

/** Throws a GraphQLError in DataHub's words where the caller may not have GMS run a document; then nothing of it runs. */
export async function admitDocument(
  { admit }: GraphqlGuardPorts,
  { fields, demands }: GuardedPart,
  { caller, report }: GraphqlContext,
): Promise<void> {
  try {
    await admit(caller, { what: `graphql.${fields.join(',')}`, demands })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const { message, extensions } = fieldErrorOf(error, report(error))
    throw new GraphQLError(message, { extensions: { ...extensions } })
  }
}
