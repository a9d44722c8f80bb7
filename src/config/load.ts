import { Secret } from '../domain/secret.ts'
import { readSetting } from './read-setting.ts'
import { configurationFaults } from './rules.ts'
import { SETTING_ROWS, type SettingName, type SettingRow, type Settings } from './schema.ts'

/** Everything that is wrong with the configuration, in one error. The process exits with 78 (EX_CONFIG, sysexits.h). */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    )
    this.faults = faults
  }
}

/**
 * Reads the settings from an environment. An empty variable counts as absent, as in a Compose file. Throws one
 * ConfigurationError that names each wrong setting and what it takes; a secret's value is never in it.
 */
export function loadSettings(environment: Readonly<Record<string, string | undefined>>): Readonly<Settings> {
  const values: Record<string, unknown> = {}
  const faults: string[] = []
  const faulty = new Set<SettingName>()
  for (const [name, row] of SETTING_ROWS) {
    const text = environment[name]
    if (text === undefined || text === '') {
      if (row.default !== undefined) values[name] = row.secret ? new Secret(row.default) : row.default
      continue
    }
    const read = readSetting(row, text)
    if ('value' in read) {
      values[name] = read.value
    } else {
      faulty.add(name)
      faults.push(`${name} must be ${read.expected}${mayHoldSecret(row) ? '' : `, not "${text}"`}.`)
    }
  }
  const settings = values as Settings
  // A setting that could not be read is not "required" on top of that.
  faults.push(
    ...configurationFaults(settings).filter((fault) => !faulty.has(fault.split(' ', 1)[0] as SettingName)),
  )
  if (faults.length > 0) throw new ConfigurationError(faults)
  return Object.freeze(settings)
}

// People put credentials into URLs.
function mayHoldSecret(row: SettingRow): boolean {
  return row.secret === true || row.format === 'http-url'
}
