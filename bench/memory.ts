import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Pool } from 'undici'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../src/adapters/sql/connect.ts'
import { makeSqlTransactions } from '../src/adapters/sql/transactions.ts'
import { parseDatabaseUrl } from '../src/config/database-url.ts'
import { Secret } from '../src/domain/secret.ts'
import { user } from '../test/helpers/fakes/people.ts'
import { freePort } from '../test/helpers/servers/free-port.ts'
import { serverCommand } from '../test/helpers/service.ts'
import { SERVER_CORE, startServer, stopServer, temporaryFolder } from './lib/processes.ts'
import { report } from './lib/report.ts'
import { makeSigner, mintToken, SALT, SIGNING_KEY } from './lib/tokens.ts'
import { startUpstream } from './lib/upstream.ts'

const TOKENS = 100_000

/** Resident memory of the real process: at rest, and after 100,000 tokens were each used once, so that all are cached. */
export async function benchMemory(): Promise<void> {
  const url = new Secret(`sqlite:${temporaryFolder()}/latchkey.db`)
  const tokens = await storeTokens(url)
  const upstream = await startUpstream(await freePort())
  const port = await freePort()
  const server = await startServer(serverCommand(), {
    core: SERVER_CORE,
    port,
    environment: {
      DATABASE_URL: url.reveal(),
      DATAHUB_TOKEN_SERVICE_SIGNING_KEY: SIGNING_KEY,
      DATAHUB_TOKEN_SERVICE_SALT: SALT,
      DATAHUB_SYSTEM_CLIENT_SECRET: randomBytes(16).toString('hex'),
      ROOT_PASSWORD: 'a password for benchmarks',
      GMS_URL: upstream,
      DIRECTORY: 'local',
      POLICIES: 'local',
      GMS_LISTEN_PORT: String(port),
      PORT: '0',
      METRICS_PORT: '0',
      LOG_LEVEL: 'warn',
    },
  })
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const atRest = residentMb(server.pid)
  await useEach(`http://127.0.0.1:${port}`, tokens)
  // At rest again: V8 gives the garbage of 100,000 look-ups back about ten seconds after the last of them.
  await new Promise((resolve) => setTimeout(resolve, 20_000))
  const cached = residentMb(server.pid)
  await stopServer(server)

  const bench = 'memory'
  const unit = 'MB'
  report({
    bench,
    what: 'resident at rest',
    unit,
    ours: atRest,
    peer: 'the limit',
    peers: 200,
    wanted: 'ratio 1 or less',
  })
  report({
    bench,
    what: `more with ${TOKENS} cached tokens, each used once`,
    unit,
    ours: cached - atRest,
    peer: 'the limit',
    peers: 100,
    wanted: 'ratio 1 or less',
  })
}

async function storeTokens(url: Secret): Promise<string[]> {
  const database = await openDatabase(parseDatabaseUrl(url))
  await migrate(database)
  const { change } = makeSqlTransactions(database)
  const signer = await makeSigner()
  const minted = Array.from({ length: TOKENS }, (_, index) => mintToken(signer, index))
  const actors = new Set(minted.map(({ record }) => record.actorUrn))
  await change(({ tokens, directory }) => {
    for (const urn of actors) directory.insertUser(user(urn))
    for (const { record } of minted) tokens.insert(record)
  })
  await database.close()
  return minted.map(({ token }) => token)
}

async function useEach(url: string, tokens: readonly string[]): Promise<void> {
  const pool = new Pool(url, { connections: 32 })
  const queue = tokens.values()
  const worker = async (): Promise<void> => {
    for (const token of queue) {
      const headers = { authorization: `Bearer ${token}` }
      const { statusCode, body } = await pool.request({ path: '/x', method: 'GET', headers })
      await body.dump()
      if (statusCode !== 200) throw new Error(`a token was answered ${statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: 32 }, worker))
  await pool.close()
}

function residentMb(pid = 0): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024) / 1e6
}
