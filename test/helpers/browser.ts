import { parseSetCookie, type SetCookie } from 'cookie'

interface KeptCookie extends SetCookie {
  host: string
}

/** What of a browser matters to signing in: it keeps cookies by host and path, and says who sends a request. */
export interface Browser {
  /** One request; redirects are not followed, cookies are kept. */
  send(url: string | URL, init?: RequestInit): Promise<Response>
  /** Follows redirects from `url` until an answer is none, or until `stop` is true of where one leads. */
  follow(url: string, stop?: (url: URL) => boolean): Promise<{ url: URL; answer: Response }>
  cookies(url: string | URL): Record<string, string>
  /** Another one with the same cookies, as they are now. */
  copy(): Browser
}

const REDIRECTS_MAX = 10

export function makeBrowser(kept: readonly KeptCookie[] = []): Browser {
  let jar = [...kept]

  function matching(url: URL): KeptCookie[] {
    return jar.filter(({ host, path = '/' }) => {
      const below = url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
      return host === url.hostname && below
    })
  }

  function keep(url: URL, answer: Response): void {
    for (const field of answer.headers.getSetCookie()) {
      const cookie = { ...parseSetCookie(field, { decode: (value) => value }), host: url.hostname }
      jar = jar.filter(
        (other) => !(other.name === cookie.name && other.host === cookie.host && other.path === cookie.path),
      )
      const isOver = cookie.maxAge === 0 || (cookie.expires !== undefined && cookie.expires.getTime() <= 0)
      if (!isOver && cookie.value !== '') jar.push(cookie)
    }
  }

  const browser: Browser = {
    async send(target, init = {}) {
      const url = new URL(target)
      const cookie = matching(url)
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ')
      const headers = { ...(cookie === '' ? {} : { cookie }), ...(init.headers as Record<string, string>) }
      const answer = await fetch(url, { redirect: 'manual', ...init, headers })
      keep(url, answer)
      return answer
    },
    async follow(start, stop = () => false) {
      let url = new URL(start)
      for (let hops = 0; hops < REDIRECTS_MAX; hops++) {
        const answer = await browser.send(url)
        const location = answer.headers.get('location')
        if (location === null) return { url, answer }
        await answer.arrayBuffer()
        url = new URL(location, url)
        if (stop(url)) return { url, answer }
      }
      throw new Error(`more than ${REDIRECTS_MAX} redirects, the last to ${url.origin}${url.pathname}`)
    },
    cookies: (url) => Object.fromEntries(matching(new URL(url)).map(({ name, value = '' }) => [name, value])),
    copy: () => makeBrowser(jar),
  }
  return browser
}
