import { issueToken, signIn } from '../test/helpers/person.ts'
import { freePort } from '../test/helpers/ports.ts'
import { serverCommand } from '../test/helpers/service.ts'
import { requestsPerSecond } from './lib/load.ts'
import { isInstalled, SERVER_CORE, startServer, temporaryFolder } from './lib/processes.ts'
import { median, report } from './lib/report.ts'
import { startNginxProxy, startUpstream } from './lib/upstream.ts'

const ROUNDS = 7

const SECONDS = 3

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

  const ours: number[] = []
  const theirs = new Map<string, number[]>([...peers.keys()].map((name) => [name, []]))
  for (let round = 0; round <= ROUNDS; round++) {
    const own = await requestsPerSecond({ url: latchkey.gms + PATH, token: latchkey.token, seconds: SECONDS })
    if (round > 0) ours.push(own)
    for (const [name, url] of peers) {
      const rate = await requestsPerSecond({ url: url + PATH, seconds: SECONDS })
      // The first round warms the compilers up and does not count.
      if (round > 0) theirs.get(name)?.push(rate)
    }
  }

  for (const [name, rates] of theirs) {
    report({
      bench: 'proxy',
      what: `authenticated on an in-process hit, 32 connections, 400-byte answers, median of ${ROUNDS} rounds`,
      unit: 'requests/s',
      ours: median(ours),
      peer: `${name}, without authentication`,
      peers: median(rates),
      wanted: WANTED[name] ?? '',
    })
  }
}

const WANTED: Record<string, string> = {
  '@fastify/http-proxy': 'ratio 1.4 or more, aim 1.6',
  'undici dispatch behind node:http': 'shown beside it: the limit of Node',
  'nginx proxy_pass': 'shown beside it: the limit of the machine',
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
