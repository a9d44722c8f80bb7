import autocannon from 'autocannon'
import { isInstalled, LOAD_CORE, run } from './processes.ts'

export interface Load {
  url: string
  token?: string
  seconds: number
}

const CONNECTIONS = 32

/** Requests a second of one round at saturation, 32 connections. Throws where an answer was not 2xx. */
export async function requestsPerSecond(load: Load): Promise<number> {
  return isInstalled('wrk') ? byWrk(load) : byAutocannon(load)
}

async function byWrk({ url, token, seconds }: Load): Promise<number> {
  const header = token === undefined ? [] : ['-H', `Authorization: Bearer ${token}`]
  const printed = await run(['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...header, url], LOAD_CORE)
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(printed)?.[1])
  if (!(rate > 0) || /Non-2xx/.test(printed)) throw new Error(`a round went wrong at ${url}:\n${printed}`)
  return rate
}

async function byAutocannon({ url, token, seconds }: Load): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const result = await autocannon({ url, headers, connections: CONNECTIONS, duration: seconds })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`a round went wrong at ${url}`)
  return result.requests.average
}
