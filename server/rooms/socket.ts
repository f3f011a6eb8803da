/**
 * Turns HTTP upgrades on `/rooms/:consultation` into sessions (S2, P1): checks Origin and cookie before anything
 * else, then hands frames to session.ts. A browser cannot read why an upgrade was refused, so people who may not
 * enter are let in and closed with a code; only a foreign Origin is refused outright.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { Logger } from 'pino'
import { frameBytes, frameRate, socketsPerSession, unsentBytes } from '../../shared/wire/limits.ts'
import { boundReason, closeCodes, messageAwareness, type PassedBound } from '../../shared/wire/messages.ts'
import { StoreUnavailable } from '../store/store.ts'
import { openAllowances, type Allowances } from './allowance.ts'
import type { RoomRegistry } from './registry.ts'
import type { StandingBook } from './rooms.ts'
import { Session, type Wire } from './session.ts'
import { standStill } from './standstill.ts'

export interface SocketDeps {
  readonly rooms: RoomRegistry
  readonly standing: StandingBook
  /** The session id the request's cookie proves, or null. */
  readonly sessionOf: (request: IncomingMessage) => Promise<{ readonly session: string } | null>
  readonly allowedOrigin: (origin: string | undefined) => boolean
  readonly now: () => number
  readonly log: Logger
}

/** y-websocket reconnects after 30 s without a message; a frame goes out well before. */
const heartbeatMilliseconds = 20_000
/** An awareness update about nobody: tells a client that the line is alive. */
const heartbeat = new Uint8Array([messageAwareness, 1, 0])

/** An upgrade names a path only. */
const base = 'http://localhost'
const path = /^\/rooms\/([A-Za-z0-9_-]{1,64})$/

/** Serves sockets on `server` until the returned function is called. */
export function attachSockets(server: Server, deps: SocketDeps): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: frameBytes, perMessageDeflate: false })
  /** Kept while anything of it is used up, so that coming back at once gains nothing (S4). */
  const bySession = new Map<string, { open: number; readonly allowances: Allowances }>()
  const alive = new WeakSet<WebSocket>()
  const framed = framer()

  const beat = setInterval(() => {
    for (const [session, { open, allowances }] of bySession) {
      if (open === 0 && Object.values(allowances).every(({ isFull }) => isFull)) bySession.delete(session)
    }
    for (const socket of sockets.clients) {
      if (!alive.has(socket)) {
        socket.terminate()
        continue
      }
      alive.delete(socket)
      socket.ping()
      if (socket.readyState === socket.OPEN) socket.send(heartbeat)
    }
  }, heartbeatMilliseconds)
  beat.unref()

  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    upgrade(request, stream, head).catch((error: unknown) => {
      deps.log.error({ err: error }, 'An upgrade failed.')
      refuse(stream, '500 Internal Server Error')
    })
  }

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const target = request.url ?? '/'
    if (!URL.canParse(target, base)) return refuse(stream, '404 Not Found')
    const url = new URL(target, base)
    const consultation = path.exec(url.pathname)?.[1]
    if (consultation === undefined) return refuse(stream, '404 Not Found')
    // S2: y-websocket in a browser always sends Origin; a stock client outside one must set it too.
    if (!deps.allowedOrigin(request.headers.origin)) return refuse(stream, '403 Forbidden')
    const { proof, room } = await whoAndWhere(request, consultation)
    if (stream.destroyed) return
    sockets.handleUpgrade(request, stream, head, (socket) => {
      let session: Session | null = null
      socket.on('error', (error) => {
        deps.log.debug({ err: error }, 'A socket failed.')
        // What `ws` would not read, it has closed already.
        session?.refuse('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'tooLarge' : 'malformed')
      })
      if (room === 'notRecording') {
        alive.add(socket)
        const mayRead = proof !== null && deps.standing.standing(proof.session, consultation) !== null
        const missing = mayRead ? (stateVector: Uint8Array) => deps.rooms.missing(consultation, stateVector) : null
        return standStill(socket, missing, (error) => deps.log.debug({ err: error }, 'The recorded text was not shown.'))
      }
      if (!proof) return socket.close(closeCodes.signedOut, 'Sign in first.')
      // S3: the session may have ended while the room was opened.
      const standing = deps.standing.standing(proof.session, consultation)
      // P1: a stranger learns nothing, not even whether the consultation exists.
      if (!standing || !room) return socket.close(closeCodes.unknownConsultation, 'There is no such consultation.')
      const own = bySession.get(proof.session) ?? { open: 0, allowances: openAllowances(deps.now) }
      bySession.set(proof.session, own)
      const turnAway = (bound: PassedBound, sentence: string) => {
        if (own.allowances.closings.spare(1)) room.recordRefusedFrame(standing, 'S4', bound)
        socket.close(closeCodes.violations, boundReason(bound, sentence))
      }
      if (own.open >= socketsPerSession) return turnAway('tooManyWindows', `S4: more than ${socketsPerSession} windows in one session.`)
      if (!own.allowances.frames.take(frameRate.opening)) return turnAway('tooFast', 'S4: windows were opened too fast.')
      own.open += 1
      const entered = new Session(
        {
          room,
          allowances: own.allowances,
          standing: () => deps.standing.standing(proof.session, consultation),
          understandsAdRef: url.searchParams.get('protocol') === '1',
          wire: wireOf(socket, stream, framed),
        },
        standing.delegation,
      )
      session = entered
      const disconnect = deps.rooms.connect({
        session: proof.session,
        participant: standing.participant,
        consultation,
        close: (code, reason) => entered.close(code, reason),
      })
      alive.add(socket)
      socket.on('pong', () => alive.add(socket))
      socket.on('message', (data: RawData, isBinary: boolean) => {
        alive.add(socket)
        if (!isBinary) return entered.refuse('malformed')
        try {
          entered.hear(bytesOf(data))
        } catch (error) {
          // An error ends the smallest thing: this session, not the room.
          deps.log.error({ err: error, consultation }, 'A frame could not be handled.')
          entered.close(closeCodes.comeBack, 'Something went wrong; please reconnect.')
        }
      })
      socket.on('close', () => {
        disconnect()
        entered.gone()
        own.open -= 1
      })
    })
  }

  /** R5: a store that cannot write, or not even be read, is told to whoever comes; nobody is turned away for good. */
  async function whoAndWhere(request: IncomingMessage, consultation: string) {
    let proof: Awaited<ReturnType<SocketDeps['sessionOf']>> = null
    try {
      proof = await deps.sessionOf(request)
      const known = proof ? await deps.standing.prepare(proof.session, consultation) : null
      return { proof, room: known ? await deps.rooms.open(consultation) : null }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      return { proof, room: 'notRecording' as const }
    }
  }

  server.on('upgrade', onUpgrade)
  return () => {
    server.off('upgrade', onUpgrade)
    clearInterval(beat)
    sockets.close()
  }
}

/**
 * Writes frames on the connection's own stream: a broadcast is the same bytes for a thousand people, so their header is
 * put before them once and not by every socket. Everything else about the protocol is left to `ws`.
 */
function wireOf(socket: WebSocket, stream: Duplex, framed: (bytes: Uint8Array) => Buffer): Wire {
  return {
    send(bytes) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > unsentBytes) socket.terminate()
      else stream.write(framed(bytes))
    },
    close: (code, reason) => socket.close(code, reason),
  }
}

/** Makes one unfragmented, unmasked binary message of bytes (RFC 6455, 5.2), and remembers the last for whoever gets the same. */
function framer(): (bytes: Uint8Array) => Buffer {
  let last: { readonly bytes: Uint8Array; readonly frame: Buffer } | null = null
  return (bytes) => {
    if (last?.bytes !== bytes) last = { bytes, frame: Buffer.concat([header(bytes.byteLength), bytes]) }
    return last.frame
  }
}

function header(length: number): Buffer {
  const finalBinary = 0x82
  if (length < 126) return Buffer.from([finalBinary, length])
  if (length < 65_536) return Buffer.from([finalBinary, 126, length >> 8, length & 255])
  const long = Buffer.alloc(10)
  long.writeUInt16BE((finalBinary << 8) | 127)
  long.writeBigUInt64BE(BigInt(length), 2)
  return long
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}

function refuse(stream: Duplex, status: string): void {
  if (stream.destroyed) return
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
