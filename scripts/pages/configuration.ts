import { expectation } from '../../src/config/read-setting.ts'
import { SETTING_ROWS, type SettingRow } from '../../src/config/schema.ts'

/** docs/configuration.md: every setting of the schema, in its order. */
export function configurationPage(): string {
  return `# Configuration

Generated from \`src/config/schema.ts\` by \`npm run generate\`; do not edit.

Every setting is an environment variable. An empty one counts as absent. Everything that is wrong is reported at once,
and the process exits with 78 before it listens. Secrets are never printed.

| setting | takes | default | meaning |
|---|---|---|---|
${SETTING_ROWS.map(([name, row]) => `| \`${name}\` | ${cell(expectation(row))} | ${defaultOf(row)} | ${cell(row.description)} |`).join('\n')}
`
}

function defaultOf(row: SettingRow): string {
  return row.default === undefined ? '' : `\`${String(row.default)}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
