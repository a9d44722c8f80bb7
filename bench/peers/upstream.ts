import { createServer } from 'node:http'

/** An upstream where nginx is not installed. Arguments: port, bytes of an answer. */
const [port, bytes] = process.argv.slice(2).map(Number) as [number, number]
const answer = Buffer.alloc(bytes, 'x')
const session = '{"accessToken":"session"}'

createServer((request, response) => {
  const body = request.url === '/auth/generateSessionTokenForUser' ? session : answer
  request.resume()
  response
    .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
    .end(body)
}).listen(port, '127.0.0.1')
