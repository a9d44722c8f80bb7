import type { Test } from 'tap'
import { type Browser, makeBrowser } from './browser.ts'
import { startIdentityProvider, type TestProvider } from './identity-provider.ts'
import { freePort } from './servers/free-port.ts'
import { type Environment, type RunningService, startInProcess } from './service.ts'

export const ROOT_PASSWORD = 'a password for tests'

/** Latchkey beside a real identity provider. */
export interface SsoWorld {
  service: RunningService
  provider: TestProvider
  /** Signs somebody on in this browser, from a path of ours; where it ended. */
  signOn(person: string, browser?: Browser, start?: string): Promise<{ url: URL; browser: Browser }>
  /** The callback to which the provider would send the browser, not yet sent. */
  callbackOf(person: string, browser: Browser, start?: string): Promise<URL>
  /** Who is signed in to Latchkey in this browser; `undefined`: nobody. */
  whoIs(browser: Browser): Promise<string | undefined>
}

export async function startSso(t: Test, settings: Environment = {}): Promise<SsoWorld> {
  const port = await freePort()
  const base = `http://localhost:${port}`
  const provider = await startIdentityProvider(t, { redirectUris: [`${base}/callback/oidc`] })
  const service = await startInProcess(t, {
    PORT: String(port),
    ROOT_PASSWORD,
    AUTH_OIDC_ENABLED: 'true',
    AUTH_OIDC_CLIENT_ID: provider.clientId,
    AUTH_OIDC_CLIENT_SECRET: provider.clientSecret,
    AUTH_OIDC_DISCOVERY_URI: provider.discoveryUri,
    AUTH_OIDC_BASE_URL: base,
    ...settings,
  })
  const isOurs = (url: URL) => url.origin === base

  async function callbackOf(person: string, browser: Browser, start = '/sso'): Promise<URL> {
    const asked = await browser.follow(base + start, isOurs)
    if (isOurs(asked.url)) return asked.url
    const answered = await browser.follow(`${asked.url.href}?as=${encodeURIComponent(person)}`, isOurs)
    return answered.url
  }

  return {
    service,
    provider,
    callbackOf,
    async signOn(person, browser = makeBrowser(), start) {
      const callback = await callbackOf(person, browser, start)
      if (callback.pathname !== '/callback/oidc') return { url: callback, browser }
      const answer = await browser.send(callback)
      return { url: new URL(answer.headers.get('location') ?? '', base), browser }
    },
    async whoIs(browser) {
      const answer = await browser.send(`${base}/v1/tokens`)
      return answer.status === 200 ? browser.cookies(base).actor : undefined
    },
  }
}
