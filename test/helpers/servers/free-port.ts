import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the ports that systems give to whoever asks for any (from 32768 on Linux): those may be taken by the next
// connection or listener before the one who was told of it listens. Each process asks for ports of its own block, or
// two test files that run beside each other would sooner or later be told of the same one, before either listens.
const FIRST = 12_000
const BLOCKS = 640
const BLOCK_SIZE = 32

let asked = 0

/**
 * A port of 127.0.0.1 that nothing listened on a moment ago, and that no process started shortly before or after this
 * one is told of. Rejects where all 32 ports of this process are taken.
 */
export async function freePort(): Promise<number> {
  const block = FIRST + (process.pid % BLOCKS) * BLOCK_SIZE
  for (let tries = 0; tries < BLOCK_SIZE; tries++) {
    const port = block + (asked++ % BLOCK_SIZE)
    const probe = createServer().listen(port, '127.0.0.1')
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    )
    await new Promise((closed) => probe.close(closed))
    if (isFree) return port
  }
  throw new Error(
    `something listens on each port from ${block} to ${block + BLOCK_SIZE - 1}: end it, or run again`,
  )
}

/** Starts something on a free port; three tries, since another program may take the port in between. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let triesLeft = 2; ; triesLeft--) {
    try {
      return await start(await freePort())
    } catch (error) {
      if (triesLeft === 0) throw error
    }
  }
}
