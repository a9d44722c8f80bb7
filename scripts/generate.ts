import { mkdirSync, writeFileSync } from 'node:fs'
import { configurationPage } from './pages/configuration.ts'
import { errorsPage } from './pages/errors.ts'
import { openApiDocument } from './pages/openapi.ts'

// Writes what is generated from the sources: `npm run check` fails where a file is not what this makes of them.

mkdirSync('docs', { recursive: true })
writeFileSync('docs/configuration.md', configurationPage())
writeFileSync('docs/errors.md', errorsPage())
writeFileSync('docs/openapi.json', await openApiDocument())
