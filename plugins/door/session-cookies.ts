import fp from 'fastify-plugin'
import { makeSessionCookies, type SessionCookiesOptions } from '../../src/adapters/session-cookies.ts'

export default fp<SessionCookiesOptions>(
  async (door, options) => {
    door.decorate('sessionCookies', makeSessionCookies(options))
  },
  { name: 'session-cookies' },
)
