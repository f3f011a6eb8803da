/**
 * One client's end of a WebSocket, as cheap as it can be: the load generator holds a thousand of them beside the server it
 * measures. It opens, unwraps frames, masks what it sends and answers pings; what the bytes mean is its owner's to know.
 * All lines read into one buffer: a payload is valid only until its handler returns.
 */
import { createHash, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface LineHandlers {
  /** One whole message. `at` is when the bytes were read, in `performance.now()`'s milliseconds. */
  message(payload: Buffer, at: number): void
  /** The line has ended; 1006 when the other side said no code. Never called after `end`. */
  closed(code: number, reason: string): void
}

export interface Address {
  readonly host: string
  readonly port: number
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

const shared = Buffer.allocUnsafe(32 * 1024)
const nothing = Buffer.alloc(0)
/** A client must mask; one mask for all lets a repeated frame be masked once. */
const mask = randomBytes(4)
/** More than any server here sends in one message. */
const messageLimit = 64 * 1024 * 1024

const continuation = 0
const text = 1
const binary = 2
const closing = 8
const ping = 9
const pong = 10

/** A binary message, ready to be sent on any line. */
export function frame(payload: Uint8Array, opcode = binary): Buffer {
  const { length } = payload
  const header = length < 126 ? 6 : length < 65_536 ? 8 : 14
  const bytes = Buffer.allocUnsafe(header + length)
  bytes[0] = 0x80 | opcode
  if (header === 6) bytes[1] = 0x80 | length
  else if (header === 8) {
    bytes[1] = 0x80 | 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 0x80 | 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  mask.copy(bytes, header - 4)
  for (let index = 0; index < length; index++) bytes[header + index] = payload[index]! ^ mask[index & 3]!
  return bytes
}

export class Line {
  readonly #socket: Socket
  readonly #handlers: LineHandlers
  /** Bytes of a frame of which more is to come. */
  #rest: Buffer = nothing
  /** So many bytes `#rest` needs before it is worth looking at again. */
  #needed = 0
  /** Payloads of a message in several frames. */
  #fragments: Buffer[] = []
  #upgraded: ((head: string) => void) | null = null
  #over = false
  #code = 1006
  #reason = 'The connection was cut.'

  private constructor(socket: Socket, handlers: LineHandlers) {
    this.#socket = socket
    this.#handlers = handlers
  }

  /** Rejects when the server cannot be reached or does not upgrade. */
  static open({ host, port, path, headers }: Address, handlers: LineHandlers): Promise<Line> {
    return new Promise((resolve, reject) => {
      const key = randomBytes(16).toString('base64')
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      const reader: { line: Line | null } = { line: null }
      const socket = connect({
        host,
        port,
        noDelay: true,
        onread: {
          buffer: shared,
          callback: (length: number) => {
            if (reader.line) reader.line.#read(length)
            return true
          },
        },
      })
      const line = new Line(socket, handlers)
      reader.line = line
      const failed = (error: Error) => {
        line.#over = true
        socket.destroy()
        reject(error)
      }
      socket.once('connect', () => {
        const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}:${port}`, 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13']
        for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
        socket.write(`${lines.join('\r\n')}\r\n\r\n`)
      })
      line.#upgraded = (head) => {
        const status = /^HTTP\/1\.1 (\d+ [^\r]*)/.exec(head)?.[1] ?? 'no HTTP'
        if (!status.startsWith('101') || !head.includes(accept)) return failed(new Error(`${path} was not opened: ${status}.`))
        resolve(line)
      }
      socket.on('error', (error) => (line.#upgraded ? failed(error) : line.#ended(`${error.message}.`)))
      socket.on('close', () => (line.#upgraded ? failed(new Error(`${path} was closed before it opened.`)) : line.#ended(null)))
      socket.on('end', () => socket.end())
    })
  }

  /** Sends what `frame` made. */
  send(framed: Buffer): void {
    if (!this.#over) this.#socket.write(framed)
  }

  /** Closes without another word to the handlers. */
  end(): void {
    if (this.#over) return
    this.#over = true
    this.#socket.end(frame(Buffer.from([0x03, 0xe8]), closing))
    this.#socket.destroySoon()
  }

  #ended(why: string | null): void {
    if (this.#over) return
    this.#over = true
    this.#handlers.closed(this.#code, why ?? this.#reason)
  }

  #read(length: number): void {
    const at = performance.now()
    const joined = this.#rest.length > 0
    const bytes = joined ? Buffer.concat([this.#rest, shared.subarray(0, length)]) : shared.subarray(0, length)
    this.#rest = nothing
    let from = 0
    if (this.#upgraded) {
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0) {
        this.#rest = joined ? bytes : Buffer.from(bytes)
        return
      }
      const upgraded = this.#upgraded
      this.#upgraded = null
      upgraded(bytes.toString('latin1', 0, end))
      from = end + 4
    }
    if (bytes.length - from >= this.#needed) {
      this.#needed = 0
      from = this.#unwrap(bytes, from, at)
    }
    // What is left lies in a buffer that the next read overwrites.
    if (from < bytes.length) this.#rest = joined ? bytes.subarray(from) : Buffer.from(bytes.subarray(from))
  }

  /** Hands on every whole frame; returns where the first incomplete one begins. */
  #unwrap(bytes: Buffer, from: number, at: number): number {
    while (!this.#over && bytes.length - from >= 2) {
      const first = bytes[from]!
      let length = bytes[from + 1]!
      let header = 2
      if (length > 127) throw new Error('A server masked a frame.')
      if (length === 126) {
        if (bytes.length - from < 4) return from
        length = bytes.readUInt16BE(from + 2)
        header = 4
      } else if (length === 127) {
        if (bytes.length - from < 10) return from
        length = Number(bytes.readBigUInt64BE(from + 2))
        header = 10
      }
      if (length > messageLimit) throw new Error(`A server sent a frame of ${length} bytes.`)
      const start = from + header
      const end = start + length
      if (end > bytes.length) {
        this.#needed = end - from
        return from
      }
      from = end
      this.#hear(first & 15, first > 127, bytes.subarray(start, end), at)
    }
    return from
  }

  #hear(opcode: number, final: boolean, payload: Buffer, at: number): void {
    switch (opcode) {
      case binary:
      case text:
        if (final) this.#handlers.message(payload, at)
        else this.#fragments = [Buffer.from(payload)]
        return
      case continuation:
        this.#fragments.push(Buffer.from(payload))
        if (!final) return
        this.#handlers.message(Buffer.concat(this.#fragments), at)
        this.#fragments = []
        return
      case ping:
        return this.send(frame(payload, pong))
      case pong:
        return
      case closing:
        this.#code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005
        this.#reason = payload.toString('utf8', 2)
        this.send(frame(payload, closing))
        this.#socket.end()
        return
      default:
        throw new Error(`A server sent a frame of kind ${opcode}.`)
    }
  }
}
