import t from 'tap'
import { ruleNames, violations, writeTree } from './import-law.ts'

const SEEDS: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['domain-is-pure', 'src/domain/clock.ts', "import { randomUUID } from 'node:crypto'"],
  ['domain-is-pure', 'src/domain/error.ts', "import type { Any } from '../errors/any.ts'"],
  ['errors-know-the-domain-only', 'src/errors/logged.ts', "import pino from 'ioredis'"],
  ['app-asks-through-ports', 'src/app/hash.ts', "import { createHash } from 'node:crypto'"],
  ['app-asks-through-ports', 'src/app/driver.ts', "import type { Any } from '../adapters/any.ts'"],
  ['app-asks-through-ports', 'src/app/inline.ts', "export type Any = import('../adapters/any.ts').Any"],
  ['config-stands-alone', 'src/config/file.ts', "import { readFile } from 'node:fs/promises'"],
  ['adapters-serve-ports', 'src/adapters/use-case.ts', "import { any } from '../app/any.ts'"],
  ['adapters-take-config-as-types', 'src/adapters/settings.ts', "import { any } from '../config/any.ts'"],
  ['db-stands-alone', 'db/store.ts', "import { any } from '../src/adapters/any.ts'"],
  ['routes-declare', 'src/routes/store.ts', "import { any } from '../adapters/any.ts'"],
  ['routes-take-app-as-types', 'src/routes/use-case.ts', "import { any } from '../app/any.ts'"],
  ['routes-touch-no-driver', 'src/routes/cache.ts', "import { Redis } from 'ioredis'"],
  ['routes-touch-no-driver', 'src/routes/file.ts', "import { readFile } from 'node:fs/promises'"],
  ['graphql-reads-and-divides', 'src/graphql/socket.ts', "import { connect } from 'node:net'"],
  ['graphql-reads-and-divides', 'src/graphql/driver.ts', "import type { Any } from '../adapters/any.ts'"],
  ['graphql-takes-app-as-types', 'src/graphql/use-case.ts', "import { any } from '../app/any.ts'"],
  ['plugins-wire', 'plugins/root.ts', "import { any } from '../src/server.ts'"],
  ['plugins-leave-routes-to-the-root', 'plugins/routes.ts', "import { any } from '../src/routes/any.ts'"],
  ['sandbox-is-separate', 'src/sandbox/library.ts', "import { any } from '../errors/any.ts'"],
  ['only-the-root-has-the-sandbox', 'src/adapters/sandbox.ts', "import { any } from '../sandbox/any.ts'"],
  ['inside-knows-no-fastify', 'src/app/reply.ts', "import type { FastifyReply } from 'fastify'"],
  ['inside-knows-no-fastify', 'src/adapters/request.ts', "import type { FastifyRequest } from 'fastify'"],
  ['nobody-imports-the-root', 'src/domain/root.ts', "export * from '../server.ts'"],
  ['product-runs-without-its-tools', 'src/adapters/fake.ts', "const any = await import('../../test/any.ts')"],
  ['product-ships-its-packages', 'src/adapters/tool.ts', "import t from 'tap'"],
  ['everything-resolves', 'src/adapters/typo.ts', "import { any } from './anny.ts'"],
  ['no-cycles', 'src/domain/one.ts', "import { two } from './two.ts'\nexport const one = two"],
]

const LAWFUL: Readonly<Record<string, string>> = {
  'src/server.ts':
    "import { any } from '../plugins/any.ts'\nimport './routes/any.ts'\nimport './sandbox/any.ts'",
  'src/domain/any.ts': 'export const any = 1',
  'src/domain/two.ts': "import type { one } from './one.ts'\nexport const two = 1 as unknown as typeof one",
  'src/errors/any.ts': "import { any } from '../domain/any.ts'",
  'src/app/any.ts': "import type { Port } from './ports/core.ts'\nimport { any } from '../domain/any.ts'",
  'src/app/ports/core.ts': 'export type Port = 1',
  'src/adapters/any.ts':
    "import type { Any } from '../config/any.ts'\nimport type { Port } from '../app/ports/core.ts'\nimport 'ioredis'",
  'src/config/any.ts': "import { any } from '../domain/any.ts'",
  'src/routes/any.ts':
    "import type { Any } from '../app/any.ts'\nimport type { FastifyInstance } from 'fastify'",
  'src/graphql/any.ts': "import type { Any } from '../app/any.ts'\nimport { parse } from 'graphql'",
  'src/sandbox/any.ts': "import { createServer } from 'node:http'",
  'plugins/any.ts': "import { any } from '../src/adapters/any.ts'\nimport 'fastify'\nimport '../db/any.ts'",
  'db/any.ts': 'export const any = 1',
  'test/any.ts': "import t from 'tap'\nimport '../src/server.ts'",
  'bench/any.ts': '',
  'scripts/any.ts': '',
  'tsconfig.json': '{}',
  'package.json':
    '{"dependencies": {"fastify": "1", "graphql": "1", "ioredis": "1"}, "devDependencies": {"tap": "1"}}',
  'node_modules/fastify/package.json': '{"name": "fastify", "main": "index.js"}',
  'node_modules/fastify/index.js': '',
  'node_modules/graphql/package.json': '{"name": "graphql", "main": "index.js"}',
  'node_modules/graphql/index.js': '',
  'node_modules/ioredis/package.json': '{"name": "ioredis", "main": "index.js"}',
  'node_modules/ioredis/index.js': '',
  'node_modules/tap/package.json': '{"name": "tap", "main": "index.js"}',
  'node_modules/tap/index.js': '',
}
const LAWFUL_ONE = { 'src/domain/one.ts': 'export const one = 1' }

t.test('this repository obeys the import law', async (t) => {
  const found = await violations()
  t.same(
    found.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    [],
  )
})

t.test('a tree that uses everything that the law allows obeys it', async (t) => {
  const root = t.testdir()
  await writeTree(root, { ...LAWFUL, ...LAWFUL_ONE })
  t.same(await violations(root), [])
})

t.test('every rule catches the imports it forbids, types included', async (t) => {
  const root = t.testdir()
  await writeTree(root, { ...LAWFUL, ...Object.fromEntries(SEEDS.map(([, file, source]) => [file, source])) })
  const found = new Set((await violations(root)).map(({ rule, from }) => `${rule.name} in ${from}`))
  for (const [rule, file, source] of SEEDS) t.ok(found.has(`${rule} in ${file}`), `${rule} forbids ${source}`)
})

t.test('no rule is without an import that breaks it', async (t) => {
  t.same(ruleNames().toSorted(), [...new Set(SEEDS.map(([rule]) => rule))].toSorted())
})
