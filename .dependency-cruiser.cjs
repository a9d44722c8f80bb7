// The law of imports. Arrows point inward: the domain knows nobody, plugins see both sides, and only the composition
// root (src/*.ts) puts plugins and routes together. test/house/layers.test.ts breaks every rule here on purpose.

/** From a folder to anything of ours, of npm's or of Node's, except what is listed. */
const mayImportOnly = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
})

/** From a folder to other parts of this repository, except what is listed; npm and Node are free. */
const mayImportOfOurs = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|plugins|db|test|bench|scripts)/', pathNot: allowed },
})

const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    mayImportOnly(
      'domain-is-pure',
      'Rules are functions of their arguments: no clock, no randomness, no library, so that a test needs no fake.',
      '^src/domain/',
      ['^src/domain/'],
    ),
    mayImportOnly(
      'errors-know-the-domain-only',
      'Everybody throws them, so whatever they import everybody imports.',
      '^src/errors/',
      ['^src/(errors|domain)/'],
    ),
    mayImportOnly(
      'app-asks-through-ports',
      'A use-case that reaches a driver, a socket or Node itself cannot be run against fakes or in the simulation.',
      '^src/app/',
      ['^src/(app|domain|errors)/'],
    ),
    mayImportOnly(
      'config-stands-alone',
      'The settings are read before anything exists; their schema also feeds the docs and the chart.',
      '^src/config/',
      ['^src/config/', '^src/domain/', '^node_modules/typebox/', '^path$'],
    ),
    mayImportOfOurs(
      'adapters-serve-ports',
      'An adapter implements a port and knows nothing of the use-case behind it, nor of other edges.',
      '^src/adapters/',
      ['^src/(adapters|domain|errors|config)/', '^src/app/ports/', '^db/'],
    ),
    never(
      'adapters-take-config-as-types',
      'Settings reach an adapter as arguments; it never loads them.',
      { path: '^src/adapters/' },
      { path: '^src/config/', dependencyTypesNot: ['type-only'] },
    ),
    mayImportOfOurs(
      'db-stands-alone',
      'Migrations must still run in years, whatever became of the code around them.',
      '^db/',
      ['^db/', '^src/(domain|errors)/'],
    ),
    mayImportOfOurs(
      'routes-declare',
      'A route reaches a use-case only through a decorator, so wiring stays in one place.',
      '^src/routes/',
      ['^src/(routes|domain|errors|app|graphql)/'],
    ),
    never(
      'routes-take-app-as-types',
      'The value is on the decorated instance; importing it would build a second one.',
      { path: '^src/routes/' },
      { path: '^src/app/', dependencyTypesNot: ['type-only'] },
    ),
    never(
      'routes-touch-no-driver',
      'A socket or a file opened in a route has no port, no timeout policy and no fake.',
      { path: '^src/routes/' },
      { path: '^(node_modules/(ioredis|knex|mysql2|undici|lru-cache|@node-rs)/|(fs|net|http|https|tls|dns|child_process|sqlite)(/|$))' },
    ),
    mayImportOnly(
      'graphql-reads-and-divides',
      'It decides what runs here and what goes to GMS, by text alone; whoever asks GMS or a store is handed to it.',
      '^src/graphql/',
      ['^src/(graphql|domain|errors|app)/', '^node_modules/graphql/'],
    ),
    never(
      'graphql-takes-app-as-types',
      'Use-cases are arguments of its resolvers; importing one would build a second one.',
      { path: '^src/graphql/' },
      { path: '^src/app/', dependencyTypesNot: ['type-only'] },
    ),
    mayImportOfOurs(
      'plugins-wire',
      'Plugins see both sides, but neither routes nor the root that assembles them.',
      '^plugins/',
      ['^plugins/', '^src/[^/]+/', '^db/'],
    ),
    never(
      'plugins-leave-routes-to-the-root',
      'A plugin that registers routes hides them from the one list of doors.',
      { path: '^plugins/' },
      { path: '^src/routes/' },
    ),
    never(
      'sandbox-is-separate',
      'It stands in for another service: what it shared with ours would be wrong in both at once.',
      { path: '^src/sandbox/' },
      { pathNot: ['^src/(sandbox|domain)/'], dependencyTypesNot: ['core'] },
    ),
    never(
      'only-the-root-has-the-sandbox',
      'A proxy that could call it in-process would no longer be tested over a socket.',
      { path: '^(src/[^/]+|plugins|db)/', pathNot: '^(src/sandbox|plugins)/' },
      { path: '^src/sandbox/' },
    ),
    never(
      'inside-knows-no-fastify',
      'Not even its types: the same code runs in the simulation, in migrations and under another server.',
      { path: '^src/(domain|app|adapters|errors|config)/' },
      { path: '^node_modules/fastify(-plugin)?/' },
    ),
    never(
      'nobody-imports-the-root',
      'The root starts the process; importing it from inside is a cycle in waiting.',
      { path: '^(src/[^/]+|plugins|db)/' },
      { path: '^src/[^/]+[.]ts$' },
    ),
    never(
      'product-runs-without-its-tools',
      'The image has neither tests nor development packages.',
      { path: '^(src|plugins|db)/' },
      { path: '^(test|bench|scripts)/' },
    ),
    never(
      'product-ships-its-packages',
      'The image is installed with --omit=dev.',
      { path: '^(src|plugins|db)/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    ),
    never(
      'everything-resolves',
      'A rule cannot judge an import it cannot find.',
      {},
      { couldNotResolve: true },
    ),
    never(
      'no-cycles',
      'Two files that need each other are one file; and what loads first is then an accident.',
      {},
      { circular: true },
    ),
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
