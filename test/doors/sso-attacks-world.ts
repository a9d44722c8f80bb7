import type { Test } from 'tap'
import { type Browser, makeBrowser } from '../helpers/browser.ts'
import { type SsoWorld, startSso } from '../helpers/sso.ts'

export async function world(t: Test): Promise<SsoWorld & { browser: Browser; callback: URL }> {
  const sso = await startSso(t)
  sso.provider.people.set('u1', { email: 'alice@example.com' })
  const browser = makeBrowser()
  return { ...sso, browser, callback: await sso.callbackOf('u1', browser) }
}

/** Sends a callback that must lead to the sign-in page with a message, and to no session. */
export async function refused(
  t: Test,
  { whoIs }: SsoWorld,
  browser: Browser,
  callback: URL,
  why: RegExp,
  what = '',
) {
  const answer = await browser.send(callback)
  t.equal(answer.status, 302, what)
  const location = answer.headers.get('location') ?? ''
  t.match(location, /^\/login\?error_msg=/, what)
  t.match(new URL(location, callback).searchParams.get('error_msg'), why, what)
  t.notOk(
    answer.headers.getSetCookie().some((cookie) => cookie.startsWith('latchkey_session=')),
    what,
  )
  t.equal(await whoIs(browser), undefined, what)
}

export function changed(callback: URL, change: (parameters: URLSearchParams) => void): URL {
  const url = new URL(callback)
  change(url.searchParams)
  return url
}

export const NOT_BEGUN_HERE = /not begun in this browser/
export const FAILED = /did not work.*administrator/
