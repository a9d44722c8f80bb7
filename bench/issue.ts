import { randomUUID } from 'node:crypto'
import { loadDefaultPolicies } from '../src/adapters/default-policies.ts'
import { makeTimeOrderedUuid } from '../src/adapters/digests.ts'
import { systemClock } from '../src/adapters/system-clock.ts'
import { makeAuditRecordOf } from '../src/app/audit/audit-trail.ts'
import { makeIssueToken } from '../src/app/tokens/issue-token.ts'
import { bearer, issueToken, signIn } from '../test/helpers/person.ts'
import { authorizeBy } from '../test/helpers/policies.ts'
import { freePort } from '../test/helpers/servers/free-port.ts'
import { startMysql } from '../test/helpers/servers/mysql-server.ts'
import { runSql } from '../test/helpers/servers/run-sql.ts'
import { serverCommand } from '../test/helpers/service.ts'
import { requestsPerSecond } from './lib/load.ts'
import { cpuTimeMs, LOAD_CORE, SERVER_CORE, startedOnCore, startServer, stopServer } from './lib/processes.ts'
import { median, report } from './lib/report.ts'
import { hashToken, makeSigner, SALT, SIGNING_KEY } from './lib/tokens.ts'

const ROUNDS = 5

const SECONDS = 4

const ALONE = 20_000

const PASSWORD = 'a password for benchmarks'

const REQUEST = { name: 'nightly ingestion', duration: 'ONE_DAY' } as const

/** Tokens made over HTTP, one core for the server, a real MySQL that syncs at each commit on the other. */
export async function benchIssue(): Promise<void> {
  const mysql = await startedOnCore(LOAD_CORE, startMysql)
  await runSql(mysql.url, 'SET GLOBAL innodb_flush_log_at_trx_commit = 1')
  await runSql(mysql.url, 'CREATE DATABASE latchkey_bench')
  const port = await freePort()
  const server = await startServer(serverCommand(), {
    core: SERVER_CORE,
    port,
    environment: {
      DATABASE_URL: `${mysql.url}/latchkey_bench`,
      DATAHUB_TOKEN_SERVICE_SIGNING_KEY: SIGNING_KEY,
      DATAHUB_TOKEN_SERVICE_SALT: SALT,
      DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-benchmark',
      ROOT_PASSWORD: PASSWORD,
      // Nothing is proxied here.
      GMS_URL: 'http://127.0.0.1:9',
      DIRECTORY: 'local',
      POLICIES: 'local',
      GMS_LISTEN_PORT: '0',
      METRICS_PORT: '0',
      PORT: String(port),
      LOG_LEVEL: 'warn',
    },
  })
  const front = `http://localhost:${port}`
  const cookie = await signIn(front, 'datahub', PASSWORD)
  const { token } = await issueToken(front, cookie, REQUEST)
  const sides = { 'by token': bearer(token), 'by session': { cookie } }
  for (const [how, headers] of Object.entries(sides)) {
    const rates: number[] = []
    const cpus: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const [cpu, begun] = [cpuTimeMs(server.pid), performance.now()]
      const load = { url: `http://127.0.0.1:${port}/v1/tokens`, headers, body: REQUEST, seconds: SECONDS }
      const rate = await requestsPerSecond(load)
      const usedMs = (cpuTimeMs(server.pid) ?? Number.NaN) - (cpu ?? Number.NaN)
      // The first round warms the compilers and the pool up and does not count.
      if (round === 0) continue
      rates.push(rate)
      cpus.push((usedMs * 1000) / (rate * ((performance.now() - begun) / 1000)))
    }
    report({
      bench: 'issue',
      what: `tokens made over HTTP ${how}, 32 connections, MySQL syncs at each commit, median of ${ROUNDS} rounds`,
      unit: 'tokens/s',
      ours: median(rates),
      peer: 'what was asked for',
      peers: 500,
      wanted: 'ratio 1 or more',
    })
    report({
      bench: 'issue',
      what: `CPU of the server a token, ${how}`,
      unit: 'µs',
      ours: median(cpus),
      peer: 'one core at 500 tokens/s',
      peers: 2000,
      wanted: 'ratio 1 or less',
    })
  }
  await stopServer(server)
  await mysql.close()
  await reportAlone()
}

/** The use-case without HTTP and without a database: checks, claims, signature, id, records. */
async function reportAlone(): Promise<void> {
  const actors = {
    find: (urn: string) =>
      ({ urn, kind: 'USER', status: 'ACTIVE', groups: [], roles: [], sessionsSince: 0 }) as const,
  }
  const authorize = authorizeBy(loadDefaultPolicies(), actors)
  const nothing = { insert() {}, append() {} }
  const issue = makeIssueToken({
    transactions: { change: async (work) => work({ tokens: nothing, audit: nothing } as never) },
    actors,
    authorize,
    requirePrivilege: async () => undefined,
    auditRecordOf: makeAuditRecordOf({ clock: systemClock, newId: makeTimeOrderedUuid(systemClock.now) }),
    idempotency: { of: () => ({ use() {}, instead: async (error) => error }) },
    signer: await makeSigner(),
    hashToken,
    clock: systemClock,
    newUuid: randomUUID,
    settings: { authenticationEnabled: true, allowNoExpiry: false, issuer: 'us', systemClientId: 'system' },
  })
  const principal = { via: 'session', actorUrn: 'urn:li:corpuser:jane', sessionId: '' } as const
  const times: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const begun = performance.now()
    for (let i = 0; i < ALONE; i++) await issue({ principal, address: '127.0.0.1', userAgent: null }, REQUEST)
    if (round > 0) times.push(((performance.now() - begun) * 1000) / ALONE)
  }
  report({
    bench: 'issue',
    what: 'the use-case alone, without HTTP and database',
    unit: 'µs',
    ours: median(times),
    peer: 'one core at 500 tokens/s',
    peers: 2000,
    wanted: 'shown beside it',
  })
}
