/**
 * A socket by hand: writes the upgrade and every frame in one piece, before it has heard whether it may come in, and
 * keeps every byte that comes back. For whoever has no business in a room.
 */
import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'

/** All that a server said to somebody at the door. */
export interface Said {
  /** The first line of its answer to the upgrade. */
  readonly status: string
  /** The frame that closes, if it sent one. */
  readonly closed: { readonly code: number; readonly reason: string } | null
  /** Every byte behind the answer's head that is not of that one frame. */
  readonly besides: Buffer
}

const patience = 5_000

/** `frames` go out with the upgrade itself, and once more as soon as it is answered; for `deafFor` milliseconds nothing is read. */
export function knock(address: string, headers: Readonly<Record<string, string>>, frames: readonly Uint8Array[], deafFor = 0): Promise<Said> {
  const { hostname, port, pathname, search } = new URL(address)
  const key = randomBytes(16).toString('base64')
  const lines = [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  const pieces = Buffer.concat(frames.map((frame) => masked(0x82, frame)))
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const heard: Buffer[] = []
    let answered = false
    socket.setTimeout(patience, () => socket.destroy(new Error('Nothing more was said, and the line stayed open.')))
    socket.on('data', (chunk) => {
      heard.push(chunk)
      if (answered) return
      answered = true
      socket.write(pieces)
      // The farewell that lets the server hang up.
      socket.write(masked(0x88, new Uint8Array([0x03, 0xe8])))
    })
    // A server that hangs up on what it does not read resets the line; what it had said by then is what counts.
    socket.on('error', (error) => (answered ? undefined : reject(error)))
    socket.on('close', () => {
      if (answered) resolve(parse(Buffer.concat(heard), key))
    })
    if (deafFor > 0) {
      socket.pause()
      setTimeout(() => socket.resume(), deafFor)
    }
    socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), pieces]))
  })
}

function parse(bytes: Buffer, key: string): Said {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.subarray(0, end).toString()
  const status = head.split('\r\n')[0] ?? ''
  const rest = bytes.subarray(end + 4)
  if (status.includes('101')) {
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    if (!head.includes(accept)) throw new Error(`This is no answer to the upgrade: ${head}`)
  }
  const length = rest[1] ?? 0
  if (rest[0] !== 0x88 || length < 2 || length > 125) return { status, closed: null, besides: rest }
  const closed = { code: rest.readUInt16BE(2), reason: rest.subarray(4, 2 + length).toString() }
  return { status, closed, besides: rest.subarray(2 + length) }
}

/** A frame as a browser writes it. */
function masked(first: number, payload: Uint8Array): Buffer {
  const { length } = payload
  const size = length < 126 ? Buffer.from([0x80 | length]) : Buffer.alloc(length < 65_536 ? 3 : 9)
  if (size.length === 3) {
    size[0] = 0x80 | 126
    size.writeUInt16BE(length, 1)
  } else if (size.length === 9) {
    size[0] = 0x80 | 127
    size.writeBigUInt64BE(BigInt(length), 1)
  }
  const mask = randomBytes(4)
  const body = Buffer.from(payload)
  for (let index = 0; index < body.length; index++) body[index] = (body[index] ?? 0) ^ (mask[index % 4] ?? 0)
  return Buffer.concat([Buffer.from([first]), size, mask, body])
}
