/** What a person or a script does with Latchkey, over HTTP alone. */

/** Signs in and gives the `Cookie` field of the session. Throws where the answer is not 200. */
export async function signIn(front: string, username: string, password: string): Promise<string> {
  const answer = await fetch(`${front}/logIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  if (answer.status !== 200) throw new Error(`sign-in was answered ${answer.status}: ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}

export interface Issued {
  token: string
  metadata: Record<string, unknown> & { id: string }
}

/** Makes a token with a session. Throws where the answer is not 201. */
export async function issueToken(front: string, cookie: string, request: object): Promise<Issued> {
  const answer = await postToken(front, cookie, request)
  if (answer.status !== 201) throw new Error(`issuing was answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Issued
}

export function postToken(front: string, cookie: string, request: object): Promise<Response> {
  return fetch(`${front}/v1/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(request),
  })
}

/** The id as our paths take it. */
export function pathId(id: string): string {
  return id.replaceAll('+', '-').replaceAll('/', '_').replace('=', '')
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}
