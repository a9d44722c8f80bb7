import type { Service } from './start-service.ts'

export interface BannerFacts {
  /** GMS is the one inside this process. */
  sandbox: boolean
  /** Why nobody could use a command that signs root in; `undefined` where root signs in. */
  rootStaysOut?: 'until ROOT_PASSWORD is set' | 'while AUTH_NATIVE_ENABLED is false' | undefined
}

/** What a person sees at the start: where the doors are, who root is, and a command that makes the first token. */
export function banner(service: Service, { sandbox, rootStaysOut }: BannerFacts): string {
  const { frontUrl, gmsUrl, metricsUrl, rootPassword } = service
  const password = rootPassword?.reveal() ?? '<its password>'
  const lines = [
    '',
    `  Latchkey      ${frontUrl}`,
    ...(gmsUrl === undefined ? [] : [`  GMS door      ${gmsUrl}`]),
    ...(metricsUrl === undefined ? [] : [`  Metrics       ${metricsUrl}/metrics`]),
    ...(sandbox ? ['  DataHub       a sandbox GMS inside this process (set GMS_URL for a real one)'] : []),
    `  Root user     datahub${rootStaysOut === undefined ? '' : `   (cannot sign in ${rootStaysOut})`}`,
    ...(rootPassword === undefined ? [] : [`  Password      ${password}   (shown this once)`]),
    '',
    ...(rootStaysOut === undefined ? firstToken(frontUrl, password) : [OTHERWISE[rootStaysOut]]),
    '',
  ]
  return `${lines.join('\n')}\n`
}

const OTHERWISE = {
  'until ROOT_PASSWORD is set': '  Make a token: set ROOT_PASSWORD first and start again.',
  'while AUTH_NATIVE_ENABLED is false': '  Make a token: sign in by single sign-on first, at /sso.',
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
