import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { isInstalled, LOAD_CORE, run, temporaryFolder } from './processes.ts'

export interface Load {
  url: string
  headers?: Record<string, string>
  /** Posted as JSON; without it the requests are GET. */
  body?: object
  seconds: number
}

const CONNECTIONS = 32

/** Requests a second of one round at saturation, 32 connections. Throws where an answer was not 2xx. */
export async function requestsPerSecond(load: Load): Promise<number> {
  return isInstalled('wrk') ? byWrk(load) : byAutocannon(load)
}

function headersOf({ headers = {}, body }: Load): Record<string, string> {
  return body === undefined ? headers : { ...headers, 'content-type': 'application/json' }
}

async function byWrk(load: Load): Promise<number> {
  const { url, body, seconds } = load
  const header = Object.entries(headersOf(load)).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const script = body === undefined ? [] : ['-s', postScript(body)]
  const command = ['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...script, ...header, url]
  const printed = await run(command, LOAD_CORE)
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(printed)?.[1])
  if (!(rate > 0) || /Non-2xx|Socket errors/.test(printed))
    throw new Error(`a round went wrong at ${url}:\n${printed}`)
  return rate
}

/** wrk posts only by a script of its own. */
function postScript(body: object): string {
  const file = join(temporaryFolder(), 'post.lua')
  writeFileSync(file, `wrk.method = 'POST'\nwrk.body = [=[${JSON.stringify(body)}]=]\n`)
  return file
}

async function byAutocannon(load: Load): Promise<number> {
  const { url, body, seconds } = load
  const post = body === undefined ? {} : { method: 'POST' as const, body: JSON.stringify(body) }
  const headers = headersOf(load)
  const result = await autocannon({ url, headers, ...post, connections: CONNECTIONS, duration: seconds })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`a round went wrong at ${url}`)
  return result.requests.average
}
