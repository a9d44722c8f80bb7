import { bearer, issueToken, signIn } from '../test/helpers/person.ts'
import { freePort } from '../test/helpers/servers/free-port.ts'
import { serverCommand } from '../test/helpers/service.ts'
import { requestsPerSecond } from './lib/load.ts'
import { isInstalled, SERVER_CORE, startServer, temporaryFolder } from './lib/processes.ts'
import { median, report } from './lib/report.ts'
import { startNginxProxy, startUpstream } from './lib/upstream.ts'

// Many short rounds: what else the machine does meanwhile then falls on all sides alike.
const ROUNDS = 16

const SECONDS = 2

const PATH = '/entities/urn:li:corpuser:datahub'

/** The proxy, authenticated on an in-process hit, against others without authentication in front of the same upstream. */
export async function benchProxy(): Promise<void> {
  const upstream = await startUpstream(await freePort())
  const latchkey = await startLatchkey(upstream)
  const peers = new Map([
    ['@fastify/http-proxy', await startPeer('bench/peers/http-proxy.ts', upstream)],
    ['undici dispatch behind node:http', await startPeer('bench/peers/undici-dispatch.ts', upstream)],
  ])
  if (isInstalled('nginx')) {
    const port = await freePort()
    await startNginxProxy(port, upstream)
    peers.set('nginx proxy_pass', `http://127.0.0.1:${port}`)
  }

  const sides = new Map([['latchkey', latchkey.gms], ...peers])
  const rates = new Map<string, number[]>([...sides.keys()].map((name) => [name, []]))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, url] of rotated([...sides], round)) {
      // Every side gets the same requests, token and all; ours alone looks at it.
      const rate = await requestsPerSecond({
        url: url + PATH,
        headers: bearer(latchkey.token),
        seconds: SECONDS,
      })
      // The first round warms the compilers up and does not count.
      if (round > 0) rates.get(name)?.push(rate)
    }
  }

  const ours = rates.get('latchkey') ?? []
  for (const name of peers.keys()) {
    report({
      bench: 'proxy',
      what: `authenticated on an in-process hit, 32 connections, 400-byte answers, median of ${ROUNDS} rounds`,
      unit: 'requests/s',
      ours: median(ours),
      peer: `${name}, without authentication`,
      peerOptions: PEERS[name]?.options ?? '',
      peers: median(rates.get(name) ?? []),
      wanted: PEERS[name]?.wanted ?? '',
    })
  }
}

/** Each round begins with another side, so that none always follows the one that heats the machine most. */
function rotated<T>(sides: readonly T[], round: number): T[] {
  const at = round % sides.length
  return [...sides.slice(at), ...sides.slice(0, at)]
}

interface Peer {
  options: string
  wanted: string
}

const PEERS: Record<string, Peer> = {
  '@fastify/http-proxy': {
    options: 'undici: 128 connections, pipelining 1, keep-alive 60 s; logger off; one fixed upstream',
    wanted: 'ratio 1.4 or more, aim 1.6',
  },
  'undici dispatch behind node:http': {
    options: 'pool of 256 connections; no framework, no header rules',
    wanted: 'shown beside it: the limit of Node',
  },
  'nginx proxy_pass': {
    options: 'one process, 256 connections kept alive, no log',
    wanted: 'shown beside it: the limit of the machine',
  },
}

async function startPeer(file: string, upstream: string): Promise<string> {
  const port = await freePort()
  await startServer([process.execPath, file, String(port), upstream], { core: SERVER_CORE, port })
  return `http://127.0.0.1:${port}`
}

async function startLatchkey(upstream: string): Promise<{ gms: string; token: string }> {
  const [port, gmsPort] = [await freePort(), await freePort()]
  const environment = {
    DATABASE_URL: `sqlite:${temporaryFolder()}/latchkey.db`,
    PORT: String(port),
    GMS_LISTEN_PORT: String(gmsPort),
    METRICS_PORT: '0',
    GMS_URL: upstream,
    DIRECTORY: 'local',
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-benchmark',
    ROOT_PASSWORD: 'a password for benchmarks',
    LOG_LEVEL: 'warn',
  }
  await startServer(serverCommand(), { core: SERVER_CORE, port: gmsPort, environment })
  const front = `http://localhost:${port}`
  const cookie = await signIn(front, 'datahub', 'a password for benchmarks')
  const { token } = await issueToken(front, cookie, { name: 'bench', duration: 'ONE_DAY' })
  return { gms: `http://127.0.0.1:${gmsPort}`, token }
}
