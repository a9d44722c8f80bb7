import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { bearer, issueToken, pathId, postToken, signIn } from '../helpers/person.ts'
import { sendRaw } from '../helpers/proxied.ts'
import { startProcess } from '../helpers/service.ts'

t.test(
  'attack 85: no token, password or session stands in any log line, error, metric or file, whatever goes wrong',
  async (t) => {
    const service = await startProcess(t, { LOG_LEVEL: 'trace', ROOT_PASSWORD: 'canary-password-1234' })
    const { front, gms, metrics, folder } = service
    const cookie = await signIn(front, 'datahub', 'canary-password-1234')
    const { token, metadata } = await issueToken(front, cookie, { name: 'canary', duration: 'ONE_HOUR' })
    const session = /latchkey_session=([\w-]+)/.exec(cookie)?.[1] ?? ''
    const answers: string[] = []
    const note = async (answer: Promise<Response>): Promise<void> => {
      answers.push(await (await answer).text())
    }

    // Used, misused, and put where it does not belong.
    await note(fetch(`${gms}/entities/urn:li:corpuser:datahub`, { headers: bearer(token) }))
    // GMS's own answer may repeat to a caller what that caller put into the URL.
    await fetch(`${gms}/entities/${token}?access_token=${token}`, { headers: bearer(token) })
    await note(fetch(`${front}/v1/tokens/${token}`, { headers: bearer(token) }))
    await note(fetch(`${front}/${token}/%zz`, { headers: bearer(token) }))
    await note(fetch(`${front}/v1/tokens?cursor=${token}`, { headers: bearer(token) }))
    await note(
      fetch(`${front}/logIn`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"x":"${token}`,
      }),
    )
    await note(postToken(front, cookie, { name: token, duration: 'ONE_HOUR' }))
    await note(
      fetch(`${gms}/auth/getSsoSettings`, { headers: { authorization: 'Basic __datahub_system:canary' } }),
    )
    answers.push(await sendRaw(gms, `GET /x HTTP/1.1\r\nAuthorization: ${token}\r\nBroken\r\n\r\n`))
    await fetch(`${front}/v1/tokens/${pathId(metadata.id)}`, { method: 'DELETE', headers: { cookie } })
    await note(fetch(`${gms}/entities/x`, { headers: bearer(token) }))
    await note(fetch(`${metrics}/metrics`))
    await service.stop()

    const seen = [service.output(), ...answers].join('\n')
    t.ok(service.output().includes('"level":"info"'), 'there is a log to look at')
    const kept = readdirSync(`${folder}/data`)
      .map((file) => readFileSync(`${folder}/data/${file}`, 'latin1'))
      .join('\n')
    const [, payload = '', signature = ''] = token.split('.')
    for (const [what, secret] of Object.entries({
      payload,
      signature,
      session,
      password: 'canary-password-1234',
    })) {
      t.notOk(seen.includes(secret), `${what} in output`)
      t.notOk(kept.includes(secret), `${what} on disk`)
    }
  },
)
