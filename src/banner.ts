import type { Service } from './start-service.ts'

export interface BannerFacts {
  /** GMS is the one inside this process. */
  sandbox: boolean
  /** False with MySQL and no ROOT_PASSWORD: nobody could use a command that signs root in. */
  rootSignsIn: boolean
}

/** What a person sees at the start: where the doors are, who root is, and a command that makes the first token. */
export function banner(service: Service, { sandbox, rootSignsIn }: BannerFacts): string {
  const { frontUrl, gmsUrl, metricsUrl, rootPassword } = service
  const password = rootPassword?.reveal() ?? '<its password>'
  const lines = [
    '',
    `  Latchkey      ${frontUrl}`,
    ...(gmsUrl === undefined ? [] : [`  GMS door      ${gmsUrl}`]),
    ...(metricsUrl === undefined ? [] : [`  Metrics       ${metricsUrl}/metrics`]),
    ...(sandbox ? ['  DataHub       a sandbox GMS inside this process (set GMS_URL for a real one)'] : []),
    `  Root user     datahub${rootSignsIn ? '' : '   (cannot sign in until ROOT_PASSWORD is set)'}`,
    ...(rootPassword === undefined ? [] : [`  Password      ${password}   (shown this once)`]),
    '',
    ...(rootSignsIn
      ? firstToken(frontUrl, password)
      : ['  Make a token: set ROOT_PASSWORD first and start again.']),
    '',
  ]
  return `${lines.join('\n')}\n`
}

function firstToken(frontUrl: string, password: string): string[] {
  return [
    '  Make a token:',
    '',
    `    curl -s -c cookies.txt ${frontUrl}/logIn -H 'Content-Type: application/json' \\`,
    `      -d '{"username":"datahub","password":"${password}"}' && \\`,
    `    curl -s -b cookies.txt ${frontUrl}/v1/tokens -H 'Content-Type: application/json' \\`,
    `      -d '{"name":"my first token","duration":"ONE_MONTH"}'`,
  ]
}
