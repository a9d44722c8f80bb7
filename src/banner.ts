import type { Service } from './start-service.ts'

/** What a person sees at the start: where the doors are, who root is, and a command that makes the first token. */
export function banner({ frontUrl, gmsUrl, metricsUrl, rootPassword }: Service, sandbox: boolean): string {
  const password = rootPassword?.reveal() ?? '<its password>'
  const lines = [
    '',
    `  Latchkey      ${frontUrl}`,
    ...(gmsUrl === undefined ? [] : [`  GMS door      ${gmsUrl}`]),
    ...(metricsUrl === undefined ? [] : [`  Metrics       ${metricsUrl}/metrics`]),
    ...(sandbox ? ['  DataHub       a sandbox GMS inside this process (set GMS_URL for a real one)'] : []),
    `  Root user     datahub`,
    ...(rootPassword === undefined ? [] : [`  Password      ${password}   (shown this once)`]),
    '',
    '  Make a token:',
    '',
    `    curl -s -c cookies.txt ${frontUrl}/logIn -H 'Content-Type: application/json' \\`,
    `      -d '{"username":"datahub","password":"${password}"}' && \\`,
    `    curl -s -b cookies.txt ${frontUrl}/v1/tokens -H 'Content-Type: application/json' \\`,
    `      -d '{"name":"my first token","duration":"ONE_MONTH"}'`,
    '',
  ]
  return `${lines.join('\n')}\n`
}
