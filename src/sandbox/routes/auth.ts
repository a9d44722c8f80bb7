import { corpuserId, corpuserUrn } from '../../domain/urn.ts'
import { isJsonObject } from '../json.ts'
import { type Answer, servletAnswer } from '../rest-li.ts'
import type { SessionTokens } from '../session-tokens.ts'
import type { Route } from './route.ts'

/**
 * `POST /auth/generateSessionTokenForUser` (AuthServiceController.java): `{"userId": "alice"}` → `{"accessToken"}`, for
 * the system client alone; 400 with an empty body where there is no user id, 401 with an empty body for anybody else.
 * As in newer DataHub a session token whose user happens to be the system client is refused too.
 */
export function authRoutes(systemClientId: string, sessionTokens: SessionTokens): Route[] {
  return [
    {
      method: 'POST',
      path: '/auth/generateSessionTokenForUser',
      async handle({ caller, body }): Promise<Answer> {
        if (caller.actorUrn !== corpuserUrn(systemClientId) || caller.via === 'session-token')
          return servletAnswer(401)
        const userId = userIdIn(await body())
        return userId === undefined
          ? servletAnswer(400)
          : servletAnswer(200, { accessToken: sessionTokens.mint(userId) })
      },
    },
  ]
}

function userIdIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return isJsonObject(body) && typeof body.userId === 'string'
      ? corpuserId(corpuserUrn(body.userId))
      : undefined
  } catch {
    return undefined
  }
}
