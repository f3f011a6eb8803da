/**
 * `npm run bench -- storm`: a thousand people lose their server in one moment and come back. Ad Ref is killed, and in a
 * second round told to stop, and started again at once on the same port and data; each client waits as our own client
 * does (shared/wire/reconnect.ts), says what it has and is synced again. Bound: all within 10 s of the server's return.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import * as Y from 'yjs'
import { reconnectDelay } from '../../shared/wire/reconnect.ts'
import { bytesOf, dialectOf } from './load/dialects.ts'
import type { ClientSpec } from './load/generator.ts'
import { frame, Line } from './load/line.ts'
import { needSockets, peakMemory, processorSeconds } from './load/measures.ts'
import { adRefRooms, freePort, startAdRef } from './load/servers.ts'

/** Milliseconds from the moment the server listens until everyone must be synced again. */
export const bound = 10_000
/** Then nobody else is waited for. */
const patience = 60_000
/** Clients that connect at the same moment in the beginning. */
const atOnce = 25

export interface Storm {
  readonly signal: 'SIGKILL' | 'SIGTERM'
  readonly clients: number
  /** Milliseconds from the signal until the new server listened. */
  readonly away: number
  /** When each client was synced again, in milliseconds after the signal, earliest first. Who is not back is not in it. */
  readonly back: readonly number[]
  readonly attempts: number
  /** The most bytes anyone was sent to be in step again: she says what she has, so that it is never the whole text. */
  readonly mostBytes: number
  /** Codes and reasons with which lines were closed, with how often. */
  readonly closed: ReadonlyMap<string, number>
  /** Seconds of processor the new server used until the last was back, and its peak memory in MiB. */
  readonly processor: number
  readonly memory: number
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { clients: { type: 'string', default: '1000' } } })
  const clients = Number(values.clients)
  if (!(clients > 0)) throw new Error('--clients takes a number above 0.')
  console.log(`${clients.toLocaleString('en')} clients, one text of 60 KB; seconds after the server listens again (after the signal)`)
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const storm = await storms(signal, clients)
    const { away, back, attempts, mostBytes, closed, processor, memory } = storm
    const at = (share: number) => {
      const when = back[Math.ceil(clients * share) - 1]
      return when === undefined ? 'never' : `${((when - away) / 1000).toFixed(2)} (${(when / 1000).toFixed(2)})`
    }
    console.log(`\n${signal}: listened again after ${(away / 1000).toFixed(2)} s`)
    console.log(`  50 % ${at(0.5)}   95 % ${at(0.95)}   100 % ${at(1)}   ${isWithinBound(storm) ? 'within' : 'NOT within'} ${bound / 1000} s`)
    console.log(`  ${attempts.toLocaleString('en')} attempts; at most ${mostBytes} bytes to be in step; server ${processor.toFixed(2)} s of processor, ${Math.round(memory)} MiB`)
    console.log(`  closed by ${[...closed].map(([why, times]) => `${times} × ${why}`).join(', ')}`)
  }
}

export function isWithinBound({ clients, away, back }: Storm): boolean {
  const last = back.at(-1)
  return back.length === clients && last !== undefined && last - away <= bound
}

/** One server, lost once. */
export async function storms(signal: Storm['signal'], clients: number): Promise<Storm> {
  needSockets(clients)
  const data = mkdtempSync(join(tmpdir(), 'adref-storm-'))
  const port = await freePort()
  let server = await startAdRef(data, port)
  try {
    const [room] = await adRefRooms(port, 1, clients, 0)
    if (!room) throw new Error('No consultation was opened.')
    const crowd = new Crowd(port, room.room)
    for (let from = 0; from < clients; from += atOnce) await Promise.all(room.clients.slice(from, from + atOnce).map((spec) => crowd.enter(spec)))

    const gone = once(server, 'exit')
    const lost = performance.now()
    crowd.returns()
    server.kill(signal)
    await gone
    server = await startAdRef(data, port)
    const away = performance.now() - lost
    while (crowd.back.length < clients && performance.now() - lost < away + patience) await wait(10)
    crowd.end()
    if (server.pid === undefined) throw new Error('The server did not start again.')
    return {
      signal,
      clients,
      away,
      back: crowd.back.map((at) => at - lost).sort((one, other) => one - other),
      attempts: crowd.attempts,
      mostBytes: crowd.mostBytes,
      closed: crowd.closed,
      processor: processorSeconds(server.pid),
      memory: peakMemory(server.pid),
    }
  } finally {
    const gone = server.exitCode === null && server.signalCode === null ? once(server, 'exit') : null
    server.kill('SIGKILL')
    await gone
    rmSync(data, { recursive: true, force: true })
  }
}

/** Everyone in the room, each with the policy of our client. */
class Crowd {
  readonly back: number[] = []
  readonly closed = new Map<string, number>()
  attempts = 0
  mostBytes = 0
  readonly #port: number
  readonly #dialect
  readonly #lines = new Set<Line>()
  /** What everybody has: the text does not change meanwhile. */
  #has: Uint8Array = new Uint8Array([0])
  #phase: 'entering' | 'returning' | 'over' = 'entering'

  constructor(port: number, room: string) {
    this.#port = port
    this.#dialect = dialectOf('adref', room)
  }

  /** Connects and syncs for the first time; rejects when that fails. */
  async enter(spec: ClientSpec): Promise<void> {
    const state = await this.#connect(spec, new Uint8Array([0]))
    this.#has = Y.encodeStateVectorFromUpdate(state)
  }

  /** From now on whoever loses her line comes back. */
  returns(): void {
    this.#phase = 'returning'
  }

  end(): void {
    this.#phase = 'over'
    for (const line of this.#lines) line.end()
  }

  async #comeBack(spec: ClientSpec): Promise<void> {
    for (let attempt = 0; this.#phase === 'returning'; attempt++) {
      await wait(reconnectDelay(attempt, Math.random()))
      this.attempts += 1
      try {
        const missing = await this.#connect(spec, this.#has)
        this.mostBytes = Math.max(this.mostBytes, missing.length)
        this.back.push(performance.now())
        return
      } catch {
        // The server is not there yet, or not any more: this is what the next attempt is for.
      }
    }
  }

  /** Resolves to what the server sent once it has; rejects when the line is lost before. */
  #connect(spec: ClientSpec, has: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const held: { line: Line | null; synced: boolean } = { line: null, synced: false }
      const handlers = {
        message: (payload: Buffer) => {
          const heard = this.#dialect.hear(payload)
          if (heard.kind === 'step1') held.line?.send(frame(this.#dialect.step2(new Uint8Array([0, 0]))))
          if (heard.kind !== 'step2') return
          held.synced = true
          resolve(bytesOf(payload, heard).slice())
        },
        closed: (code: number, reason: string) => {
          if (held.line) this.#lines.delete(held.line)
          if (this.#phase === 'over') return
          const why = `${code} ${reason}`
          this.closed.set(why, (this.closed.get(why) ?? 0) + 1)
          if (!held.synced) return reject(new Error(why))
          if (this.#phase === 'entering') throw new Error(`Somebody was closed before the storm: ${why}`)
          void this.#comeBack(spec)
        },
      }
      Line.open({ host: '127.0.0.1', port: this.#port, ...spec }, handlers).then((line) => {
        held.line = line
        this.#lines.add(line)
        line.send(frame(this.#dialect.step1(has)))
      }, reject)
    })
  }
}
