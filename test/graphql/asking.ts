import { bearer } from '../helpers/person.ts'

/** An answer of the GraphQL endpoint, as a client reads it. */
export interface GraphqlAnswer {
  status: number
  data?: Record<string, unknown> | null
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[]
  extensions?: object
}

/** Asks a document with a token. */
export async function ask(
  front: string,
  token: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<GraphqlAnswer> {
  const answer = await fetch(`${front}/api/v2/graphql`, {
    method: 'POST',
    headers: { ...bearer(token), 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return { status: answer.status, ...((await answer.json()) as object) }
}

/** Asks what must succeed, and gives its data. */
export async function asked(...args: Parameters<typeof ask>): Promise<Record<string, unknown>> {
  const { data, errors } = await ask(...args)
  if (errors !== undefined || data == null) throw new Error(JSON.stringify(errors))
  return data
}
