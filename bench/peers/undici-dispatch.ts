import { createServer } from 'node:http'
import { Pool } from 'undici'

/**
 * Node's own limit: undici's dispatch behind `node:http`, no framework, no authentication, no header rules. Not a proxy
 * that anybody should run. Arguments: port, upstream URL.
 */
const [port, upstream] = process.argv.slice(2) as [string, string]
const pool = new Pool(upstream, { connections: 256 })

createServer((request, response) => {
  const { url = '/', method = 'GET', headers } = request
  delete headers.connection
  delete headers.host
  pool.dispatch(
    { path: url, method: method as 'GET', headers, body: method === 'GET' ? null : request },
    {
      onRequestStart() {},
      onResponseStart(_controller, status, answerHeaders) {
        delete answerHeaders.connection
        delete answerHeaders['keep-alive']
        response.writeHead(status, answerHeaders)
      },
      onResponseData(controller, chunk) {
        if (response.write(chunk)) return
        controller.pause()
        response.once('drain', () => controller.resume())
      },
      onResponseEnd() {
        response.end()
      },
      onResponseError() {
        response.destroy()
      },
    },
  )
}).listen(Number(port), '127.0.0.1')
