import type { Answer } from './rest-li.ts'

const MESSAGE = 'Unauthorized to perform this action.'
const SERVLET = 'latchkey-sandbox-gms'

/**
 * The 401 of AuthenticationFilter.java as Jetty's ErrorHandler dresses it: JSON for who prefers that, else an HTML page.
 * No WWW-Authenticate, as in DataHub. `target` is the raw request target, `accept` the header, if any.
 */
export function unauthorizedAnswer(target: string, accept: string | undefined): Answer {
  const url = target.split('?', 1)[0] as string
  if (prefersJson(accept)) {
    return {
      status: 401,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ servlet: SERVLET, message: MESSAGE, url, status: '401' }),
    }
  }
  return { status: 401, headers: { 'Content-Type': 'text/html;charset=utf-8' }, body: errorPage(url) }
}

// Jetty tries the accepted types by quality, then in order; those that it has no form for are passed over.
function prefersJson(accept = '*/*'): boolean {
  const preferred = accept
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()))
    .map(([type, ...parameters]) => ({ type, quality: qualityOf(parameters) }))
    .filter(
      ({ type, quality }) =>
        quality > 0 && /^(?:(?:application|text)\/json|text\/(?:html|\*)|\*\/\*)$/.test(type ?? ''),
    )
    .sort((a, b) => b.quality - a.quality)[0]
  return preferred?.type?.endsWith('/json') ?? false
}

function qualityOf(parameters: readonly string[]): number {
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  return quality === undefined ? 1 : Number(quality.slice(2)) || 0
}

function errorPage(url: string): string {
  const rows = { URI: escapeHtml(url), STATUS: '401', MESSAGE, SERVLET }
  return [
    '<!DOCTYPE html>',
    `<html><head><meta charset="utf-8"><title>Error 401 ${MESSAGE}</title></head>`,
    `<body><h2>HTTP ERROR 401 ${MESSAGE}</h2>`,
    '<table>',
    ...Object.entries(rows).map(([name, value]) => `<tr><th>${name}:</th><td>${value}</td></tr>`),
    '</table></body></html>',
    '',
  ].join('\n')
}

// The url is the caller's: unescaped, a link to the sandbox could run a script in its origin.
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
