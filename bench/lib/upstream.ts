import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isInstalled, LOAD_CORE, SERVER_CORE, startServer, temporaryFolder } from './processes.ts'

const ANSWER_BYTES = 400

/** A GMS that does nothing but answer 400 bytes, as fast as anything can. Gives its URL. */
export async function startUpstream(port: number): Promise<string> {
  const command = isInstalled('nginx')
    ? nginx(
        `location = /auth/generateSessionTokenForUser { return 200 '{"accessToken":"session"}'; }
       location / { return 200 '${'x'.repeat(ANSWER_BYTES)}'; }`,
        port,
      )
    : [process.execPath, 'bench/peers/upstream.ts', String(port), String(ANSWER_BYTES)]
  await startServer(command, { core: LOAD_CORE, port })
  return `http://127.0.0.1:${port}`
}

/** A bare nginx `proxy_pass` with keep-alive to the upstream: the limit of the machine. */
export async function startNginxProxy(port: number, upstream: string): Promise<void> {
  const { host } = new URL(upstream)
  const pool = `upstream gms { server ${host}; keepalive 256; keepalive_requests 100000000; }`
  const location = `location / { proxy_pass http://gms; proxy_http_version 1.1; proxy_set_header Connection ''; }`
  await startServer(nginx(location, port, pool), { core: SERVER_CORE, port })
}

function nginx(locations: string, port: number, outside = ''): string[] {
  const folder = temporaryFolder()
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `master_process off; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
     events { worker_connections 1024; }
     http {
       access_log off; keepalive_requests 100000000; keepalive_timeout 600s;
       client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f;
       uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
       ${outside}
       server { listen 127.0.0.1:${port}; default_type application/json; ${locations} }
     }`,
  )
  return ['nginx', '-c', file]
}
