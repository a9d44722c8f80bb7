import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { bearer } from '../helpers/person.ts'
import { startProxied } from '../helpers/proxied.ts'
import { type ProcessService, startProcess } from '../helpers/service.ts'

const GIGABYTE = 1_000_000_000

const CHUNK = Buffer.alloc(100_000, 'x')

function gigabyte(): Readable {
  let left = GIGABYTE
  return new Readable({
    read() {
      left -= CHUNK.length
      this.push(left >= 0 ? CHUNK : null)
    },
  })
}

async function sizeOf(stream: Readable): Promise<number> {
  let size = 0
  for await (const chunk of stream) size += (chunk as Buffer).length
  return size
}

/** Watches the resident memory of a process; gives the most that was seen above the start, in bytes. */
function watchMemory({ child }: ProcessService): () => number {
  const resident = () => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
  }
  const before = resident()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, resident())
  }, 50)
  return () => {
    clearInterval(timer)
    return Math.max(most, resident()) - before
  }
}

t.test('a gigabyte goes up and down with less than 50 MB more of memory', async (t) => {
  let uploaded = 0
  const { service, token } = await startProxied(t, {
    start: startProcess,
    answer: async (request, response) => {
      if (request.method === 'GET') await pipeline(gigabyte(), response)
      else {
        uploaded = await sizeOf(request)
        response.end('kept')
      }
    },
  })
  const exchange = async (method: string): Promise<number> => {
    const request = httpRequest(`${service.gms}/entities?action=search`, { method, headers: bearer(token) })
    const answered = once(request, 'response') as Promise<[IncomingMessage]>
    await pipeline(method === 'GET' ? Readable.from([]) : gigabyte(), request)
    const [answer] = await answered
    t.equal(answer.statusCode, 200)
    return sizeOf(answer)
  }

  for (const method of ['POST', 'GET']) {
    const grown = watchMemory(service as ProcessService)
    const received = await exchange(method)
    const grownMb = grown() / 1e6
    t.equal(method === 'GET' ? received : uploaded, GIGABYTE, method)
    t.ok(grownMb < 50, `${method}: ${grownMb.toFixed(1)} MB more`)
  }
})
