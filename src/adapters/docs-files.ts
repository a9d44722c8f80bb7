import { readFile } from 'node:fs/promises'

/** A file of the API's documentation, as it is sent. */
export interface DocsFile {
  type: string
  content: Buffer
}

/** Files of `/docs` by name. */
export type DocsFiles = (name: DocsFileName) => Promise<DocsFile>

export type DocsFileName = keyof typeof FILES

// The viewer's files are @fastify/swagger-ui's, which leaves out what swagger-ui-dist would report to its makers.
const FILES = {
  'openapi.json': {
    type: 'application/json; charset=utf-8',
    url: new URL('../../docs/openapi.json', import.meta.url).href,
  },
  'swagger-ui.css': {
    type: 'text/css; charset=utf-8',
    url: import.meta.resolve('@fastify/swagger-ui/static/swagger-ui.css'),
  },
  'swagger-ui-bundle.js': {
    type: 'text/javascript; charset=utf-8',
    url: import.meta.resolve('@fastify/swagger-ui/static/swagger-ui-bundle.js'),
  },
  'favicon-32x32.png': {
    type: 'image/png',
    url: import.meta.resolve('@fastify/swagger-ui/static/favicon-32x32.png'),
  },
} as const

/** Reads each file when it is first asked for, and keeps it: 2 MB together. Rejects where one is not there. */
export function makeDocsFiles(): DocsFiles {
  const read = new Map<DocsFileName, Promise<DocsFile>>()
  return (name) => {
    const known = read.get(name)
    if (known !== undefined) return known
    const { type, url } = FILES[name]
    const file = readFile(new URL(url)).then((content) => ({ type, content }))
    read.set(name, file)
    file.catch(() => read.delete(name))
    return file
  }
}
