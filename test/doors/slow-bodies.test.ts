import t from 'tap'
import { sendRaw } from '../helpers/proxied.ts'
import { startInProcess } from '../helpers/service.ts'

t.test(
  'a body of our own endpoints that does not arrive within 15 s is 408, and the connection ends',
  async (t) => {
    const { front } = await startInProcess(t)
    const head =
      'POST /logIn HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n'
    const begun = performance.now()
    const answer = await sendRaw(front, `${head}{"username":`)
    t.match(answer, /^HTTP\/1\.1 408 /)
    t.ok(performance.now() - begun < 20_000)
  },
)
