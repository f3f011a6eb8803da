/**
 * The load itself, in a process of its own so that nothing else runs on its clock: connects the clients, lets the typists
 * type, and counts who received which keystroke when. Receivers decode nothing: they look for the characters typed
 * (keystrokes.ts). One receiver in each room keeps what it received; its text is compared with the server's at the end.
 * Started by `runLoad`.
 */
import { fork } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { bodyOf } from '../../../shared/document/ydoc.ts'
import { ServerMessage } from '../../../shared/wire/messages.ts'
import { Chance } from '../../simulation/chance.ts'
import { bytesOf, dialectOf, type Dialect, type ServerKind } from './dialects.ts'
import { characterOf, clientId, keystrokesIn, mostKeystrokes, Typing } from './keystrokes.ts'
import { frame, Line } from './line.ts'
import { needSockets, peakMemory, processorSeconds, Times, type Spread } from './measures.ts'

export interface ClientSpec {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface RoomSpec {
  readonly room: string
  /** The text as an update in base64, for a server that does not have it yet. */
  readonly seed: string | null
  /** So many of the first clients type. */
  readonly typists: number
  readonly clients: readonly ClientSpec[]
}

export interface LoadSpec {
  readonly kind: ServerKind
  readonly pid: number
  readonly host: string
  readonly port: number
  readonly rooms: readonly RoomSpec[]
  /** Keystrokes a second of each typist. */
  readonly rate: number
  /** Seconds of typing before and while it is measured, and of waiting for what is on its way after. */
  readonly warmUp: number
  readonly seconds: number
  readonly drain: number
  /** The caret moves with every keystroke. */
  readonly carets: boolean
  /** Clients send back every caret they hear of, as unmodified y-websocket providers do. */
  readonly echo: boolean
}

export interface LoadReport {
  readonly latency: Spread
  /** Null: this server acknowledges nothing. */
  readonly acknowledgement: Spread | null
  /** Keystrokes typed while it was measured, and how many that should have been. */
  readonly typed: number
  readonly asked: number
  /** Receptions of those by everyone else in their rooms. */
  readonly expected: number
  readonly delivered: number
  /** The same keystroke received again, or one that nobody had typed. */
  readonly repeated: number
  readonly strange: number
  readonly unacknowledged: number
  readonly serverCores: number
  readonly serverMemory: number
  readonly generatorCores: number
  /** How late keystrokes were typed, 95th percentile in milliseconds: a generator that is itself too slow measures nothing. */
  readonly lateness: number | null
  readonly framesReceived: number
  readonly refused: readonly string[]
  readonly closed: readonly string[]
  /** In every room the receiver that kept everything reads what the server has. */
  readonly sameText: boolean
}

/** One update about nobody's caret and nothing written. */
const nothingNew = new Uint8Array([0, 0])
const nothingKnown = new Uint8Array([0])
/** Clients that connect at the same moment. */
const atOnce = 25
const joinWithin = 60_000

/** Runs one load in a process of its own. */
export function runLoad(spec: LoadSpec): Promise<LoadReport> {
  const here = fileURLToPath(import.meta.url)
  const child = fork(here, [], { cwd: fileURLToPath(new URL('../../..', import.meta.url)), execArgv: ['--import', 'tsx'], stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as LoadReport))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The load generator ended with ${code}; the lines above say why.`)))
    child.send(spec)
  })
}

/** Somebody in a room, connected. */
class Client {
  readonly seen = new Uint8Array(Math.ceil(mostKeystrokes / 8))
  /** When each document frame was sent, oldest first, as far as it is not acknowledged; -1 for those not measured. */
  readonly unacknowledged: number[] = []
  acknowledgedFrames = 0
  /** What it received, in each room of one client only. */
  kept: Uint8Array[] | null = null
  typing: Typing | null = null
  awarenessClock = 0
  line: Line | null = null
  joined: (state: Uint8Array) => void = () => undefined
  readonly room: number

  constructor(room: number) {
    this.room = room
  }
}

class Generator {
  readonly #spec: LoadSpec
  readonly #dialects: readonly Dialect[]
  readonly #clients: Client[] = []
  readonly #latency = new Times()
  readonly #acknowledgement = new Times()
  readonly #lateness = new Times()
  readonly #sentAt = new Float64Array(mostKeystrokes)
  readonly #typist: (Client | undefined)[] = []
  readonly #measured = new Uint8Array(mostKeystrokes)
  readonly #closed = new Map<string, number>()
  readonly #refused = new Map<string, number>()
  #next = 0
  #typed = 0
  #delivered = 0
  #repeated = 0
  #strange = 0
  #frames = 0
  #measuring = false
  /** What arrives later counts as not delivered. */
  #deadline = Infinity
  #over = false
  /** The receiver whose message is being looked at, and when it was read. */
  #hearing: Client | null = null
  #at = 0
  #echoed: Buffer = Buffer.alloc(0)
  #echoedFrame: Buffer = Buffer.alloc(0)

  constructor(spec: LoadSpec) {
    this.#spec = spec
    this.#dialects = spec.rooms.map(({ room }) => dialectOf(spec.kind, room))
  }

  async run(): Promise<LoadReport> {
    const { rooms, rate, warmUp, seconds, drain, pid } = this.#spec
    needSockets(rooms.reduce((sum, { clients }) => sum + clients.length, 0))
    const dice = new Chance(7)
    const random = () => dice.next()
    for (const [index, room] of rooms.entries()) {
      const first = room.clients[0]
      if (!first) throw new Error('A room needs a client.')
      const seeder = room.seed === null ? null : await this.#seed(index, first, Buffer.from(room.seed, 'base64'))
      const state = await this.#stateOf(index)
      await this.#joinAll(index, room, state, random)
      seeder?.end()
    }
    const typists = this.#clients.filter(({ typing }) => typing !== null)
    const enough = new AbortController()
    const typing = this.#type(typists, random, enough.signal)
    await wait(warmUp * 1000)
    const before = { server: processorSeconds(pid), own: process.cpuUsage(), at: performance.now() }
    this.#measuring = true
    this.#deadline = before.at + (seconds + drain) * 1000
    await wait(seconds * 1000)
    this.#measuring = false
    const lasted = (performance.now() - before.at) / 1000
    const serverCores = (processorSeconds(pid) - before.server) / lasted
    const own = process.cpuUsage(before.own)
    enough.abort()
    await typing
    const expected = this.#expected()
    while (performance.now() < this.#deadline && (this.#delivered < expected || typists.some(({ unacknowledged }) => this.#acknowledges && unacknowledged.length > 0))) await wait(20)
    const sameText = await this.#sameText()
    const serverMemory = peakMemory(pid)
    this.#over = true
    for (const { line } of this.#clients) line?.end()
    return {
      latency: this.#latency.summary(),
      acknowledgement: this.#acknowledges ? this.#acknowledgement.summary() : null,
      typed: this.#typed,
      asked: Math.round(typists.length * rate * seconds),
      expected,
      delivered: this.#delivered,
      repeated: this.#repeated,
      strange: this.#strange,
      unacknowledged: this.#acknowledges ? typists.reduce((sum, { unacknowledged }) => sum + unacknowledged.filter((at) => at >= 0).length, 0) : 0,
      serverCores,
      serverMemory,
      generatorCores: (own.user + own.system) / 1e6 / lasted,
      lateness: this.#lateness.percentile(0.95),
      framesReceived: this.#frames,
      refused: listed(this.#refused),
      closed: listed(this.#closed),
      sameText,
    }
  }

  get #acknowledges(): boolean {
    return this.#spec.kind !== 'y-websocket'
  }

  #expected(): number {
    let expected = 0
    for (let keystroke = 0; keystroke < this.#next; keystroke++) {
      const room = this.#typist[keystroke]?.room
      if (this.#measured[keystroke] === 1 && room !== undefined) expected += (this.#spec.rooms[room]?.clients.length ?? 0) - 1
    }
    return expected
  }

  /** One client brings the text to a server that has none; it stays until others are there, for a server may forget a text nobody reads. */
  async #seed(room: number, spec: ClientSpec, update: Uint8Array): Promise<Line | null> {
    const client = new Client(room)
    await this.#join(client, spec)
    client.unacknowledged.push(-1)
    client.line?.send(frame(this.#dialect(room).update(update)))
    // Messages of one line are heard in order: when this is answered, the text is there.
    const synced = new Promise<Uint8Array>((resolve) => (client.joined = resolve))
    client.line?.send(frame(this.#dialect(room).step1(nothingKnown)))
    await within(joinWithin, synced, 'The server did not take the text.')
    return client.line
  }

  /** What the server has of a room, asked by somebody new. */
  async #stateOf(room: number): Promise<Uint8Array> {
    const spec = this.#spec.rooms[room]?.clients.at(-1)
    if (!spec) throw new Error('A room needs a client.')
    const client = new Client(room)
    const state = await this.#join(client, spec)
    client.line?.end()
    return state
  }

  async #joinAll(index: number, room: RoomSpec, state: Uint8Array, random: () => number): Promise<void> {
    for (let from = 0; from < room.clients.length; from += atOnce) {
      const some = room.clients.slice(from, from + atOnce)
      await Promise.all(
        some.map(async (spec, offset) => {
          const place = from + offset
          const client = new Client(index)
          this.#clients.push(client)
          if (place < room.typists) client.typing = new Typing(clientId(random), state, Math.floor((place * 200) / room.typists), `typing-${index}-${place}`)
          const keeps = place === room.clients.length - 1
          if (keeps) client.kept = []
          const own = await this.#join(client, spec)
          if (keeps) client.kept?.unshift(own)
        }),
      )
    }
  }

  /** Connects and syncs; resolves to what the server sent. */
  async #join(client: Client, spec: ClientSpec): Promise<Uint8Array> {
    const { host, port } = this.#spec
    const dialect = this.#dialect(client.room)
    const synced = new Promise<Uint8Array>((resolve) => (client.joined = resolve))
    client.line = await Line.open(
      { host, port, ...spec },
      {
        message: (payload, at) => this.#hear(client, dialect, payload, at),
        closed: (code, reason) => {
          if (!this.#over) count(this.#closed, `${code} ${reason}`)
        },
      },
    )
    if (dialect.greeting) client.line.send(frame(dialect.greeting))
    client.line.send(frame(dialect.step1(nothingKnown)))
    return within(joinWithin, synced, `Somebody was not let in: ${listed(this.#closed).join(', ') || 'no answer'}.`)
  }

  #dialect(room: number): Dialect {
    const dialect = this.#dialects[room]
    if (!dialect) throw new Error(`There is no room ${room}.`)
    return dialect
  }

  #hear(client: Client, dialect: Dialect, payload: Buffer, at: number): void {
    if (this.#over) return
    this.#frames += 1
    const heard = dialect.hear(payload)
    switch (heard.kind) {
      case 'update':
        if (at <= this.#deadline) {
          this.#hearing = client
          this.#at = at
          keystrokesIn(payload, heard.start, this.#found)
        }
        client.kept?.push(bytesOf(payload, heard).slice())
        return
      case 'step1':
        client.unacknowledged.push(-1)
        return client.line?.send(frame(dialect.step2(nothingNew)))
      case 'step2':
        return client.joined(bytesOf(payload, heard).slice())
      case 'awareness':
        return this.#hearCarets(client, payload, heard.start)
      case 'acknowledged':
        return this.#acknowledged(client, client.acknowledgedFrames + 1, at)
      case 'adref':
        return this.#hearAdRef(client, payload, heard.start, at)
      case 'closing':
        if (!this.#over) count(this.#closed, 'told to go')
        return
      case 'other':
        return
    }
  }

  readonly #found = (keystroke: number): void => {
    const client = this.#hearing
    const typist = this.#typist[keystroke]
    if (!client || typist === client) return
    if (typist === undefined || typist.room !== client.room) {
      this.#strange += 1
      return
    }
    const bit = 1 << (keystroke & 7)
    if ((client.seen[keystroke >> 3]! & bit) !== 0) {
      this.#repeated += 1
      return
    }
    client.seen[keystroke >> 3]! |= bit
    if (this.#measured[keystroke] !== 1) return
    this.#delivered += 1
    this.#latency.add(this.#at - this.#sentAt[keystroke]!)
  }

  #acknowledged(client: Client, frames: number, at: number): void {
    for (; client.acknowledgedFrames < frames; client.acknowledgedFrames++) {
      const sent = client.unacknowledged.shift()
      if (sent === undefined) {
        count(this.#refused, 'acknowledged what was not sent')
        client.acknowledgedFrames = frames
        return
      }
      if (sent >= 0 && at <= this.#deadline) this.#acknowledgement.add(at - sent)
    }
  }

  #hearAdRef(client: Client, payload: Buffer, start: number, at: number): void {
    const decoder = decoding.createDecoder(payload)
    decoder.pos = start
    const message = ServerMessage.parse(JSON.parse(decoding.readVarString(decoder)))
    if (message.type === 'recorded') this.#acknowledged(client, message.frames, at)
    else if (message.type === 'refused' || message.type === 'startAgain') count(this.#refused, `${message.rule} ${message.reason}`)
  }

  /** A stock provider tells the server what it has just heard from it. */
  #hearCarets(client: Client, payload: Buffer, start: number): void {
    if (!this.#spec.echo || !this.#spec.carets) return
    const decoder = decoding.createDecoder(payload)
    decoder.pos = start
    decoding.readVarUint(decoder)
    const entries = decoding.readVarUint(decoder)
    if (entries === 0) return
    if (entries === 1 && client.typing?.client === decoding.readVarUint(decoder)) return
    // Everybody hears the same bytes: they are masked once.
    if (!this.#echoed.equals(payload)) {
      this.#echoed = Buffer.from(payload)
      this.#echoedFrame = frame(payload)
    }
    client.line?.send(this.#echoedFrame)
  }

  /** Lets everybody type at her rate until it is enough; the first strokes are spread over one interval. */
  async #type(typists: readonly Client[], random: () => number, enough: AbortSignal): Promise<void> {
    const interval = 1000 / this.#spec.rate
    const start = performance.now()
    const due = typists.map((_, index) => start + ((index + random()) / typists.length) * interval)
    while (!enough.aborted) {
      const now = performance.now()
      for (const [index, client] of typists.entries()) {
        const when = due[index]!
        if (when > now) continue
        this.#stroke(client, when)
        // Nobody types like a clock, and a stroke that comes late does not make the next one come early.
        due[index] = Math.max(when, now - interval) + interval * (0.75 + random() / 2)
      }
      await wait(1)
    }
  }

  #stroke(client: Client, when: number): void {
    const { typing, line } = client
    if (!typing || !line) return
    const keystroke = this.#next++
    const dialect = this.#dialect(client.room)
    const framed = frame(dialect.update(typing.type(characterOf(keystroke))))
    const at = performance.now()
    this.#typist[keystroke] = client
    this.#sentAt[keystroke] = at
    if (this.#measuring) {
      this.#measured[keystroke] = 1
      this.#typed += 1
      this.#lateness.add(at - when)
    }
    if (this.#acknowledges) client.unacknowledged.push(this.#measuring ? at : -1)
    line.send(framed)
    if (this.#spec.carets) line.send(frame(dialect.awareness(caretOf(typing, (client.awarenessClock += 1)))))
  }

  async #sameText(): Promise<boolean> {
    for (const client of this.#clients) {
      if (client.kept === null) continue
      const server = new Y.Doc()
      Y.applyUpdate(server, await this.#stateOf(client.room))
      const receiver = new Y.Doc()
      for (const update of client.kept) Y.applyUpdate(receiver, update)
      const text = bodyOf(server).toString()
      if (text.length < 1000 || text !== bodyOf(receiver).toString()) return false
    }
    return true
  }
}

function caretOf(typing: Typing, clock: number): Uint8Array {
  const caret = typing.caret()
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, typing.client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, JSON.stringify({ user: { name: 'A delegate', color: '#345678' }, cursor: { anchor: caret, head: caret } }))
  return encoding.toUint8Array(encoder)
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

function listed(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].map(([what, times]) => `${times} × ${what}`)
}

async function within<Value>(milliseconds: number, promise: Promise<Value>, otherwise: string): Promise<Value> {
  const late = new AbortController()
  const timeout = wait(milliseconds, undefined, { signal: late.signal }).then(() => {
    throw new Error(otherwise)
  })
  try {
    return await Promise.race([promise, timeout])
  } finally {
    late.abort()
    timeout.catch(() => undefined)
  }
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once('message', (spec: LoadSpec) => {
    new Generator(spec).run().then(
      (report) => process.send?.(report, () => process.exit(0)),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}
