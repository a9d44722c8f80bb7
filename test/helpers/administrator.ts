import { signIn } from './person.ts'

/** What root does with people, over HTTP alone. Each throws where the answer is no success. */
export interface Administrator {
  createUser(username: string): Promise<void>
  /** The answer of `GET /admin/users/:urn`, or `undefined` where there is no such user. */
  userOf(urn: string): Promise<Record<string, unknown> | undefined>
  suspend(urn: string): Promise<void>
  reactivate(urn: string): Promise<void>
  remove(urn: string): Promise<void>
  resetTokenOf(urn: string): Promise<string>
  /** A new one; the one before is void. `roleUrn` `no-role`: it gives none. */
  inviteTokenOf(roleUrn: string): Promise<string>
  createGroup(id: string, name: string): Promise<string>
  createServiceAccount(displayName: string): Promise<string>
  cookie: string
}

export async function administrator(front: string, rootPassword: string): Promise<Administrator> {
  const cookie = await signIn(front, 'datahub', rootPassword)

  async function ask(method: string, path: string, body?: object): Promise<Response> {
    return fetch(front + path, {
      method,
      // As a browser says of our own page: without a body there is no JSON to tell a script by.
      headers: {
        cookie,
        'sec-fetch-site': 'same-origin',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
  }

  async function done(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await ask(method, path, body)
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`)
    return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>)
  }

  const user = (urn: string) => `/admin/users/${encodeURIComponent(urn)}`
  return {
    cookie,
    createUser: async (username) => void (await done('POST', '/admin/users', { username })),
    async userOf(urn) {
      const answer = await ask('GET', user(urn))
      return answer.status === 404 ? undefined : ((await answer.json()) as Record<string, unknown>)
    },
    suspend: async (urn) => void (await done('PATCH', user(urn), { status: 'SUSPENDED' })),
    reactivate: async (urn) => void (await done('PATCH', user(urn), { status: 'ACTIVE' })),
    remove: async (urn) => void (await done('DELETE', user(urn))),
    resetTokenOf: async (urn) => (await done('POST', `${user(urn)}/reset-token`)).token as string,
    inviteTokenOf: async (roleUrn) =>
      (await done('POST', `/admin/roles/${encodeURIComponent(roleUrn)}/invite-token`)).inviteToken as string,
    createGroup: async (id, name) => (await done('POST', '/admin/groups', { id, name })).urn as string,
    createServiceAccount: async (displayName) =>
      (await done('POST', '/admin/service-accounts', { displayName })).urn as string,
  }
}
