import { ERRORS, type ErrorDefinition } from '../../src/errors/catalog.ts'

/** docs/errors.md: every error of the catalog. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, definition]: [string, ErrorDefinition]) => {
    const { status, detail, retryAfterSeconds } = definition
    return `| \`${code}\` | ${status} | ${detail} | ${retryAfterSeconds ?? ''} |`
  })
  return `# Errors

Generated from \`src/errors/catalog.ts\` by \`npm run generate\`; do not edit.

Errors of Latchkey's own are problem details (RFC 9457, \`application/problem+json\`) with a \`code\` that stays the same
from release to release; \`detail\` may say more than the table, and \`instance\` names an error that is in the log too.
What GMS answers is passed on as it is, and
\`POST /logIn\` answers with DataHub's own \`{"message"}\`.

| code | status | detail | Retry-After, seconds |
|---|---|---|---|
${rows.join('\n')}
`
}
