import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Test } from 'tap'

/** A way to a MySQL on which a test counts commands and breaks connections. */
export interface MysqlProxy {
  /** As the URL it was made of, through the proxy. */
  url: string
  /** The texts of the commands that clients have sent: one is one round trip, however many statements are in it. */
  commands: string[]
  /** What is sent either way waits here; new connections too. */
  hold(): void
  /** Lets everything go that was held. */
  release(): void
  /** What the server answers from now on is lost, and the connections on which that was end. */
  loseAnswers(lost: boolean): void
  /** Ends all connections. */
  cut(): void
  /** Asked about each command before it goes on: `false` ends all connections instead. */
  mayPass(sql: string): boolean
}

/** Begins a command in MySQL's protocol: a packet from the client whose number in its exchange is 0. */
const COM_QUERY = 3

/** Stands in front of a MySQL on a port of its own, until the test ends. */
export async function startMysqlProxy(t: Test, url: string): Promise<MysqlProxy> {
  const behind = new URL(url)
  const commands: string[] = []
  const pairs = new Set<[Socket, Socket]>()
  let held = false
  let isLosing = false

  const server: Server = createServer((client) => {
    const upstream = connect(Number(behind.port), behind.hostname)
    const pair: [Socket, Socket] = [client, upstream]
    pairs.add(pair)
    let mayPass = true
    const noteCommands = packetReader((sequence, payload) => {
      if (sequence !== 0) return
      const sql = payload[0] === COM_QUERY ? payload.toString('utf8', 1) : ''
      commands.push(sql)
      mayPass &&= proxy.mayPass(sql)
    })
    client.on('data', (bytes: Buffer) => {
      noteCommands(bytes)
      if (mayPass) upstream.write(bytes)
      else cut()
    })
    upstream.on('data', (bytes) => {
      if (isLosing) end()
      else client.write(bytes)
    })
    const end = (): void => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) {
      socket.on('error', end)
      socket.on('close', end)
      if (held) socket.pause()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    for (const socket of [...pairs].flat()) socket.destroy()
  }
  t.teardown(() => {
    cut()
    server.close()
  })

  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)
  const proxy: MysqlProxy = {
    url: through.href,
    commands,
    hold() {
      held = true
      for (const socket of [...pairs].flat()) socket.pause()
    },
    release() {
      held = false
      for (const socket of [...pairs].flat()) socket.resume()
    },
    loseAnswers(lost) {
      isLosing = lost
    },
    cut,
    mayPass: () => true,
  }
  return proxy
}

/** Cuts a stream into MySQL's packets: three bytes of length, one of the packet's number, the payload. */
function packetReader(onPacket: (sequence: number, payload: Buffer) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= 4 && rest.length >= 4 + rest.readUIntLE(0, 3)) {
      const length = rest.readUIntLE(0, 3)
      onPacket(rest.readUInt8(3), rest.subarray(4, 4 + length))
      rest = rest.subarray(4 + length)
    }
  }
}
